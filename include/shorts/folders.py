"""Folders that renders work in: gone when the render is over, kept for a while when it failed.

A render holds a lock on its folder. A folder that nobody holds was left behind by a render that
was killed, and goes when the next one begins; a failed render's stays, so that its command can be
pasted.
"""

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

from include.rendering.errors import FfmpegFailed

RENDERS = "renders"
HELD, FAILED = "held.lock", "failed.txt"
KEPT = 3
KEPT_S = 3 * 86_400.0


@contextmanager
def folder_for(digest: str, partials: Path) -> Iterator[Path]:
    """Give an empty folder to render the edit of that digest in.

    It is deleted at the end, except when ffmpeg failed: then what it needs to be run again stays.
    """
    root = partials / RENDERS
    root.mkdir(parents=True, exist_ok=True)
    with _alone(root):
        sweep(partials)
        folder = root / f"{digest[:16]}-{uuid4().hex[:8]}"
        folder.mkdir()
        holding = _lock(folder / HELD)
    try:
        yield folder
    except FfmpegFailed as error:
        (folder / FAILED).write_text(f"{error}\n", encoding="utf-8")
        raise
    finally:
        if not (folder / FAILED).exists():
            shutil.rmtree(folder, ignore_errors=True)
        if holding:
            holding.close()


def sweep(partials: Path) -> int:
    """Delete folders of killed renders and, but for the latest, of failed ones; return how many."""
    folders = [path for path in (partials / RENDERS).glob("*/") if not _held(path)]
    failed = sorted((f for f in folders if (f / FAILED).exists()), key=_failed_at, reverse=True)
    limit = time.time() - KEPT_S
    kept = [folder for folder in failed[:KEPT] if _failed_at(folder) > limit]
    stale = [folder for folder in folders if folder not in kept]
    for folder in stale:
        shutil.rmtree(folder, ignore_errors=True)
    return len(stale)


def _failed_at(folder: Path) -> float:
    return (folder / FAILED).stat().st_mtime


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Keep others from sweeping a folder that is being made."""
    with (root / HELD).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _lock(path: Path) -> IO[str] | None:
    """Lock a file until it is closed; ``None`` when another process holds it."""
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _held(folder: Path) -> bool:
    with suppress(FileNotFoundError):
        if file := _lock(folder / HELD):
            file.close()
            return False
    return True
