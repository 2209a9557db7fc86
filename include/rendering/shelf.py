"""Where finished tracks are kept, so that none is encoded twice.

A track's digest covers exactly what shapes it: the arguments and graph given to ffmpeg with each
file named by its own digest, the text and fonts drawn, and ffmpeg's version. What is the same is
found again, whatever else of the edit has changed.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from include.domain import digest_of
from include.rendering.ffmpeg import version


class Shelf(Protocol):
    """Keeps files by the digest of what shaped them, each with a note."""

    def find(self, digest: str) -> tuple[Path, str] | None:
        """Return the file kept under ``digest`` and its note, if there is one."""

    def keep(self, digest: str, path: Path, note: str = "") -> Path:
        """Take the file; return where it is now."""


class NoShelf:
    """Keeps nothing: what is made stays where it was made."""

    def find(self, digest: str) -> tuple[Path, str] | None:  # noqa: ARG002
        """Find nothing."""
        return None

    def keep(self, digest: str, path: Path, note: str = "") -> Path:  # noqa: ARG002
        """Leave the file where it is."""
        return path


def track_digest(
    kind: str, args: Sequence[str], *shaping: Any, files: Iterable[tuple[Path, str]]
) -> str:
    """Return the digest of a track made with ``args`` and whatever else is ``shaping`` it.

    ``files`` are those that ``args`` name, each with the digest of its bytes: where they lie is
    of no matter.
    """
    named = {f"file:{path}": f"media:{digest}" for path, digest in files}
    plain = [named.get(arg, arg) for arg in args]
    return digest_of(["track", kind, version(), plain, *shaping])
