"""Instagram: a Reel of a professional account, through the Graph API.

API reference: https://developers.facebook.com/docs/instagram-platform/content-publishing
Limits: 100 publications in 24 hours; 300 MB; a container that is not published is gone after a day.

A Reel is a container until it is published, and a container tells whether it was. It is kept before
anything is sent to it, and asked before it is published: so an answer that got lost is looked up.
Where the container is gone, the account's newest Reels are looked through for the same caption; if
it is not among them either, the end is left to a person. The connection's login is the id of the
Instagram account, its password a long-lived token. Instagram has no mark for what an AI made: the
caption says so.

Unverified: the newest version of the API, and how long a publication whose answer got lost takes.
"""

import time
from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from typing import Any

from include.domain.post import Post
from include.providers.errors import Fatal, Lost, ProviderError, Unconfirmed, UnknownStatus
from include.providers.protocols import instagram
from include.providers.publishing import (
    Ask,
    Bounds,
    Conversation,
    Keep,
    Memo,
    Pause,
    Published,
    RemotePublisher,
    Send,
    Step,
    Token,
    Wording,
)
from include.providers.reading import number_of, part, text_of
from include.providers.values import Reply, Request, Setting

VERSION = "v23.0"
RUPLOAD = "https://rupload.facebook.com"
FIELDS = "id,status,status_code,video_status"
SETTLES_S = 120.0
"""So long a publication whose answer got lost is given before it is asked for again."""
LOOK_S = 60.0
DAY_S = 86_400.0
NEWEST = 25
CONTAINERS = 3
"""So many in a row may pass away before the task is to be tried again."""
CLOCKS_S = 600.0
"""So far Instagram's clock and ours may be apart."""


class Instagram(RemotePublisher):
    """Publishes Reels to the account that the connection names."""

    docs_url = "https://developers.facebook.com/docs/instagram-platform/content-publishing"
    limits = "100 publications in 24 hours; captions of 2,200 characters with 30 hashtags."
    base_url = "https://graph.facebook.com"
    hosts = ("rupload.facebook.com",)
    trusted = RUPLOAD
    wording = Wording(text=2200)
    bounds = Bounds(max_bytes=300_000_000, min_duration_s=3.0, max_duration_s=900.0)
    settings = (
        Setting("login", "id of the Instagram account"),
        Setting("password", "a long-lived access token with the right to publish content"),
        Setting("version", f"of the API ({VERSION})"),
        Setting(
            "media_url",
            "where the root of the media store is seen by Instagram, which then fetches the file; "
            "else it is uploaded, which apps with Facebook Login can",
        ),
        Setting("refreshes", "true renews the token each week, as Instagram Login allows (false)"),
        Setting("share_to_feed", "whether it is in the feed as well (true)"),
    )

    def converse(self, post: Post, memo: Memo) -> Conversation:
        """Make a container, fill it, publish it, and ask it what became of that."""
        while True:
            container = str(memo.get("remote_id") or "")
            if not container or container == memo.get("given_up"):
                memo = yield from self._contained(post, memo)
                continue
            try:
                request = self._get(container, fields=FIELDS)
                told = (yield Ask(request, "Asking for the container")).object()
            except Lost:
                found = yield from self._gone(post, memo)
                if found:
                    return found
                memo = yield from _given_up(memo, container)
                continue
            if told.get("status_code") == "PUBLISHED":
                return (yield from self._found(post, memo, container))
            memo = yield from self._further(post, memo, container, told)

    def _further(
        self, post: Post, memo: Memo, container: str, told: Mapping[str, Any]
    ) -> Generator[Step, Any, Memo]:
        """Take a container that is not published one step further."""
        match told.get("status_code"):
            case "FINISHED":
                return (yield from self._published(post, memo, container))
            case "IN_PROGRESS":
                return (yield from self._filled(post, memo, container, told))
            case "ERROR" | "EXPIRED" as status:
                memo = yield from _given_up(memo, container)
                said = str(told.get("status"))
                if status == "ERROR" and not instagram.is_passing(said):
                    raise instagram.ended(said, post.title)
                return memo
            case other:
                raise UnknownStatus(f"Container {container} at Instagram is {other!r}.")

    def _contained(self, post: Post, memo: Memo) -> Generator[Step, Any, Memo]:
        """Make a container, where the account may publish any more today."""
        limit = self._get(f"{self._user}/content_publishing_limit", fields="quota_usage,config")
        reply = yield Ask(limit, "Asking for the day's limit")
        instagram.check_limit(reply)
        body = instagram.container(post, self.account)
        made = (yield Ask(self._post("media", body), "Making the container")).object()
        container = text_of(made, "id", "Instagram")
        kept = {
            "uri": str(made.get("uri") or ""),
            "digest": post.files[".mp4"].digest,
            "again": int(memo.get("again", 0)),
        }
        yield Keep(kept, remote_id=container)
        return {**kept, "remote_id": container}

    def _filled(
        self, post: Post, memo: Memo, container: str, told: Mapping[str, Any]
    ) -> Generator[Step, Any, Memo]:
        """Send what of the file is missing, or wait."""
        size, digest = post.files[".mp4"].size_bytes, post.files[".mp4"].digest
        uploading = part(part(told, "video_status"), "uploading_phase")
        at = int(number_of(uploading, "bytes_transferred") or 0)
        fetched = bool(self.account.extra.get("media_url"))
        arrived = uploading.get("status") == "complete" or at >= size or memo.get("arrived")
        if fetched or (arrived and memo.get("digest", digest) == digest):
            yield Pause("Instagram is processing the Reel.", for_s=LOOK_S)
            return memo
        if memo.get("digest") != digest:
            return (yield from _given_up(memo, container))
        uri = str(memo.get("uri") or f"{RUPLOAD}/ig-api-upload/{self._version}/{container}")
        headers = {"offset": str(at), "file_size": str(size)}
        yield Send(
            Request("POST", uri, headers=headers, follow=False),
            "Uploading",
            first=at,
            last=size - 1,
        )
        return {**memo, "arrived": True}

    def _published(self, post: Post, memo: Memo, container: str) -> Generator[Step, Any, Memo]:
        """Publish a container that is ready, unless an earlier asking may still be heeded."""
        asked = memo.get("asked_at")
        if memo.get("lost"):
            # it may have been asked for a moment ago
            memo, asked = {"remote_id": container}, time.time()
            yield Keep({"asked_at": asked, "first_asked_at": asked - DAY_S})
        if asked and time.time() - float(asked) < SETTLES_S:
            until = datetime.fromtimestamp(float(asked) + SETTLES_S + 1, UTC)
            yield Pause("Instagram may be publishing the Reel.", until=until)
            return memo
        digest = post.files[".mp4"].digest
        if memo.get("digest", digest) != digest:
            # what was approved is another file than the one in there
            return (yield from _given_up(memo, container))
        first = memo.get("first_asked_at") or time.time()
        kept = {**_kept(memo), "asked_at": time.time(), "first_asked_at": first}
        yield Keep(kept)
        body = {"creation_id": container}
        reply = yield Ask(self._post("media_publish", body), "Publishing the Reel")
        kept["media"] = text_of(reply.object(), "id", "Instagram")
        yield Keep(kept)
        return {**kept, "remote_id": container}

    def _found(self, post: Post, memo: Memo, container: str) -> Conversation:
        """Return where a published Reel is seen."""
        if media := memo.get("media"):
            reply = yield Ask(self._get(str(media), fields="permalink"), "Asking for the Reel")
            return Published(str(reply.object().get("permalink") or ""), str(media))
        found = yield from self._listed(post, memo)
        note = "" if found else "It is public, but not among the account's newest Reels."
        return found or Published(remote_id=container, note=note)

    def _gone(self, post: Post, memo: Memo) -> Generator[Step, Any, Published | None]:
        """Return what a container that is gone became; ``None`` where it was never published.

        Raises:
            Unconfirmed: Nobody can tell.
        """
        if not (memo.get("asked_at") or memo.get("lost")):
            return None
        found = yield from self._listed(post, memo)
        if not found:
            raise Unconfirmed(
                f"Instagram does not know the container of {post.title!r} any more, and it is not "
                "among the account's newest Reels."
            )
        return found

    def _listed(self, post: Post, memo: Memo) -> Generator[Step, Any, Published | None]:
        """Look for the post's caption among the account's newest media."""
        query = {"fields": "id,caption,timestamp,permalink", "limit": str(NEWEST)}
        request = self._get(f"{self._user}/media", **query)
        reply = yield Ask(request, "Looking for the Reel")
        since = float(memo.get("first_asked_at") or 0.0) - CLOCKS_S
        return instagram.listed(reply, post.description, since=since)

    @property
    def _user(self) -> str:
        if not self.account.login:
            raise Fatal("The connection has no login. Set it to the Instagram account's id.")
        return self.account.login

    @property
    def _version(self) -> str:
        return str(self.account.extra.get("version") or VERSION)

    def _get(self, path: str, **params: str) -> Request:
        return Request("GET", f"/{self._version}/{path}", params=params)

    def _post(self, what: str, form: dict[str, str]) -> Request:
        return Request("POST", f"/{self._version}/{self._user}/{what}", form=form)

    def first_token(self) -> Token:
        """Return the connection's password, which is an access token itself."""
        secret, renews = self.account.secret, self.account.flag("refreshes", default=False)
        # a token is renewed when it is more than a day old
        return Token(secret, secret, DAY_S + 3600 if renews else 100 * 365 * DAY_S)

    def refresh(self, token: str) -> Request:
        """Renew a long-lived token; one of Facebook Login lasts, or needs a person."""
        if not self.account.flag("refreshes", default=False):
            raise Fatal("Instagram refused the token. Put a new one into the password.")
        return instagram.renewal(token)

    def token(self, reply: Reply) -> Token:
        """Read the renewed token."""
        return instagram.renewed(reply)

    def signed_in(self, access: str, request: Request) -> Mapping[str, str]:
        """Return the token as the API wants it, or as the upload host does."""
        scheme = "OAuth" if "/ig-api-upload/" in request.url else "Bearer"
        return {"authorization": f"{scheme} {access}"}

    def token_expired(self, reply: Reply) -> bool:
        """Whether the token holds no more, which Instagram often says as 400."""
        return instagram.is_signed_out(reply)

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify by Meta's codes."""
        return instagram.error_of(reply)


def _kept(memo: Memo) -> dict[str, Any]:
    return {name: value for name, value in memo.items() if name != "remote_id"}


def _given_up(memo: Memo, container: str) -> Generator[Step, Any, Memo]:
    """Have nothing more to do with a container that is certain never to be public.

    Raises:
        Lost: So it went with several.
    """
    again = int(memo.get("again", 0)) + 1
    enough = again > CONTAINERS
    yield Keep({"given_up": container, "again": 0 if enough else again})
    if enough:
        raise Lost(f"Instagram has lost {again} containers of the short. Clear the task later.")
    return {"given_up": container, "again": again, "remote_id": container}
