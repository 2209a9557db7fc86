"""Services in OpenAI's wire shapes: videos in Sora's, and images."""

from include.providers.errors import BadReply, Fatal, Lost, Refused, Retryable, Unreachable
from tests.emulators.openai_images import OpenaiImages
from tests.emulators.openai_videos import OpenaiVideos
from tests.plugins.services.service import (
    FETCHED,
    ORDERED,
    POLLED,
    SERVER_ERRORS_OPEN,
    Service,
    fault,
)

EVERY = (
    *ORDERED,
    *SERVER_ERRORS_OPEN,
    fault("submit", Retryable, "HTTP 503", 1, "overloaded"),
    fault("submit", Unreachable, "HTTP 500", 1, "trouble"),
    fault("submit", Retryable, "busy", 1, "conflict"),
    fault("submit", Fatal, "cannot use the order", 1, "invalid"),
)

REFUSED = (
    fault("submit", Refused, "safety system", 1, "refused"),
    fault("submit", Refused, "refused the prompt", 1, "refused", code="content_policy_violation"),
)

SPENT = (
    fault("submit", Fatal, "no credit left", 1, "quota"),
    fault("submit", Fatal, "balance", 1, "quota", code="credit_balance_exhausted"),
)

OPENAI_VIDEOS = Service(
    "openai_videos", "clip", OpenaiVideos, "sora-2",
    faults=(
        *EVERY, *POLLED, *FETCHED,
        fault("job", Lost, "Order it anew", 2, "fails", code="server_error"),
        fault("job", Fatal, "unsupported_input", 2, "fails", code="unsupported_input"),
        fault("job", Lost, "new order", 2, "fails"),
        fault("job", Lost, "is gone", 2, "expired"),
    ),
    refused=(*REFUSED, fault("job", Refused, "refused", 2, "fails", code="moderation_blocked")),
    spent=(*SPENT, fault("status", Fatal, "no credit left", 1, "quota")),
    busy=({"how": "limited", "after_ms": 30_000},),
    path="/v1", finds=True,
)  # fmt: skip

ANSWERED = "the image comes in the reply to its order"

OPENAI_IMAGES = Service(
    "openai_images", "image", OpenaiImages, "gpt-image-2.6-flare",
    faults=(
        *EVERY,
        fault("submit", BadReply, "without b64_json", 2, "no_result"),
        fault("submit", BadReply, "no base64", 2, "not_base64"),
        fault("submit", BadReply, "'svg'", 2, "no_image"),
    ),
    refused=REFUSED, spent=SPENT,
    spared={"unknown status": ANSWERED, "expired URL": ANSWERED, "truncated download": ANSWERED,
            "wrong content type": ANSWERED},
    busy=({"how": "limited", "after_ms": 30_000},),
)  # fmt: skip
