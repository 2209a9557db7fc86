"""Google's Veo and Gemini Omni."""

from include.providers.errors import (
    BadReply,
    Fatal,
    Lost,
    RateLimited,
    Refused,
    Retryable,
    Unreachable,
)
from tests.emulators.gemini_omni import GeminiOmni
from tests.emulators.veo import Veo
from tests.plugins.services.service import (
    ELSEWHERE,
    FETCHED,
    HERE,
    ORDERED,
    POLLED,
    SERVER_ERRORS_OPEN,
    Service,
    fault,
)

EVERY = (
    *ORDERED,
    *SERVER_ERRORS_OPEN,
    *POLLED,
    fault("submit", Fatal, "INVALID_ARGUMENT", 1, "invalid"),
    fault("submit", Fatal, "the model", 1, "retired"),
    fault("submit", Unreachable, "HTTP 500", 1, "trouble", status=500),
    fault("submit", Unreachable, "HTTP 504", 1, "trouble", status=504),
    fault("submit", Retryable, "HTTP 503", 1, "trouble", status=503),
    fault("result", BadReply, "'text/html' instead of a video", 2, "no_video"),
    fault("result", BadReply, "no base64", 2, "not_base64"),
)  # fmt: skip

SPENT = (
    fault("submit", Fatal, "no quota left for today", 1, "daily"),
    fault("status", Fatal, "no quota left for today", 1, "daily"),
    fault("submit", Fatal, "wants to be paid|billing", 1, "quota"),
)

OPERATION = (
    fault("job", Lost, "new order", 2, "fails", code=13),
    fault("job", Lost, "new order", 2, "fails", code=8),
    fault("job", Fatal, "failed the order", 2, "fails", code=3),
    fault("result", BadReply, "cannot be fetched", 2, "elsewhere", uri="file:///etc/passwd"),
    fault("result", Retryable, "HTTP 500", 1, "500"),
    fault("result", RateLimited, "too many", 1, "429", retry_after=7),
    fault("result", Unreachable, "broke off|cut", 1, "truncated"),
    fault("result", BadReply, "not JSON", 1, "malformed"),
    fault("result", BadReply, "not JSON", 1, "html"),
    fault("result", Lost, "not known any more", 2, "gone"),
)

FILTERED = (fault("job", Refused, "filtered the clip for safety", 2, "filtered"),)

INLINE = "the clip comes inside the reply"

VEO = Service(
    "veo", "clip", Veo, "veo-3.1-fast-generate-001",
    faults=(*EVERY, *OPERATION), refused=FILTERED, spent=SPENT,
    spared={"expired URL": INLINE, "truncated download": INLINE, "wrong content type": INLINE},
    busy=({"how": "limited", "delay": "30s"},),
    extra={"project": "dailies"},
)  # fmt: skip

VEO_IN_A_BUCKET = Service(
    "veo", "clip", Veo, "veo-3.1-fast-generate-001", variant="-in-a-bucket",
    faults=(*EVERY, *OPERATION, *FETCHED), refused=FILTERED, spent=SPENT,
    extra={"project": "dailies", "input": {"storageUri": "gs://clips-1/dailies"},
           "storage_host": HERE},
)  # fmt: skip

ENDS = (
    fault("submit", Fatal, "refused the account", 1, "bad_key"),
    fault("status", Fatal, "refused the account", 1, "bad_key"),
    fault("job", Lost, "new order", 2, "ends", status="failed", code="UNAVAILABLE"),
    fault("job", Lost, "does not say why", 2, "ends", status="failed"),
    fault("job", Fatal, "failed the order", 2, "ends", status="failed", code="INVALID_ARGUMENT"),
    fault("job", Fatal, "not whole", 2, "ends", status="incomplete"),
    fault("job", Fatal, "conversation", 2, "ends", status="requires_action"),
    fault("job", Fatal, "continued", 2, "ends", status="requires_continuation"),
)

GEMINI_OMNI = Service(
    "gemini_omni", "clip", GeminiOmni, "gemini-omni-1.2-flash",
    faults=(*EVERY, *FETCHED, *ELSEWHERE, *ENDS),
    refused=(
        fault("job", Refused, "refused the prompt", 2, "ends",
              status="failed", code="PROHIBITED_CONTENT"),
        fault("job", Refused, "refused the prompt", 2, "ends", status="incomplete", code="SAFETY"),
    ),
    spent=(
        *SPENT,
        fault("job", Fatal, "budget set at Google", 2, "ends", status="budget_exceeded"),
    ),
    busy=({"how": "limited", "delay": "30s"},),
)  # fmt: skip
