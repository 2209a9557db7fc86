"""Finds the Chromium that browser tests and screenshots use, or gets one."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from include.capture.chromium import find

__all__ = ["MISSING", "ensure", "find"]

INSTALL = ("-m", "playwright", "install", "--only-shell", "chromium")
INSTALLED_WITHIN_S = 300.0

MISSING = (
    "No Chromium: browser tests are skipped. Install one (apt install chromium), or let "
    "`.venv/bin/playwright install --only-shell chromium` reach the network."
)


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
