"""Finds the Chromium that browser tests and screenshots use, or gets one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
INSTALL = ("-m", "playwright", "install", "--only-shell", "chromium")
INSTALLED_WITHIN_S = 300.0

MISSING = (
    "No Chromium: browser tests are skipped. Install one (apt install chromium), or let "
    "`.venv/bin/playwright install --only-shell chromium` reach the network."
)


def find(path: str | None = None) -> str | None:
    """Return the executable of an installed Chromium, else Playwright's own, else ``None``."""
    for name in NAMES:
        if found := shutil.which(name, path=path):
            return found
    shells = sorted(_cache().glob("chromium*/chrome*/*headless*shell"))
    return str(shells[-1]) if shells else None


def ensure(env: Mapping[str, str], python: Path) -> bool:
    """Say whether there is a Chromium; get Playwright's own when there is none."""
    if find(env.get("PATH")):
        return True
    try:
        done = subprocess.run(
            [str(python), *INSTALL], env=dict(env), check=False, timeout=INSTALLED_WITHIN_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)
        return False
    return done.returncode == 0 and find(env.get("PATH")) is not None


def _cache() -> Path:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    return Path(chosen) if chosen else Path.home() / ".cache" / "ms-playwright"
