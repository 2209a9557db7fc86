"""TikTok's replies: ``{"data": {…}, "error": {"code", "message", "log_id"}}``, "ok" on success.

API reference: https://developers.tiktok.com/doc/tiktok-api-v2-error-handling
"""

from http import HTTPStatus
from typing import Any

from include.providers.errors import (
    Fatal,
    ProviderError,
    QuotaSpent,
    RateLimited,
    Refused,
    Retryable,
    UnknownStatus,
)
from include.providers.reading import MAX_SAID, faulty, part
from include.providers.values import Reply

WHO = "TikTok"
DAY_S = 86_400.0
MINUTE_S = 60.0

TOO_MANY = ("spam_risk_too_many_posts", "reached_active_user_cap")
UNKNOWN = ("invalid_publish_id", "token_not_authorized_for_specified_publish_id")
UNKNOWN_STATUSES = (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
PASSING_FAILURES = ("internal", "video_pull_failed")
CONTENT = ("spam_risk", "spam_risk_text")
MENDS = {
    "access_token_invalid": "Sign in again, and put the new refresh_token into the connection",
    "scope_not_authorized": "Sign in again with the scope video.publish",
    "scope_permission_missed": "Sign in again with the scope video.publish",
    "unaudited_client_can_only_post_to_private_accounts": "Set privacy to SELF_ONLY until TikTok "
    "has audited the app, and make the account private",
    "privacy_level_option_mismatch": "Set privacy to one of the creator's options",
}


def data(reply: Reply) -> dict[str, Any]:
    """Return what a reply is about.

    Raises:
        ProviderError: It is an error after all, or none that can be read.
    """
    if error := error_of(reply):
        raise error
    return part(reply.object(), "data")


def is_unknown(reply: Reply) -> bool:
    """Whether TikTok says that there is no such post of ours."""
    return faulty(reply).get("code") in UNKNOWN


def error_of(reply: Reply) -> ProviderError | None:
    """Classify a reply; ``None`` where it is none, or the HTTP status says all there is to say."""
    fault = faulty(reply)
    code = str(fault.get("code") or "")
    if code in ("", "ok"):
        return None
    said = f"{code}: {str(fault.get('message') or 'no message')[:MAX_SAID].rstrip('.')}"
    if code in TOO_MANY:
        return QuotaSpent(f"{WHO} takes no more today ({said}).", retry_after_s=DAY_S)
    if code == "rate_limit_exceeded":
        return RateLimited(f"{WHO} was asked too often ({said}).", retry_after_s=MINUTE_S)
    if code == "internal_error" or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Retryable(f"{WHO} has trouble ({said}).")
    mend = MENDS.get(code, "Correct the connection or the short")
    return Fatal(f"{WHO} refused ({said}). {mend}.")


def ended(reason: str, title: str) -> ProviderError:
    """Return why a post did not become one."""
    said = f"TikTok did not publish {title!r}: {reason}."
    if reason in CONTENT:
        return Refused(f"{said} Change the short.")
    return Fatal(f"{said} Mend that; cleared, the task posts it again.")


def unknown(status: Any, publish_id: str) -> UnknownStatus:
    """Return the error of a status that is not documented."""
    return UnknownStatus(f"Post {publish_id} on TikTok is {status!r}, which is new.")
