"""A stretch of a file as the body of a request, read while it is sent."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self


class Part:
    """Bytes ``first`` to ``last`` (included) of a file, between ``head`` and ``tail``.

    It has the length and the ``read`` that requests looks for in a body that is streamed.
    """

    def __init__(
        self, path: Path, first: int, last: int, *, head: bytes = b"", tail: bytes = b""
    ) -> None:
        self._path = path
        self._first, self._bytes = first, last - first + 1
        self._head, self._tail = head, tail
        self._reading = self._read()

    def __len__(self) -> int:
        return len(self._head) + self._bytes + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        return self._reading

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 - a sender takes what it gets
        """Return the next bytes, empty at the end."""
        return next(self._reading, b"")

    def rewound(self) -> Self:
        """Return itself, to be read from its beginning."""
        self._reading = self._read()
        return self

    def _read(self) -> Iterator[bytes]:
        yield from (self._head,) if self._head else ()
        with self._path.open("rb") as file:
            file.seek(self._first)
            yield from _chunks(file, self._bytes)
        yield from (self._tail,) if self._tail else ()


def _chunks(file: IO[bytes], left: int) -> Iterator[bytes]:
    while left > 0 and (chunk := file.read(min(left, io.DEFAULT_BUFFER_SIZE * 8))):
        left -= len(chunk)
        yield chunk
