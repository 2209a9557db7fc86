"""LiblibAI."""

from include.providers.errors import Fatal, Lost, Refused, Unreachable
from tests.emulators.liblib import Liblib
from tests.plugins.services.service import (
    ELSEWHERE,
    FETCHED,
    ORDERED,
    POLLED,
    SERVER_ERRORS_OPEN,
    Service,
    fault,
)

CODES = (
    *(fault("submit", Fatal, "refused the account", 1, "code", code=code)
      for code in (401, 403, 100010, 100020)),
    *(fault("submit", Fatal, f"code {code}", 1, "code", code=code) for code in (100000, 100120)),
    *(fault("submit", Unreachable, "has trouble", 1, "code", code=code)
      for code in (200000, 210000)),
    fault("status", Fatal, "refused the account", 1, "code", code=401),
    fault("status", Fatal, "code 100000", 2, "code", code=100000),
    fault("job", Lost, "could not make it: told to", 2, "fails"),
    fault("job", Lost, "too long", 2, "times_out"),
)  # fmt: skip

LIBLIB = Service(
    "liblib", "image", Liblib, "",
    faults=(*ORDERED, *SERVER_ERRORS_OPEN, *POLLED, *FETCHED, *ELSEWHERE, *CODES),
    refused=(
        *(fault("submit", Refused, "refused the content", 1, "code", code=code)
          for code in (100052, 100055)),
        fault("job", Refused, "audit", 2, "blocked"),
        fault("job", Refused, "audit", 2, "rejected"),
    ),
    spent=(fault("submit", Fatal, "the points left", 1, "code", code=100021),),
    busy=({"how": "code", "code": 429}, {"how": "code", "code": 200001}),
    trouble=({"how": "code", "code": 200000}, {"how": "code", "code": 200001}),
    longest_prompt=2000, login="emulator-access",
)  # fmt: skip
