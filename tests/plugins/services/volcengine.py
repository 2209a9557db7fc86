"""Volcengine's signed APIs: Jimeng's clips and pictures, and music."""

from include.providers.errors import Fatal, Lost, Refused, Retryable, Unreachable
from tests.emulators.volcengine import Volcengine
from tests.plugins.services.service import (
    ELSEWHERE,
    FETCHED,
    ORDERED,
    POLLED,
    SERVER_ERRORS_FREE,
    SERVER_ERRORS_OPEN,
    Service,
    fault,
)

EVERY = (*ORDERED, *POLLED, *FETCHED, *ELSEWHERE)

GATEWAY = (
    fault("submit", Fatal, "SignatureDoesNotMatch", 1, "gateway", name="SignatureDoesNotMatch"),
    fault("submit", Fatal, "AccessDenied", 1, "gateway", name="AccessDenied", status=403),
    fault("submit", Fatal, "InvalidAccessKey", 1, "gateway", name="InvalidAccessKey", status=200),
    fault("status", Fatal, "AccessDenied", 1, "gateway", name="AccessDenied", status=403),
)  # fmt: skip

VISUAL = (
    fault("submit", Retryable, "has trouble", 1, "code", code=50520),
    fault("submit", Fatal, "code 50200", 1, "code", code=50200, status=200),
    fault("status", Fatal, "keys", 1, "code", code=50400, status=200),
    *(fault("status", Lost, "withheld", 2, "code", code=code)
      for code in (50511, 50516, 50517, 50519)),
    *(fault("job", Lost, "withheld", 2, "fails", code=code) for code in (50511, 50516)),
    fault("job", Lost, "could not finish", 2, "fails", code=50500),
    fault("job", Fatal, "code 50999", 2, "fails", code=50999),
    fault("job", Lost, "not_found", 2, "not_found"),
    fault("job", Lost, "expired", 2, "expired"),
)  # fmt: skip

REFUSED = (
    *(fault("submit", Refused, "refused the content", 1, "code", code=code)
      for code in (50411, 50412, 50413, 50512, 50518)),
    fault("submit", Refused, "refused the content", 1, "code", code=50412, status=200),
    fault("status", Refused, "refused the content", 2, "code", code=50412),
    fault("job", Refused, "refused the content", 2, "fails", code=50413),
)  # fmt: skip

DENIED = (fault("submit", Fatal, "keys", 1, "code", code=50400, status=403),)
"""The sheet names no code for an empty account; access is then denied."""

PASSING = (
    {"how": "code", "code": 50500, "status": 500},
    {"how": "code", "code": 50501, "status": 200},
)

JIMENG = Service(
    "jimeng", "clip", Volcengine, "jimeng_ti2v_v30_pro",
    faults=(
        *EVERY, *SERVER_ERRORS_FREE, *GATEWAY, *VISUAL,
        fault("submit", Retryable, "has trouble", 1, "code", code=50500, status=500),
        fault("submit", Retryable, "has trouble", 1, "code", code=50501, status=200),
    ),
    refused=REFUSED, spent=DENIED,
    busy=({"how": "code", "code": 50429, "status": 429},
          {"how": "code", "code": 50430, "status": 429}),
    trouble=PASSING, longest_prompt=800, login="AKLTemulator",
    unbilled=lambda fault: fault.on != "submit" and fault.ordered > 1
    and fault.how["how"] in ("code", "fails", "no_result"),
)  # fmt: skip

JIMENG_IMAGE = Service(
    "jimeng_image", "image", Volcengine, "jimeng_t2i_v40",
    faults=(
        *EVERY, *SERVER_ERRORS_OPEN, *GATEWAY, *VISUAL,
        fault("submit", Unreachable, "has trouble", 1, "code", code=50500, status=500),
        fault("submit", Unreachable, "has trouble", 1, "code", code=50501, status=200),
    ),
    refused=REFUSED, spent=DENIED,
    busy=({"how": "code", "code": 50430, "status": 200},),
    trouble=PASSING, longest_prompt=800, login="AKLTemulator",
)  # fmt: skip

MUSIC = (
    *(fault("submit", Fatal, "refused the account", 1, "code", code=code)
      for code in (100011, 100013, 200020, 200021, 200024)),
    fault("submit", Fatal, "code 100010", 1, "code", code=100010),
    fault("submit", Unreachable, "has trouble", 1, "code", code=100001),
    fault("submit", Lost, "too like", 1, "code", code=300030),
    fault("status", Fatal, "refused the account", 1, "code", code=200021),
    fault("job", Lost, "too like", 2, "fails", code=50000001),
    fault("job", Lost, "could not finish", 2, "fails", code=50000002),
    fault("job", Fatal, "does not know", 2, "not_found"),
)  # fmt: skip

VOLCENGINE_MUSIC = Service(
    "volcengine_music", "music", Volcengine, "",
    faults=(*EVERY, *SERVER_ERRORS_OPEN, *GATEWAY, *MUSIC),
    spared={"content refusal": "its codes know none; a piece too like another is another's turn"},
    spent=tuple(fault("submit", Fatal, "the music packs", 1, "code", code=code)
                for code in (200022, 200027, 200028)),
    busy=({"how": "code", "code": 200023}, {"how": "code", "code": 400040}),
    trouble=({"how": "code", "code": 100001}, {"how": "code", "code": 200023}),
    login="AKLTemulator",
)  # fmt: skip
