"""Tell a program, by a signed webhook: Standard Webhooks.

Specification: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import time

from include.domain.notification import Kind, Notification
from include.providers.errors import ProviderError, Retryable
from include.providers.signing.standard_webhooks import signer
from include.providers.transport import mapping
from include.providers.transport.caps import Caps
from include.providers.transport.reach import Reach
from include.providers.transport.sync import send
from include.providers.values import Request

TYPES: dict[Kind, str] = {
    "review_requested": "review.requested",
    "batch_finished": "batch.finished",
    "failure_budget_passed": "batch.failure_budget_passed",
    "spend_passed": "spend.passed",
}
CAPS = Caps(connect_s=5.0, read_s=10.0, total_s=15.0, max_bytes=1 << 16)
WAITS_S = (0.5, 2.0)
"""Before the second and the third attempt; a task waits meanwhile, so there are no more."""


def tell_program(notification: Notification, *, url: str, secrets: str) -> None:
    """Send a notification; what does not get through is tried again, with the same id.

    Args:
        notification: What to tell.
        url: Where to; nowhere else, however it redirects.
        secrets: As ``standard_webhooks.signer`` takes them.

    Raises:
        ProviderError: It was not taken; the message says why.
    """
    request = Request(
        "POST",
        url,
        json=payload(notification),
        sign=signer(notification.event_id, secrets),
    )
    for wait_s in WAITS_S:
        try:
            _send(request, url)
        except Retryable as error:
            time.sleep(min(max(wait_s, error.retry_after_s or 0.0), WAITS_S[-1]))
        else:
            return
    _send(request, url)


def payload(notification: Notification) -> dict[str, object]:
    """Return the message: its type, when it happened, and the figures."""
    said = notification.model_dump(mode="json", include={"subject", "body", "link"})
    return {
        "type": TYPES[notification.kind],
        "timestamp": notification.at.isoformat(),
        "data": {**said, **notification.data},
    }


def _send(request: Request, url: str) -> None:
    what = "Telling the webhook"
    reply = send(request, Reach(url), what=what, caps=CAPS)
    error: ProviderError | None = mapping.default(reply, what=what, known=False)
    if error:
        raise error
