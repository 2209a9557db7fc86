"""TikTok's replies: ``{"data": {…}, "error": {"code", "message", "log_id"}}``, "ok" on success.

API reference: https://developers.tiktok.com/doc/tiktok-api-v2-error-handling
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from include.domain.post import Post
from include.providers.errors import (
    Fatal,
    ProviderError,
    QuotaSpent,
    RateLimited,
    Refused,
    Retryable,
    UnknownStatus,
)
from include.providers.publishing import Published
from include.providers.reading import MAX_SAID, faulty, number_of, part
from include.providers.values import Account, Json, Reply

WHO = "TikTok"
DAY_S = 86_400.0
MINUTE_S = 60.0

TOO_MANY = ("spam_risk_too_many_posts", "reached_active_user_cap")
UNKNOWN = ("invalid_publish_id", "token_not_authorized_for_specified_publish_id")
UNKNOWN_STATUSES = (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
PASSING_FAILURES = ("internal", "video_pull_failed")
CONTENT = ("spam_risk", "spam_risk_text")
TOGGLES = (
    ("disable_comment", "comment_disabled"),
    ("disable_duet", "duet_disabled"),
    ("disable_stitch", "stitch_disabled"),
)
"""Of a post, and of its creator."""
_SPAN = re.compile(r"bytes (?:0-(\d+)|\*)/\d+")
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


def post_info(post: Post, creator: Mapping[str, Any], account: Account) -> Json:
    """Return what a post is to be, as its creator allows it.

    Raises:
        Fatal: The creator has no such privacy.
        Refused: The creator may not post anything as long.
    """
    privacy = account.extra.get("privacy") or "PUBLIC_TO_EVERYONE"
    options = creator.get("privacy_level_options") or []
    if privacy not in options:
        raise Fatal(
            f"TikTok's creator cannot post as {privacy}. Set privacy in the connection's extra "
            f"to one of: {', '.join(map(str, options))}."
        )
    longest_s = number_of(creator, "max_video_post_duration_sec")
    if longest_s and post.duration_s > longest_s:
        raise Refused(f"TikTok takes {longest_s:g} s of this creator, not {post.title!r}.")
    allowed = {
        ours: account.flag(ours, default=False) or bool(creator.get(theirs))
        for ours, theirs in TOGGLES
    }
    return {
        "title": post.description,
        "privacy_level": privacy,
        **allowed,
        "video_cover_timestamp_ms": round(1000 * post.cover_s),
        "brand_content_toggle": False,
        "brand_organic_toggle": False,
        "is_aigc": post.disclosure.made_with_ai,
    }


def received(reply: Reply, first: int) -> int:
    """Read how much has arrived from the refusal of a piece that begins with byte ``first``.

    Raises:
        Retryable: It does not say.
    """
    found = _SPAN.fullmatch(reply.headers.get("content-range", "").strip())
    at = int(found[1]) + 1 if found and found[1] else 0 if found else -1
    if at in (-1, first):
        raise Retryable("TikTok wants another piece of the file and does not say which.")
    return at


def published(told: Mapping[str, Any], creator: str, publish_id: str) -> Published:
    """Return where a post is seen, as far as that is told."""
    if told.get("status") == "SEND_TO_USER_INBOX":
        return Published("", publish_id, note="It is in the creator's inbox: finish it in the app.")
    ids = told.get("publicaly_available_post_id") or told.get("publicly_available_post_id")
    home = f"https://www.tiktok.com/@{creator}" if creator else ""
    if isinstance(ids, list) and ids:
        return Published(f"{home}/video/{ids[0]}" if home else "", publish_id)
    note = "TikTok tells no address of it (yet): it is private, or moderated."
    return Published(home, publish_id, note=note)
