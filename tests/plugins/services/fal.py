"""fal's queue."""

from include.providers.errors import BadReply, Fatal, Lost, RateLimited, Refused, Retryable
from tests.emulators.fal import Fal
from tests.plugins.services.service import (
    ELSEWHERE,
    FETCHED,
    ORDERED,
    POLLED,
    SERVER_ERRORS_FREE,
    Service,
    fault,
)

RESULT = (
    fault("result", BadReply, "not JSON", 1, "html"),
    fault("result", BadReply, "not JSON", 1, "malformed"),
    fault("result", Retryable, "HTTP 500", 1, "500"),
    fault("result", RateLimited, "too many", 1, "429", retry_after=7),
    fault("job", Fatal, "image_too_small", 2, "fails",
          error_type="image_too_small", status=422, told=False),
    fault("job", Lost, "generation_timeout", 2, "fails",
          error_type="generation_timeout", status=504, retryable=True, told=False),
    fault("job", Fatal, "generation_timeout", 2, "fails",
          error_type="generation_timeout", status=504, retryable=False),
    fault("job", Lost, "runner_disconnected", 2, "fails",
          error_type="runner_disconnected", status=503),
    fault("job", Lost, "startup_timeout", 2, "fails", error_type="startup_timeout", status=504),
)  # fmt: skip

FAL = Service(
    "fal", "clip", Fal, "fal-ai/test/pro/text-to-video",
    faults=(*ORDERED, *SERVER_ERRORS_FREE, *POLLED, *FETCHED, *ELSEWHERE, *RESULT),
    refused=(
        fault("submit", Refused, "refused the prompt", 1, "refused"),
        fault("job", Refused, "refused the prompt", 2, "fails",
              error_type="content_policy_violation", status=422),
    ),
    spent=(fault("submit", Fatal, "Exhausted balance", 1, "quota"),),
    unbilled=lambda fault: fault.on == "job" and fault.how.get("status", 0) >= 500,
)  # fmt: skip
