"""Google's resumable uploads: a session that is asked how much of a file it has.

API reference: https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol
"""

import re
from collections.abc import Generator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from include.providers.errors import BadReply, Retryable
from include.providers.publishing import Ask, Send, Step
from include.providers.values import Json, Reply, Request

UNIT_BYTES = 262_144
"""Every piece of a file but the last is a multiple of this."""
STALLS = 4
"""So often in a row nothing of a piece arrives before the upload is left to be resumed."""
DONE = (HTTPStatus.OK, HTTPStatus.CREATED)
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
MORE = HTTPStatus.PERMANENT_REDIRECT
_RANGE = re.compile(r"(?:bytes=)?0-(\d+)")


@dataclass(frozen=True)
class Session:
    """An upload of ``total`` bytes; its ``url`` is a secret."""

    url: str = field(repr=False)
    total: int
    content_type: str
    piece_bytes: int

    def state(self) -> Generator[Step, Any, "int | Json | None"]:
        """Ask how much has arrived: the next byte, or what the upload became.

        ``None`` when the session is gone.
        """
        headers = {"content-range": f"bytes */{self.total}"}
        request = Request("PUT", self.url, headers=headers, follow=False)
        reply = yield Ask(request, "Asking for the upload", (MORE, *GONE), signed_in=False)
        return self._read(reply)

    def upload(self, at: int) -> Generator[Step, Any, Json | None]:
        """Send what is missing from byte ``at`` on; return what the upload became.

        ``None`` when the session is gone.

        Raises:
            Retryable: Nothing more arrives.
        """
        stalls = 0
        while stalls < STALLS:
            last = min(at + self.piece_bytes, self.total) - 1
            headers = {
                "content-type": self.content_type,
                "content-range": f"bytes {at}-{last}/{self.total}",
            }
            request = Request("PUT", self.url, headers=headers, follow=False)
            reply = yield Send(
                request, "Uploading", (MORE, *GONE), signed_in=False, first=at, last=last
            )
            state = self._read(reply)
            if not isinstance(state, int):
                return state
            stalls, at = (stalls + 1 if state <= at else 0), state
        raise Retryable(f"The upload stands still at byte {at} of {self.total}.")

    def _read(self, reply: Reply) -> "int | Json | None":
        if reply.status in GONE:
            return None
        if reply.status in DONE:
            return reply.object()
        if reply.status != MORE:
            raise BadReply(f"An upload was answered with HTTP {reply.status}. Check the host.")
        return self._next(reply.headers.get("range", ""))

    def _next(self, told: str) -> int:
        """Read ``bytes=0-{last}``; nothing at all has arrived where nothing is told."""
        if not told:
            return 0
        found = _RANGE.fullmatch(told.strip())
        if not found or int(found[1]) + 1 >= self.total:
            raise BadReply(f"An upload of {self.total} bytes is said to have {told!r}. Retry.")
        return int(found[1]) + 1
