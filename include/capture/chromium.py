"""Finds the Chromium that pages are opened in."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find(path: str | None = None) -> str | None:
    """Return the executable of an installed Chromium, else Playwright's own, else ``None``."""
    for name in NAMES:
        if found := shutil.which(name, path=path):
            return found
    shells = sorted(_cache().glob("chromium*/chrome*/*headless*shell"))
    return str(shells[-1]) if shells else None


def _cache() -> Path:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    return Path(chosen) if chosen else Path.home() / ".cache" / "ms-playwright"
