"""A folder of files as a shelf: names and sidecars are read, and what fits is looked at."""

import itertools
import json
import logging
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from include.domain.footage import Hit
from include.footage.choosing import Choice, Need, is_relevant
from include.footage.stockroom import Got
from include.providers.errors import BadReply, Fatal
from include.providers.stock import LARGEST_BYTES, FolderStock, hit_of, rendition_of
from include.rendering.probe import Unreadable, picture
from include.storage.media import MediaStore
from include.storage.writing import room

KINDS = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
SIDECARS = (".json", ".yaml", ".yml")
MOST_FILES = 5000
MOST_LOOKED_AT = 40
"""Of the files about a shot, so many are opened: the best by their words."""
LARGEST_SIDECAR = 1 << 20

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FolderShelf:
    """What a folder has."""

    provider: FolderStock
    store: MediaStore

    def offers(self, need: Need, *, aspect: str) -> Iterator[tuple[Hit, ...]]:  # noqa: ARG002
        """Yield what is about the shot, all at once.

        Raises:
            Fatal: There is no such folder.
        """
        folder = self.provider.folder
        if not folder.is_dir():
            raise Fatal(
                f"Folder {folder} of provider local does not exist here. Make it, or correct the "
                "connection's extra.folder; every worker must see it."
            )
        about = [each for each in self._described(folder) if is_relevant(each[1]["words"], need)]
        about.sort(key=lambda each: -need.terms.relevance(each[1]["words"]))
        opened = (_hit(folder, *each) for each in about[:MOST_LOOKED_AT])
        yield tuple(hit for hit in opened if hit)

    def fetch(self, choice: Choice, *, what: str) -> Got:
        """Copy a file, as the store gives its source away.

        Raises:
            BadReply: It is gone, or too large.
            StoreFull: There is no room for it.
        """
        source, partial = Path(choice.rendition.url), self.store.partials() / uuid4().hex
        try:
            if source.stat().st_size > LARGEST_BYTES:
                raise BadReply(f"{what}: {source.name} is larger than {LARGEST_BYTES >> 20} MB.")
            with room(str(partial.parent)):
                shutil.copyfile(source, partial)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise BadReply(f"{what}: {source.name} cannot be read: {error.strerror}.") from error
        return Got(partial, KINDS[source.suffix.lower()])

    def _described(self, folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Yield files with what is known of them; those with a bad sidecar are told of."""
        for path in itertools.islice(_files(folder), MOST_FILES):
            name = path.relative_to(folder).as_posix()
            try:
                yield path, self.provider.facts(name, _sidecar(path))
            except (BadReply, OSError, ValueError) as error:
                log.warning("%s is left out: %s", name, error)


def _files(folder: Path) -> Iterator[Path]:
    """Yield footage below a folder, the same every time; nothing that a link leads out to."""
    home = folder.resolve()
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or path.suffix.lower() not in KINDS or not path.is_file():
            continue
        if path.resolve().is_relative_to(home):
            yield path


def _sidecar(path: Path) -> Mapping[str, Any]:
    """Return what a file's sidecar says; empty where it has none.

    Raises:
        BadReply: It cannot be read.
    """
    for ending in SIDECARS:
        beside = path.with_suffix(ending)
        if beside.is_file():
            return _read(beside)
    return {}


def _read(path: Path) -> Mapping[str, Any]:
    import yaml

    if path.stat().st_size > LARGEST_SIDECAR:
        raise BadReply(f"{path.name} is too large for a sidecar.")
    text = path.read_text(encoding="utf-8")
    try:
        said = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise BadReply(f"{path.name} cannot be read ({type(error).__name__}). Mend it.") from None
    if not isinstance(said, Mapping):
        raise BadReply(f"{path.name} holds no object. Give it fields such as licence and credit.")
    return said


def _hit(folder: Path, path: Path, facts: dict[str, Any]) -> Hit | None:
    """Open a file; ``None`` where nothing can be seen in it."""
    try:
        found = picture(path)
    except Unreadable as error:
        log.warning("%s is left out: %s", path.name, error)
        return None
    rendition = rendition_of(
        url=str(path), width_px=found.width_px, height_px=found.height_px,
        content_type=KINDS[path.suffix.lower()], size_bytes=path.stat().st_size,
    )  # fmt: skip
    name = path.relative_to(folder).as_posix()
    length_s = 0.0 if found.is_still else found.duration_s
    return hit_of(footage_id=name, duration_s=length_s, renditions=(rendition,), **facts)
