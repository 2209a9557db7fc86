"""TikTok: a direct post through the Content Posting API, marked as made with AI where it is.

API reference: https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
Limits: 6 posts begun a minute and about 15 published a day for each creator; 4 GB.

A post that was begun is nothing until its whole file has arrived, so one whose answer got lost is
begun anew, and runs out unseen. Its id is kept before the first byte is sent; from then on TikTok
itself says how much it has, or what the post came to. Only where it does not know the id of a post
whose last byte was on its way is the end left to a person. The OAuth client is login (client key)
and password of the connection; scope video.publish. Clients that TikTok has not audited can only
post privately: set privacy to SELF_ONLY until then.

Unverified: the hosts that uploads go to, and that uploaded_bytes is told of every upload.
"""

import time
from collections.abc import Generator
from http import HTTPStatus
from typing import Any

from include.domain.post import Post
from include.providers.errors import ProviderError, Unconfirmed
from include.providers.protocols import oauth, tiktok
from include.providers.publishing import (
    Ask,
    Bounds,
    Conversation,
    Keep,
    Memo,
    Pause,
    RemotePublisher,
    Send,
    Step,
    Token,
    Wording,
)
from include.providers.reading import number_of, text_of
from include.providers.values import Reply, Request, Setting

INIT, CREATOR = "/v2/post/publish/video/init/", "/v2/post/publish/creator_info/query/"
STATUS, TOKENS = "/v2/post/publish/status/fetch/", "/v2/oauth/token/"
CLOSED = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
ELSEWHERE = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
SETTLES_S = 60.0
"""So long after an upload was closed to us, another attempt's last bytes may still be arriving."""
TELLS_WITHIN_S = 7200.0
BEGUN_AGAIN = 3


class Tiktok(RemotePublisher):
    """Posts to the account of the creator who signed in."""

    docs_url = "https://developers.tiktok.com/doc/content-posting-api-reference-direct-post"
    limits = "6 posts begun a minute, about 15 published a day; an upload's address holds an hour."
    base_url = "https://open.tiktokapis.com"
    wording = Wording(text=2200, unit="utf-16", marks_ai=True)
    bounds = Bounds(max_bytes=4 << 30, min_duration_s=3.0, max_duration_s=600.0)
    settings = (
        Setting("login", "the client key"),
        Setting("password", "the client secret"),
        Setting("refresh_token", "what the creator's signing in gave"),
        Setting("privacy", "who sees it: one of the creator's options (PUBLIC_TO_EVERYONE)"),
        Setting("disable_comment", "true allows no comments (false)"),
        Setting("disable_duet", "true allows no duets (false)"),
        Setting("disable_stitch", "true allows no stitches (false)"),
        Setting("chunk_bytes", "pieces of an upload, of 5 to 64 MB (10000000)"),
        Setting("upload_hosts", "further hosts that uploads go to; `*.` matches below"),
    )

    @property
    def hosts(self) -> tuple[str, ...]:  # type: ignore[override]
        """Where uploads go."""
        named = self.account.extra.get("upload_hosts") or ()
        return ("*.tiktokapis.com", *([named] if isinstance(named, str) else map(str, named)))

    def converse(self, post: Post, memo: Memo) -> Conversation:
        """Begin a post, send its file, and wait for what it comes to."""
        while True:
            publish_id = str(memo.get("remote_id") or "")
            if not publish_id or publish_id == memo.get("given_up"):
                memo = yield from self._begun(post, memo)
                memo = yield from self._sent(post, memo, 0)
                continue
            reply = yield Ask(
                Request("POST", STATUS, json={"publish_id": publish_id}),
                "Asking for the post",
                tiktok.UNKNOWN_STATUSES,
            )
            if tiktok.is_unknown(reply):
                memo = yield from self._forgotten(post, memo, publish_id)
                continue
            told = tiktok.data(reply)
            match told.get("status"):
                case "PUBLISH_COMPLETE" | "SEND_TO_USER_INBOX":
                    return tiktok.published(told, str(memo.get("creator") or ""), publish_id)
                case "FAILED":
                    memo = yield from self._failed(post, memo, publish_id, told)
                case "PROCESSING_UPLOAD" | "PROCESSING_DOWNLOAD":
                    memo = yield from self._under_way(post, memo, publish_id, told)
                case other:
                    raise tiktok.unknown(other, publish_id)

    def _begun(self, post: Post, memo: Memo) -> Generator[Step, Any, Memo]:
        """Begin a post as its creator allows it, and keep where its file goes."""
        reply = yield Ask(Request("POST", CREATOR, json={}), "Asking what the creator allows")
        creator = tiktok.data(reply)
        info = tiktok.post_info(post, creator, self.account)
        size = post.files[".mp4"].size_bytes
        piece, count = self._pieces(size)
        source = {
            "source": "FILE_UPLOAD",
            "video_size": size,
            "chunk_size": piece,
            "total_chunk_count": count,
        }
        body = {"post_info": info, "source_info": source}
        reply = yield Ask(Request("POST", INIT, json=body), "Beginning the post")
        begun = tiktok.data(reply)
        publish_id = text_of(begun, "publish_id", "TikTok")
        kept = {
            "upload_url": text_of(begun, "upload_url", "TikTok"),
            "digest": post.files[".mp4"].digest,
            "size": size,
            "creator": str(creator.get("creator_username") or ""),
            "again": int(memo.get("again", 0)),
        }
        yield Keep(kept, remote_id=publish_id)
        return {**kept, "remote_id": publish_id}

    def _pieces(self, size: int) -> tuple[int, int]:
        """Return the size and the number of pieces; what is left over goes with the last."""
        piece = min(size, max(1, int(self.account.number("chunk_bytes", 10_000_000))))
        return piece, max(1, size // piece)

    def _sent(self, post: Post, memo: Memo, at: int) -> Generator[Step, Any, Memo]:
        """Send the pieces from byte ``at`` on, until all have arrived or the upload is closed."""
        video = post.files[".mp4"]
        piece, count = self._pieces(video.size_bytes)
        while at < video.size_bytes:
            index = min(at // piece, count - 1)
            first = index * piece
            last = (first + piece if index < count - 1 else video.size_bytes) - 1
            if index == count - 1 and not memo.get("last"):
                # from here on it may become public
                memo = {**memo, "last": True}
                yield _keep(memo)
            headers = {
                "content-type": video.content_type,
                "content-range": f"bytes {first}-{last}/{video.size_bytes}",
            }
            url = str(memo["upload_url"])
            reply = yield Send(
                Request("PUT", url, headers=headers, follow=False),
                "Uploading",
                (*CLOSED, ELSEWHERE),
                signed_in=False,
                first=first,
                last=last,
            )
            if reply.status in CLOSED:
                memo = {**memo, "upload_url": "", "closed_at": time.time()}
                yield _keep(memo)
                return memo
            at = tiktok.received(reply, first) if reply.status == ELSEWHERE else last + 1
        return {**memo, "arrived": True}

    def _under_way(
        self, post: Post, memo: Memo, publish_id: str, told: dict[str, Any]
    ) -> Generator[Step, Any, Memo]:
        """Send what is missing, wait for what is arriving, or begin anew what cannot arrive."""
        video = post.files[".mp4"]
        arrived, size = number_of(told, "uploaded_bytes"), memo.get("size") or video.size_bytes
        if memo.get("arrived") or (arrived is not None and arrived >= size):
            yield Pause("TikTok is processing the post.", for_s=60.0)
            return memo
        if memo.get("upload_url") and memo.get("digest") == video.digest:
            return (yield from self._sent(post, memo, int(arrived or 0)))
        if not memo.get("closed_at"):
            memo = {**memo, "upload_url": "", "closed_at": time.time()}
            yield _keep(memo)
        closed_s = time.time() - float(memo["closed_at"])
        if arrived is not None and closed_s >= SETTLES_S:
            return (yield from _given_up(memo, publish_id))
        if closed_s > TELLS_WITHIN_S:
            raise Unconfirmed(f"TikTok does not say whether it has all of {post.title!r}.")
        yield Pause("TikTok may still be receiving the file.", for_s=SETTLES_S)
        return memo

    def _failed(
        self, post: Post, memo: Memo, publish_id: str, told: dict[str, Any]
    ) -> Generator[Step, Any, Memo]:
        """Begin anew where TikTok itself failed, else say why."""
        reason = str(told.get("fail_reason") or "no reason given")
        again = int(memo.get("again", 0)) + 1
        memo = yield from _given_up({**memo, "again": again}, publish_id)
        if reason in tiktok.PASSING_FAILURES and again <= BEGUN_AGAIN:
            return memo
        if reason in tiktok.TOO_MANY:
            yield Pause(f"TikTok takes no more of this creator today ({reason}).", for_s=86_400)
            return memo
        yield _keep({**memo, "again": 0})
        raise tiktok.ended(reason, post.title)

    def _forgotten(self, post: Post, memo: Memo, publish_id: str) -> Generator[Step, Any, Memo]:
        """Begin anew a post TikTok does not know, if its last byte was never on its way."""
        if memo.get("last") or memo.get("lost"):
            raise Unconfirmed(
                f"TikTok does not know {publish_id}, under which {post.title!r} was uploaded."
            )
        return (yield from _given_up(memo, publish_id))

    def refresh(self, token: str) -> Request:
        """Ask for an access token; the refresh token may be another from then on."""
        return Request(
            "POST",
            TOKENS,
            form={
                "client_key": self.account.login,
                "client_secret": self.account.secret,
                "grant_type": "refresh_token",
                "refresh_token": token,
            },
        )

    def token(self, reply: Reply) -> Token:
        """Read the access token."""
        return oauth.token_of(reply, "TikTok")

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify by TikTok's code, which comes with successes as well ("ok")."""
        return oauth.error_of(reply, "TikTok") or tiktok.error_of(reply)


def _keep(memo: Memo) -> Keep:
    return Keep({name: value for name, value in memo.items() if name != "remote_id"})


def _given_up(memo: Memo, publish_id: str) -> Generator[Step, Any, Memo]:
    """Have nothing more to do with a post that is certain never to be public."""
    kept = {"given_up": publish_id, "again": int(memo.get("again", 0))}
    yield Keep(kept)
    return {**kept, "remote_id": publish_id}
