"""Webhook: tells an address of your own that a short is approved, and where its files are.

API reference: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
Limits: a message of 20 kB; ten attempts in 76 hours.

The receiver verifies the signature and drops what it has seen: the same event always has the same
``webhook-id``, so a message whose answer got lost is simply sent again. Files come by reference:
their address, size and SHA-256.
"""

import random
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote

from include.domain.clip import Media
from include.domain.post import Post
from include.providers.errors import Fatal, ProviderError, Retryable
from include.providers.publishing import (
    Ask,
    Conversation,
    Keep,
    Memo,
    Pause,
    Published,
    RemotePublisher,
    Wording,
)
from include.providers.signing.standard_webhooks import signer
from include.providers.values import Reply, Request, Setting

EVENT = "short.published"
WAITS_S = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Between the attempts, as the specification suggests."""
PASSING = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)


class Webhook(RemotePublisher):
    """One signed message for each short."""

    docs_url = "https://www.standardwebhooks.com/"
    limits = "A message of 20 kB at most; any 2xx within 2 minutes counts as received."
    wording = Wording(text=3000, title=200, hashtags=50, marks_ai=True)
    settings = (
        Setting("host", "where the message goes: a full address, https unless it is your own"),
        Setting(
            "password", "the secret, `whsec_…`; two with a space between while one is replaced"
        ),
        Setting("media_url", "where the root of the media store is seen by the receiver"),
    )

    def converse(self, post: Post, memo: Memo) -> Conversation:
        """Send the message until it is received; every attempt is the same event."""
        attempt = int(memo.get("attempt", 0))
        at = str(memo.get("at") or datetime.now(UTC).isoformat(timespec="seconds"))
        while True:
            yield Keep({"attempt": attempt, "at": at}, remote_id=f"msg_{post.mark}")
            try:
                yield Ask(self._message(post, at), f"Telling {self.name}", signed_in=False)
            except Retryable as error:
                wait_s = self._wait_s(attempt, error)
                attempt += 1
                yield Keep({"attempt": attempt, "at": at})
                yield Pause(f"Attempt {attempt} was in vain: {error}", for_s=wait_s)
            else:
                return Published(remote_id=f"msg_{post.mark}")

    def error(self, reply: Reply) -> ProviderError | None:
        """Any 2xx is success; 410 means never again."""
        status = reply.status
        if status == HTTPStatus.GONE:
            return Fatal("The receiver wants no messages any more (HTTP 410). Remove the target.")
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            return Fatal(f"The receiver redirects (HTTP {status}), which is not followed.")
        if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return (
                None
                if status in PASSING
                else Fatal(
                    f"The receiver refused the message (HTTP {status}). Check address and secret."
                )
            )
        return None

    def _wait_s(self, attempt: int, error: Retryable) -> float:
        """Return how long to wait; raise the error when all attempts were in vain."""
        if attempt >= len(WAITS_S):
            raise Fatal(f"The message was not received in {attempt + 1} attempts. {error}")
        usual = WAITS_S[attempt] * random.uniform(1.0, 1.1)  # noqa: S311
        return max(usual, error.retry_after_s or 0.0)

    def _message(self, post: Post, at: str) -> Request:
        return Request(
            "POST",
            self.account.base_url,
            json={"type": EVENT, "timestamp": at, "data": self._data(post)},
            sign=signer(f"msg_{post.mark}", self.account.secret),
            follow=False,
        )

    def _data(self, post: Post) -> dict[str, object]:
        said = post.model_dump(
            mode="json",
            include={"short_key", "title", "description", "hashtags", "language", "duration_s",
                     "width_px", "height_px", "sources", "disclosure"},
        )  # fmt: skip
        files = {ending: self._file(media) for ending, media in post.files.items()}
        return {**said, "files": files}

    def _file(self, media: Media) -> dict[str, object]:
        root = str(self.account.extra.get("media_url") or "").rstrip("/")
        key = "/".join(media.uri.split("/")[-3:])
        return {
            "url": f"{root}/{quote(key)}" if root else media.uri,
            "sha256": media.digest,
            "size_bytes": media.size_bytes,
            "content_type": media.content_type,
        }
