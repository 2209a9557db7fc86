"""Google's error shape, shared by its services: ``{"error": {code, message, status, details}}``.

API reference: https://cloud.google.com/apis/design/errors

UNVERIFIED: that a spent daily quota is told by ``QuotaFailure`` whose quota is named "…PerDay…".
"""

import re
from http import HTTPStatus
from typing import Any

from include.providers.errors import Fatal, ProviderError, RateLimited, Retryable
from include.providers.reading import MAX_SAID, faulty, parts
from include.providers.values import Reply

_DAILY = re.compile(r"per.?day", re.IGNORECASE)
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s")


def error_of(reply: Reply, who: str, *, credentials: str) -> ProviderError | None:
    """Classify a reply; ``None`` where the HTTP status says all there is to say.

    Args:
        reply: What came back.
        who: Subject of the message.
        credentials: What to look at when the account is refused.
    """
    if reply.status < HTTPStatus.BAD_REQUEST:
        return None
    fault = faulty(reply)
    said = str(fault.get("message") or f"HTTP {reply.status}")[:MAX_SAID].rstrip(".")
    name = fault.get("status") or reply.status
    lasting = {
        HTTPStatus.BAD_REQUEST: f"cannot use the order ({name}): {said}. Change the order.",
        HTTPStatus.UNAUTHORIZED: f"refused the account: {said}. Check {credentials}.",
        HTTPStatus.PAYMENT_REQUIRED: f"wants to be paid: {said}. Check the project's billing.",
        HTTPStatus.FORBIDDEN: f"refused the account: {said}. Check {credentials}.",
    }
    if any(one.get("reason") == "API_KEY_INVALID" for one in parts(fault, "details")):
        error = Fatal(f"{who} {lasting[HTTPStatus.UNAUTHORIZED]}")
        # told as 400, it would say something about the job
        error.status = HTTPStatus.UNAUTHORIZED
        return error
    if reply.status in lasting:
        return Fatal(f"{who} {lasting[HTTPStatus(reply.status)]}")
    if reply.status == HTTPStatus.CONFLICT:
        return Retryable(f"{who} is busy with the same: {said}.")
    return _limited(fault, said, who) if reply.status == HTTPStatus.TOO_MANY_REQUESTS else None


def _limited(fault: dict[str, Any], said: str, who: str) -> ProviderError | None:
    details = parts(fault, "details")
    violations = [violation for one in details for violation in parts(one, "violations")]
    if any(_DAILY.search(str(violation)) for violation in violations):
        return Fatal(
            f"{who} has no quota left for today: {said}. Wait for its reset or have it raised, "
            "then clear the task."
        )
    delays = (_SECONDS.fullmatch(str(one.get("retryDelay", ""))) for one in details)
    delay = next((float(found[1]) for found in delays if found), None)
    if delay is None:
        return None
    return RateLimited(f"{who} is asked too often: {said}.", retry_after_s=delay)
