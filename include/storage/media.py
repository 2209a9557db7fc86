"""The content-addressed media store, over a local folder or any object store.

A file is written under a partial name, synced, and renamed; an order's pointer is written last. A
reader sees a whole file or none, whatever is killed when; two writers of the same bytes agree.
"""

import hashlib
import json
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from include.domain import Media
from include.storage import keys
from include.storage.errors import CorruptMedia, MissingMedia
from include.storage.writing import rename, replace, room

LOCAL = ("", "file", "local")

YOUNG_S = 86_400.0
"""What is used is made young again, at most once in so many seconds: retention goes by age."""


class MediaStore:
    """Files by the digest of their bytes.

    Args:
        root: A path, a URL for ``upath``, or what is like its ``UPath`` (``ObjectStoragePath``).
        cache: Where files of a remote store are downloaded to; by default a temporary folder.
    """

    def __init__(self, root: Any, *, cache: Path | None = None) -> None:
        if isinstance(root, (str, Path)):
            from upath import UPath

            root = UPath(root)
        self.root = root
        self._folder = Path(root.path) if root.protocol in LOCAL else None
        self._cache = cache or Path(tempfile.gettempdir()) / "dailies-media"

    def put(
        self,
        source: Path | bytes,
        content_type: str,
        *,
        order_digest: str = "",
        move: bool = False,
    ) -> Media:
        """Store bytes or a local file; with ``order_digest``, as what fulfils that order.

        ``move`` gives the source file away, which saves a copy when it lies in ``partials()``.

        Raises:
            StoreFull: There is no room; nothing of it is left behind.
        """
        digest, size = _measure(source)
        path = self.root / keys.file(digest, content_type)
        media = Media(uri=path.as_uri(), digest=digest, content_type=content_type, size_bytes=size)
        if not self._holds(media) or age_s(path) > YOUNG_S:
            self._write(path, source, move=move)
        elif move and isinstance(source, Path):
            source.unlink(missing_ok=True)
        if order_digest:
            text = json.dumps(media.model_dump(mode="json"), sort_keys=True)
            self._write(self.root / keys.pointer(order_digest), text.encode())
        return media

    def find(self, order_digest: str) -> Media | None:
        """Return the file that fulfils an order, or ``None``.

        A pointer to a file that is missing or damaged counts as none.
        """
        pointer = self.root / keys.pointer(order_digest)
        try:
            text = pointer.read_bytes()
            media = Media.model_validate_json(text)
            if not self._holds(media):
                return None
            self._use(pointer, text)
        except (FileNotFoundError, ValueError):
            return None
        return media

    def forget(self, order_digest: str) -> None:
        """Remove the pointer of an order; its file stays for others that use it."""
        (self.root / keys.pointer(order_digest)).unlink(missing_ok=True)

    def local(self, media: Media) -> Path:
        """Return a local file with the media's bytes, downloaded once where the store is remote.

        Raises:
            MissingMedia: The store has no such file.
            CorruptMedia: Its bytes are not those it was stored with.
        """
        key = keys.file(media.digest, media.content_type)
        if self._folder:
            return _checked(self._folder / key, media)
        cached = self._cache / key
        if not _intact(cached, media):
            with self.open(media) as stream:
                replace(cached, stream)
        return _checked(cached, media)

    def open(self, media: Media) -> IO[bytes]:
        """Open the media for reading; the caller closes it.

        Raises:
            MissingMedia: The store has no such file.
        """
        path = self.root / keys.file(media.digest, media.content_type)
        try:
            stream: IO[bytes] = path.open("rb")
        except FileNotFoundError as error:
            raise _missing(media) from error
        return stream

    def partials(self) -> Path:
        """Return the local folder for files still being written; nothing reads from it."""
        folder = (self._folder or self._cache) / keys.PARTIAL
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _use(self, pointer: Any, text: bytes) -> None:
        """Make a pointer young: its age says how long nobody has asked for its order."""
        if age_s(pointer) > YOUNG_S:
            with suppress(PermissionError):  # who may only read keeps nothing from being swept
                os.utime(pointer.path) if self._folder else pointer.write_bytes(text)

    def _holds(self, media: Media) -> bool:
        key = keys.file(media.digest, media.content_type)
        if self._folder:
            return _intact(self._folder / key, media)
        try:
            return bool((self.root / key).stat().st_size == media.size_bytes)
        except FileNotFoundError:
            return False

    def _write(self, path: Any, source: Path | bytes, *, move: bool = False) -> None:
        with room(f"{self.root}"):
            if self._folder is None:
                # one PUT: object stores show an object whole or not at all
                path.write_bytes(source if isinstance(source, bytes) else source.read_bytes())
                if move and isinstance(source, Path):
                    source.unlink(missing_ok=True)
                return
            target = Path(path.path)
            if move and isinstance(source, Path) and rename(source, target):
                return
            replace(target, source, self.partials())


def age_s(path: Any) -> float:
    """Return how long ago a file was written or used; 0 where the store does not say.

    Raises:
        FileNotFoundError: There is none.
    """
    at = path.stat().st_mtime
    return time.time() - at if at else 0.0


def _measure(source: Path | bytes) -> tuple[str, int]:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest(), len(source)
    with source.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest(), source.stat().st_size


def _intact(path: Path, media: Media) -> bool:
    try:
        return path.stat().st_size == media.size_bytes and _measure(path)[0] == media.digest
    except FileNotFoundError:
        return False


def _checked(path: Path, media: Media) -> Path:
    if not path.is_file():
        raise _missing(media)
    if not _intact(path, media):
        raise CorruptMedia(
            f"{path} is not what was stored: its digest should be {media.digest[:12]}. "
            "Delete it and clear the task that made it."
        )
    return path


def _missing(media: Media) -> MissingMedia:
    return MissingMedia(
        f"{media.uri} is not in the media store. "
        "Clear the task that made it, or point dailies_media at the store it was written to."
    )
