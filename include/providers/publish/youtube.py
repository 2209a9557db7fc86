"""YouTube: a video with captions and cover, shown at once or at a time, declared as it is.

API reference: https://developers.google.com/youtube/v3/docs/videos/insert
Limits: 100 uploads and 10,000 units a day, of which a short with captions takes about 470.

An upload has no key of its own, so its session is kept before the first byte is sent: asked again,
it says how much has arrived, or which video it became. A session that is gone is looked for by a
tag of the short's own among the channel's uploads, twice with a quarter of an hour between, before
another is begun. The OAuth client is login and password of the connection; scopes youtube.upload
and youtube.force-ssl, the latter for captions and looking. Projects that Google has not audited
upload as private.

Unverified: that a finished upload is listed within a quarter of an hour.
"""

import time
from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any

from include.domain.post import Post
from include.providers.errors import Fatal, ProviderError, Refused, Unconfirmed, UnknownStatus
from include.providers.protocols import oauth, youtube
from include.providers.protocols.resumable import UNIT_BYTES, Session
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
from include.providers.quotas import Quota
from include.providers.reading import part
from include.providers.values import Reply, Request, Setting

HOME, TOKENS = "https://www.googleapis.com", "https://oauth2.googleapis.com"
API, UPLOAD = "/youtube/v3", "/upload/youtube/v3"
PACIFIC = "America/Los_Angeles"
CAPTIONS_UNITS, COVER_UNITS, OTHER_UNITS = 400, 50, 20
LISTED_AFTER_S = 900.0
PROCESSED_WITHIN_S = 86_400.0
FIRST_LOOK_S, LAST_LOOK_S = 30.0, 600.0


class Youtube(RemotePublisher):
    """Uploads to the channel that signed in."""

    docs_url = "https://developers.google.com/youtube/v3/docs/videos/insert"
    limits = "100 uploads and 10,000 units a day: 21 shorts with captions and cover."
    base_url = HOME
    hosts = ("*.googleapis.com",)
    wording = Wording(
        text=5000, title=100, unit="bytes", hashtags=15, forbidden="<>", marks_ai=True
    )
    bounds = Bounds(max_bytes=256 << 30, max_duration_s=180.0)
    quotas = {"uploads": Quota(100, PACIFIC), "units": Quota(10_000, PACIFIC)}  # noqa: RUF012
    settings = (
        Setting("login", "id of the OAuth client"),
        Setting("password", "secret of the OAuth client"),
        Setting("refresh_token", "what signing in to the channel gave"),
        Setting(
            "privacy",
            "public, unlisted or private (public); what is not public is uploaded at `publish_at`",
        ),
        Setting("category_id", "YouTube's category (22, people and blogs)"),
        Setting(
            "made_for_kids", "whether the channel declares its shorts as made for kids (false)"
        ),
        Setting("notify_subscribers", "whether they are told (true)"),
        Setting("captions", "whether they are uploaded, for 400 of the day's units (true)"),
        Setting("quota", 'what the project has a day: `{"uploads": 100, "units": 10000}`'),
        Setting("chunk_kib", "pieces of an upload, a multiple of 256 (8192)"),
    )

    @property
    def schedules(self) -> bool:  # type: ignore[override]
        """Whether YouTube itself may wait: at its time a video is public, and nothing less."""
        return youtube.privacy_of(self.account) == youtube.PUBLIC

    def converse(self, post: Post, memo: Memo) -> Conversation:
        """Upload, caption, cover, and wait until YouTube has processed it."""
        video = str(memo.get("remote_id") or "")
        if not video or video == memo.get("given_up"):
            video = yield from self._found_or_uploaded(post, memo)
            memo = {"video_at": time.time()}
            yield Keep(memo, remote_id=video)
        memo = yield from self._dressed(post, video, memo)
        return (yield from self._processed(post, video, memo))

    def _found_or_uploaded(self, post: Post, memo: Memo) -> Generator[Step, Any, str]:
        """Return the id of the post's video, uploaded now unless it was before."""
        looks = memo.get("looked_at") or memo.get("lost")
        if memo.get("session"):
            found = yield from self._resumed(post, memo)
            if found:
                return found
            looks = found is None
        if looks:
            found = yield from self._looked_for(post, memo)
            if found:
                return found
        started = yield from self._started(post, memo)
        video = yield from self._session(post, started).upload(0)
        if video is None:
            lost = {"lost": True, "given_up": memo.get("given_up")}
            return (yield from self._found_or_uploaded(post, lost))
        return youtube.id_of(video)

    def _resumed(self, post: Post, memo: Memo) -> Generator[Step, Any, str | None]:
        """Go on with an upload; ``None`` when its session is gone, "" when of another file."""
        session = self._session(post, str(memo["session"]), size=memo.get("size"))
        state = yield from session.state()
        if isinstance(state, int):
            if memo.get("digest") != post.files[".mp4"].digest:
                return ""
            state = yield from session.upload(state)
        return None if state is None else youtube.id_of(state)

    def _looked_for(self, post: Post, memo: Memo) -> Generator[Step, Any, str]:
        """Return the id of a video that an upload which is gone became; "" for none."""
        given_up = memo.get("given_up")
        found = yield from youtube.find(API, youtube.tag_of(post.mark), but=str(given_up))
        if found is None:
            raise Unconfirmed(
                f"An upload of {post.title!r} to YouTube got lost, and the account may not list "
                "the channel's videos (scope youtube.force-ssl)."
            )
        since = memo.get("looked_at")
        if found or (since and time.time() - since >= LISTED_AFTER_S):
            return found
        since = since or time.time()
        kept = {"looked_at": since, "given_up": given_up}
        yield Keep(kept)
        until = datetime.fromtimestamp(since + LISTED_AFTER_S + 1, UTC)
        yield Pause("An upload got lost; its video may not be listed yet.", until=until)
        return (yield from self._looked_for(post, kept))

    def _started(self, post: Post, memo: Memo) -> Generator[Step, Any, str]:
        """Begin an upload and keep its session; all that the short will cost is booked here."""
        units = COVER_UNITS + OTHER_UNITS + (CAPTIONS_UNITS if self._captions(post) else 0)
        reply = yield Ask(
            youtube.insert(youtube.resource(post, self.account), post.files[".mp4"], self._notify),
            "Beginning the upload",
            costs={"uploads": 1, "units": units},
        )
        url, video = str(youtube.location_of(reply)), post.files[".mp4"]
        file = {"digest": video.digest, "size": video.size_bytes}
        yield Keep({"session": url, **file, "given_up": memo.get("given_up")})
        return url

    def _session(self, post: Post, url: str, *, size: int | None = None) -> Session:
        """Return an upload, of this post's file unless ``size`` is told of another."""
        video = post.files[".mp4"]
        units = max(1, int(self.account.number("chunk_kib", 8192)) * 1024 // UNIT_BYTES)
        return Session(url, size or video.size_bytes, video.content_type, units * UNIT_BYTES)

    @property
    def _notify(self) -> bool:
        return self.account.flag("notify_subscribers", default=True)

    def _captions(self, post: Post) -> bool:
        return self.account.flag("captions", default=True) and ".srt" in post.files

    def _dressed(self, post: Post, video: str, memo: Memo) -> Generator[Step, Any, Memo]:
        """Give the video its captions and its cover; the video stays public without them."""
        for name, wanted, step in (
            ("captions", self._captions(post), youtube.captions(post, video)),
            ("cover", ".jpg" in post.files, youtube.cover(post, video)),
        ):
            if wanted and name not in memo:
                said = yield from _asked(step, name)
                memo = {**memo, name: said}
                yield Keep(memo, remote_id=video)
        return memo

    def _processed(self, post: Post, video: str, memo: Memo) -> Conversation:
        """Wait until YouTube has processed the video."""
        looks = int(memo.get("looks", 0))
        while True:
            reply = yield Ask(youtube.state(API, video), "Asking for the video")
            found = youtube.item_of(reply)
            status = part(found, "status")
            match status.get("uploadStatus"):
                case "processed":
                    return self._public(post, video, memo, status)
                case "uploaded":
                    pass
                case "failed" | "rejected" | "deleted" as how:
                    # asked for once more, it is another upload: this one nobody ever sees
                    yield Keep({"given_up": video}, remote_id=video)
                    raise youtube.ended(how, status, post.title)
                case other:
                    raise UnknownStatus(f"Video {video} on YouTube is {other!r}, which is new.")
            if time.time() - memo.get("video_at", time.time()) > PROCESSED_WITHIN_S:
                raise Fatal(f"YouTube has been processing video {video} for a day. Look at it.")
            looks += 1
            memo = {**memo, "looks": looks}
            yield Keep(memo, remote_id=video)
            wait_s = min(LAST_LOOK_S, FIRST_LOOK_S * 2 ** min(looks, 8))
            yield Pause("YouTube is processing the video.", for_s=wait_s)

    def _public(self, post: Post, video: str, memo: Memo, status: dict[str, Any]) -> Published:
        notes = [str(memo[name]) for name in ("captions", "cover") if memo.get(name)]
        wanted = youtube.privacy_of(self.account)
        at = post.publish_at
        later = at if at and status.get("publishAt") and at > datetime.now(UTC) else None
        if not later and status.get("privacyStatus") not in (wanted, None):
            notes.append(
                f"YouTube keeps it {status['privacyStatus']}: has Google audited the project?"
            )
        return Published(
            f"https://www.youtube.com/shorts/{video}", video, later, note=" ".join(notes)
        )

    def refresh(self, token: str) -> Request:
        """Ask for an access token."""
        elsewhere = self.account.base_url.rstrip("/") not in ("", HOME)
        return Request(
            "POST",
            "/token" if elsewhere else f"{TOKENS}/token",
            form={
                "client_id": self.account.login,
                "client_secret": self.account.secret,
                "grant_type": "refresh_token",
                "refresh_token": token,
            },
        )

    def token(self, reply: Reply) -> Token:
        """Read the access token."""
        return oauth.token_of(reply, "Google")

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify by Google's reason."""
        return oauth.error_of(reply, "Google") or youtube.error_of(reply)


def _asked(step: Send, name: str) -> Generator[Step, Any, str]:
    """Take a step the video can do without; return what is to be said of it, "" for nothing."""
    try:
        yield step
    except (Fatal, Refused) as error:
        return f"It has no {name}: {error}"
    return ""
