"""Folder: the approved short with its captions, cover and description, in a folder on disk.

Limits: none but the disk; a file appears whole or not at all.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from include.providers.base import LocalPublisher
from include.storage.placing import place


class Folder(LocalPublisher):
    """Copies to ``<root>/<batch>/<slug>.<ending>``; the video appears last."""

    docs_url = "https://docs.python.org/3/library/os.html#os.replace"
    limits = "No limits but the disk's; files are copied to a partial name, synced and renamed."

    def deliver(self, files: Mapping[str, Path], *, root: Any, batch: str, slug: str) -> Any:
        """Copy the files; running it again writes the same files again."""
        return place(files, root / batch, slug)
