"""Local files that appear whole and synced, or not at all."""

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import uuid4

from include.storage import keys
from include.storage.errors import StoreFull

CHUNK_BYTES = 1 << 20


def replace(target: Path, source: Path | bytes | IO[bytes], partials: Path | None = None) -> None:
    """Write ``target`` so that it appears whole and synced, or not at all."""
    folder = partials or target.parent / keys.PARTIAL
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{target.name}.{uuid4().hex}"
    try:
        with partial.open("xb") as out:
            for chunk in _chunks(source):
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.replace(target)
        _sync(target.parent)
    finally:
        partial.unlink(missing_ok=True)


def rename(source: Path, target: Path) -> bool:
    """Move a file that is written already; false when ``target`` is on another file system."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with source.open("rb") as stream:
            os.fsync(stream.fileno())
        source.replace(target)
    except OSError as error:
        if error.errno == errno.EXDEV:
            return False
        raise
    _sync(target.parent)
    return True


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _chunks(source: Path | bytes | IO[bytes]) -> Iterator[bytes]:
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield from _chunks(file)
        return
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    yield from iter(lambda: stream.read(CHUNK_BYTES), b"")


@contextmanager
def room(where: str) -> Iterator[None]:
    """Say so clearly when a disk is full while writing to ``where``.

    Raises:
        StoreFull: It is.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(
                f"The media store {where} is full. Make room, or move it (DAILIES_DATA or the "
                "connection dailies_media), then clear the task."
            ) from error
        raise
