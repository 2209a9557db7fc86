"""Finished tracks in the media store: the picture's stretches, and the sound."""

from pathlib import Path

from include.domain import Media
from include.domain.base import Model
from include.storage.errors import StorageError
from include.storage.media import MediaStore

CONTENT_TYPES = {".m4a": "audio/mp4", ".mp4": "video/mp4"}


class Track(Model):
    """A kept file, and what is to be known of it."""

    media: Media
    note: str


class StoreShelf:
    """Keeps tracks in a media store, as what fulfils the order of their digest."""

    def __init__(self, store: MediaStore) -> None:
        self._store = store

    def find(self, digest: str) -> tuple[Path, str] | None:
        """Return the file and note kept under ``digest``; ``None`` when any of it is gone."""
        record = self._store.find(digest)
        if record is None:
            return None
        try:
            with self._store.open(record) as stream:
                track = Track.model_validate_json(stream.read())
            return self._store.local(track.media), track.note
        except (StorageError, ValueError):
            return None

    def keep(self, digest: str, path: Path, note: str = "") -> Path:
        """Move the file into the store and return where it is now.

        Raises:
            StoreFull: There is no room in the media store.
        """
        media = self._store.put(path, CONTENT_TYPES[path.suffix], move=True)
        record = Track(media=media, note=note)
        self._store.put(record.model_dump_json().encode(), "application/json", order_digest=digest)
        return self._store.local(media)
