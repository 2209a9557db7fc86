"""Meta's replies: codes and subcodes, usage headers, times.

API reference: https://developers.facebook.com/docs/graph-api/guides/error-handling
Rate limits come as 400 and 403 rather than 429.
"""

import json
import re
from datetime import datetime
from http import HTTPStatus
from typing import Any

from include.domain.post import Post
from include.providers.errors import Fatal, Lost, ProviderError, QuotaSpent, RateLimited, Retryable
from include.providers.publishing import Published, Token
from include.providers.reading import MAX_SAID, faulty, number_of, part, parts, text_of
from include.providers.values import Account, Reply, Request

WHO = "Instagram"
WEEK_S = 7 * 86_400.0
DAILY_S, LIMITED_S, NOT_READY_S = 3 * 3600.0, 900.0, 60.0
PASSING, PASSING_SUB = (1, 2, -1, -2), (2207001, 2207003)
AGAIN_SUB = (2207032, 2207053)
GONE, GONE_SUB = (24,), (2207006, 2207008)
LIMITS = (4, 17, 32, 613, 80002)
BLOCKED_SUB = (2207050, 2207051)
"""An account that is restricted, or taken for spam, may come with the code of a rate limit."""
DAILY, DAILY_SUB = 9, 2207042
NOT_READY, NOT_READY_SUB = 9007, 2207027
SIGNED_OUT = 190
PERMISSIONS = (10, *range(200, 300))
_SUBCODE = re.compile(r"2207\d{3}")


def container(post: Post, account: Account) -> dict[str, str]:
    """Return the form of a Reel: fetched from ``media_url``, where there is one, or uploaded."""
    form = {
        "media_type": "REELS",
        "caption": post.description,
        "share_to_feed": "true" if account.flag("share_to_feed", default=True) else "false",
        "thumb_offset": str(round(1000 * post.cover_s)),
    }
    media_url = str(account.extra.get("media_url") or "").rstrip("/")
    if not media_url:
        return {**form, "upload_type": "resumable"}
    video, cover = ("/".join(post.files[ending].uri.split("/")[-3:]) for ending in (".mp4", ".jpg"))
    return {**form, "video_url": f"{media_url}/{video}", "cover_url": f"{media_url}/{cover}"}


def error_of(reply: Reply) -> ProviderError | None:
    """Classify a reply; ``None`` where it is none, or the HTTP status says all there is to say."""
    if reply.status < HTTPStatus.BAD_REQUEST:
        return None
    uploaded = part(reply.object_or_empty(), "debug_info")
    if uploaded:
        said = str(uploaded.get("message") or "no message")[:MAX_SAID]
        if uploaded.get("retriable"):
            return Retryable(f"{WHO} has trouble with the upload: {said}")
        return Fatal(f"{WHO} cannot use the upload: {said} Look at the short.")
    fault = faulty(reply)
    code, sub = _code(fault, "code"), _code(fault, "error_subcode")
    if code is None:
        return None
    said = f"{code}/{sub or 0}: {str(fault.get('message') or 'no message')[:MAX_SAID]}"
    return _waiting(reply, code, sub, said) or _lasting(fault, code, sub, said)


def _waiting(reply: Reply, code: int, sub: int | None, said: str) -> ProviderError | None:
    if sub == DAILY_SUB or code == DAILY:
        return QuotaSpent(f"{WHO} publishes no more today ({said})", retry_after_s=DAILY_S)
    if sub in BLOCKED_SUB:
        return None
    if code in LIMITS or reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        wait_s = regained_after_s(reply)
        return RateLimited(f"{WHO} was asked too often ({said})", retry_after_s=wait_s)
    if sub == NOT_READY_SUB or code == NOT_READY:
        return RateLimited(f"{WHO} is not ready with it ({said})", retry_after_s=NOT_READY_S)
    return None


def _lasting(fault: dict[str, Any], code: int, sub: int | None, said: str) -> ProviderError:
    if code in GONE or sub in GONE_SUB or sub in AGAIN_SUB:
        return Lost(f"{WHO} has no such container any more ({said}). Another one is needed.")
    if fault.get("is_transient") is True or code in PASSING or sub in PASSING_SUB:
        return Retryable(f"{WHO} has trouble ({said})")
    if code == SIGNED_OUT or code in PERMISSIONS:
        return Fatal(f"{WHO} refused the account ({said}) Put a new token into the password.")
    return Fatal(f"{WHO} cannot use the request ({said}) Change the short or the connection.")


def _code(fault: dict[str, Any], name: str) -> int | None:
    """Return a code, which may be negative; ``None`` where there is none."""
    value = fault.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def renewal(token: str) -> Request:
    """Ask for a long-lived token in exchange for another."""
    return Request(
        "GET",
        "/refresh_access_token",
        params={"grant_type": "ig_refresh_token"},
        secret_headers={"authorization": f"Bearer {token}"},
    )


def renewed(reply: Reply) -> Token:
    """Read a renewed token; it is to be renewed again long before it runs out."""
    body = reply.object()
    access = text_of(body, "access_token", WHO)
    return Token(access, access, min(WEEK_S, number_of(body, "expires_in") or WEEK_S))


def is_signed_out(reply: Reply) -> bool:
    """Whether a reply says that the token holds no more."""
    return reply.status >= HTTPStatus.BAD_REQUEST and faulty(reply).get("code") == SIGNED_OUT


def is_passing(status: str) -> bool:
    """Whether a container failed for a reason that another one need not fail for."""
    found = _SUBCODE.search(status)
    return bool(found and int(found[0]) in (*PASSING_SUB, *AGAIN_SUB))


def ended(status: str, title: str) -> ProviderError:
    """Return why a container cannot be published."""
    said = status[:MAX_SAID].rstrip(".") or "no reason given"
    return Fatal(f"Instagram cannot publish {title!r}: {said}. Mend that, then clear the task.")


def check_limit(reply: Reply) -> None:
    """Raise ``RateLimited`` when the account has published all it may for now."""
    for found in parts(reply.object(), "data"):
        used, total = (
            number_of(found, "quota_usage"),
            number_of(part(found, "config"), "quota_total"),
        )
        if used is not None and total is not None and used >= total:
            raise QuotaSpent(
                f"{WHO} publishes no more of this account for now: {used:g} of {total:g} in 24 h.",
                retry_after_s=DAILY_S,
            )


def regained_after_s(reply: Reply) -> float:
    """Return when access is regained, as the usage header says, or a quarter of an hour."""
    try:
        usage = json.loads(reply.headers.get("x-business-use-case-usage", "{}"))
    except ValueError:
        usage = {}
    rows = [row for rows in usage.values() for row in rows] if isinstance(usage, dict) else []
    minutes = [number_of(row, "estimated_time_to_regain_access") for row in rows]
    return max([60 * each for each in minutes if each], default=LIMITED_S)


def listed(reply: Reply, caption: str, *, since: float) -> Published | None:
    """Return the newest Reel with a caption, published since; however its spaces were kept."""
    for media in parts(reply.object(), "data"):
        theirs = str(media.get("caption") or "").split()
        if theirs and theirs == caption.split() and _epoch_of(media) >= since:
            return Published(str(media.get("permalink") or ""), text_of(media, "id", WHO))
    return None


def _epoch_of(media: dict[str, Any]) -> float:
    """Return when media was published; 0 when it does not say."""
    try:
        return datetime.fromisoformat(str(media.get("timestamp"))).timestamp()
    except ValueError:
        return 0.0
