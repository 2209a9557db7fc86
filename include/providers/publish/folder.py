"""Folder: the approved short with its captions, cover and description, in a folder on disk.

Limits: none but the disk; a file appears whole or not at all.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from include.providers.base import LocalPublisher


class Folder(LocalPublisher):
    """Copies to ``<root>/<batch>/<slug>.<ending>``; the video appears last."""

    docs_url = "https://docs.python.org/3/library/shutil.html"
    limits = "No limits but the disk's; files are copied to a partial name and renamed."

    def deliver(self, files: Mapping[str, Path], *, root: Any, batch: str, slug: str) -> Any:
        """Copy the files; running it again writes the same files again."""
        folder = root / batch
        folder.mkdir(parents=True, exist_ok=True)
        for ending in sorted(files, key=lambda name: name == ".mp4"):
            _copy(files[ending], folder / f"{slug}{ending}")
        return folder / f"{slug}.mp4"


def _copy(source: Path, target: Path) -> None:
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        shutil.copyfile(source, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
