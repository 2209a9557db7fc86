"""A bounded reply for SDKs that read whatever a server sends; import it where it is used.

httpx2 bounds the time between two bytes, not the time or the size of the whole.
"""

import time
from collections.abc import Iterator

import httpx2

from include.providers.errors import BadReply, Unreachable
from include.providers.transport.caps import Caps


class Capped(httpx2.HTTPTransport):
    """Sends requests, and breaks off a reply that is too long or takes too long.

    Replies are asked for, and taken, without compression: a bomb would be unpacked uncounted.
    """

    def __init__(self, caps: Caps) -> None:
        super().__init__()
        self._caps = caps

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; the reply's body is bounded."""
        request.headers["accept-encoding"] = "identity"
        ends_at = time.monotonic() + self._caps.total_s
        response = super().handle_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            response.close()
            raise BadReply(
                f"{request.url.host} answered compressed, which was not asked for. "
                "Check the connection's host."
            )
        stream = response.stream
        if not isinstance(stream, httpx2.SyncByteStream):
            raise BadReply(f"{request.url.host} answered without a body to read.")
        response.stream = _Bounded(stream, self._caps.max_bytes, ends_at)
        return response


class _Bounded(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, max_bytes: int, ends_at: float) -> None:
        self._stream, self._left, self._ends_at = stream, max_bytes, ends_at

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._left -= len(chunk)
            if self._left < 0:
                raise BadReply("The reply is larger than any answer. Check the connection's host.")
            if time.monotonic() > self._ends_at:
                raise Unreachable("The reply did not end in time.", sent=True)
            yield chunk

    def close(self) -> None:
        self._stream.close()
