"""Files of one short, put beside each other in a local folder where others look at them."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from include.storage.writing import replace

VIDEO = ".mp4"


def in_order(files: Mapping[str, Path]) -> list[str]:
    """Return the endings of the files, the video's last: where it is, everything is."""
    return sorted(files, key=lambda ending: ending == VIDEO)


def place(files: Mapping[str, Path], folder: Path, name: str) -> Path:
    """Copy files to ``<folder>/<name><ending>`` and return where the video is.

    Each appears whole and synced, or not at all. What an attempt that was killed left behind goes.
    """
    partials = folder / f".{name}.partial"
    try:
        for ending in in_order(files):
            replace(folder / f"{name}{ending}", files[ending], partials)
    finally:
        shutil.rmtree(partials, ignore_errors=True)
    return folder / f"{name}{VIDEO}"
