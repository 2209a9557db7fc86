"""The YouTube Data API's shapes: resources, multipart bodies, reasons of errors.

API reference: https://developers.google.com/youtube/v3/docs
"""

import json
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from include.domain.clip import Media
from include.domain.post import Post
from include.providers.errors import (
    Fatal,
    ProviderError,
    QuotaSpent,
    RateLimited,
    Refused,
    Retryable,
)
from include.providers.publishing import Ask, Send, Step
from include.providers.reading import MAX_SAID, faulty, part, parts, text_of
from include.providers.values import Account, Json, Reply, Request

UPLOAD = "/upload/youtube/v3"
TAGS = 500
"""Characters of all tags, with the quotes of those that have spaces and the commas between."""
PAGES, PAGE = 20, 50
BOUNDARY = "dailies-7f3a9c1e5b"
WHO = "YouTube"
PUBLIC = "public"
PACIFIC = "America/Los_Angeles"
MIDNIGHT_MARGIN_S = 60.0

SPENT = ("quotaExceeded", "dailyLimitExceeded", "uploadLimitExceeded")
FAST = ("rateLimitExceeded", "userRateLimitExceeded")
PASSING = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
NOT_ALLOWED = ("insufficientPermissions", "forbidden", "authError", "accessNotConfigured")


def tag_of(mark: str) -> str:
    """Return the tag that a post's video is found by."""
    return f"dailies-{mark}"


def tags(post: Post) -> list[str]:
    """Return the tags of a post: its own first, then its hashtags as far as they fit."""
    found = [tag_of(post.mark)]
    for hashtag in post.hashtags:
        longer = [*found, hashtag.removeprefix("#")]
        if sum(len(tag) + 2 * (" " in tag) for tag in longer) + len(longer) - 1 <= TAGS:
            found = longer
    return found


def privacy_of(account: Account) -> str:
    """Return who may see the videos of a connection."""
    return str(account.extra.get("privacy") or PUBLIC)


def resource(post: Post, account: Account) -> Json:
    """Return the video as it is to be: its words, who sees it when, and what is declared."""
    status: dict[str, Any] = {
        "privacyStatus": privacy_of(account),
        "selfDeclaredMadeForKids": account.flag("made_for_kids", default=False),
        "containsSyntheticMedia": post.disclosure.made_with_ai,
        "embeddable": True,
    }
    at = post.publish_at
    if at and at > datetime.now(UTC) and privacy_of(account) == PUBLIC:
        # at that time it is public, whatever it would have been otherwise
        shown_at = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        status |= {"privacyStatus": "private", "publishAt": shown_at}
    snippet = {
        "title": post.title,
        "description": post.description,
        "tags": tags(post),
        "categoryId": str(account.extra.get("category_id") or "22"),
        "defaultLanguage": post.language,
        "defaultAudioLanguage": post.language,
    }
    return {"snippet": snippet, "status": status}


def insert(resource: Json, video: Media, notify: bool) -> Request:
    """Begin a resumable upload."""
    params = {"uploadType": "resumable", "part": "snippet,status"}
    headers = {
        "x-upload-content-type": video.content_type,
        "x-upload-content-length": str(video.size_bytes),
    }
    return Request(
        "POST",
        f"{UPLOAD}/videos",
        json=resource,
        params=params if notify else {**params, "notifySubscribers": "false"},
        headers=headers,
    )


def location_of(reply: Reply) -> str:
    """Return the address of an upload that was begun."""
    return text_of(reply.headers, "location", WHO)


def id_of(video: Json) -> str:
    """Return the id of a video resource."""
    return text_of(video, "id", WHO)


def state(api: str, video: str) -> Request:
    """Ask how a video is doing."""
    return Request("GET", f"{api}/videos", params={"part": "status,processingDetails", "id": video})


def item_of(reply: Reply) -> dict[str, Any]:
    """Return the only item of a list.

    Raises:
        Retryable: There is none: what is new may not be told of yet, or it was deleted.
    """
    found = parts(reply.object(), "items")
    if not found:
        raise Retryable("YouTube does not list the video (yet), or somebody has deleted it.")
    return found[0]


def captions(post: Post, video: str) -> Send:
    """Add the captions; asked again, the platform says that there are some already."""
    snippet = {"videoId": video, "language": post.language, "name": "", "isDraft": False}
    head = (
        f"--{BOUNDARY}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n"
        f"{json.dumps({'snippet': snippet})}\r\n"
        f"--{BOUNDARY}\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    request = Request(
        "POST",
        f"{UPLOAD}/captions",
        params={"uploadType": "multipart", "part": "snippet"},
        headers={"content-type": f"multipart/related; boundary={BOUNDARY}"},
    )
    return _whole(
        post,
        ".srt",
        request,
        "Adding captions",
        takes=(HTTPStatus.CONFLICT,),
        head=head.encode(),
        tail=f"\r\n--{BOUNDARY}--".encode(),
    )


def cover(post: Post, video: str) -> Send:
    """Set the cover; asked again, it is set again."""
    request = Request(
        "POST",
        f"{UPLOAD}/thumbnails/set",
        params={"videoId": video, "uploadType": "media"},
        headers={"content-type": "image/jpeg"},
    )
    return _whole(post, ".jpg", request, "Setting the cover")


def find(api: str, tag: str, *, but: str) -> Generator[Step, Any, str | None]:
    """Look among the channel's uploads for a tag: a video's id, "" for none ``but`` one.

    ``None`` where the account may not look.
    """
    request = Request("GET", f"{api}/channels", params={"part": "contentDetails", "mine": "true"})
    reply = yield Ask(
        request, "Looking for the channel", (HTTPStatus.FORBIDDEN,), costs={"units": 1}
    )
    if reply.status == HTTPStatus.FORBIDDEN:
        error = error_of(reply)
        if isinstance(error, RateLimited):
            raise error
        return None
    lists = part(part(item_of(reply), "contentDetails"), "relatedPlaylists")
    query = {"part": "contentDetails", "maxResults": str(PAGE)}
    query["playlistId"] = text_of(lists, "uploads", WHO)
    for _ in range(PAGES):
        request = Request("GET", f"{api}/playlistItems", params=query)
        # a channel without any video has no list either
        reply = yield Ask(request, "Looking for the video", (404,), costs={"units": 1})
        page = reply.object_or_empty()
        details = (part(item, "contentDetails") for item in parts(page, "items"))
        ids = [str(one["videoId"]) for one in details if one.get("videoId")]
        if ids:
            params = {"part": "snippet", "id": ",".join(ids), "maxResults": str(PAGE)}
            request = Request("GET", f"{api}/videos", params=params)
            reply = yield Ask(request, "Looking for the video", costs={"units": 1})
            for video in parts(reply.object(), "items"):
                tags_of_it = part(video, "snippet").get("tags") or ()
                if tag in tags_of_it and video.get("id") != but:
                    return id_of(video)
        if not page.get("nextPageToken"):
            return ""
        query["pageToken"] = str(page["nextPageToken"])
    return ""


def ended(how: str, status: dict[str, Any], title: str) -> ProviderError:
    """Return why a video did not become one."""
    why = status.get("rejectionReason") or status.get("failureReason") or "no reason given"
    said = f"YouTube has {how} the video of {title!r}: {why}."
    if how == "rejected":
        return Refused(f"{said} Look at it in YouTube Studio.")
    return Fatal(f"{said} Look at it in YouTube Studio; cleared, the task uploads it again.")


def error_of(
    reply: Reply, *, mend: str = "Change the short or the connection."
) -> ProviderError | None:
    """Classify a reply by its reason; ``None`` where the HTTP status says all there is to say.

    ``mend`` is what to do about a request that YouTube cannot use.
    """
    if reply.status < HTTPStatus.BAD_REQUEST:
        return None
    fault = faulty(reply)
    reason = next((str(one.get("reason", "")) for one in parts(fault, "errors")), "")
    said = f"{reason or reply.status}: {str(fault.get('message') or 'no message')[:MAX_SAID]}"
    if reason in SPENT:
        return QuotaSpent(f"{WHO} takes no more today ({said})", retry_after_s=until_midnight_s())
    if reason in FAST:
        return RateLimited(f"{WHO} was asked too often ({said})")
    if reply.status in PASSING or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) or reason in NOT_ALLOWED:
        return Fatal(f"{WHO} refused the account ({said}). Sign in again, with all its scopes.")
    return Fatal(f"{WHO} cannot use the request ({said}). {mend}")


def until_midnight_s() -> float:
    """Return the seconds until quotas are reset."""
    now = datetime.now(ZoneInfo(PACIFIC))
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return tomorrow.timestamp() - now.timestamp() + MIDNIGHT_MARGIN_S


def _whole(post: Post, ending: str, request: Request, what: str, **facts: Any) -> Send:
    size = post.files[ending].size_bytes if ending in post.files else 0
    return Send(request, what, file=ending, first=0, last=size - 1, **facts)
