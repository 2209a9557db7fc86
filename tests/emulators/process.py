"""An emulator in a process of its own, as a real Airflow meets it."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving(name: str, **settings: Any) -> Iterator[str]:
    """Run the emulator ``name`` with these settings; give its URL."""
    command = [sys.executable, "-u", "-m", f"tests.emulators.{name}", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            url = process.stdout.readline().split()[-1]
            told(url, "settings", settings)
            yield url
        finally:
            process.terminate()


def told(url: str, what: str, body: Any = None) -> Any:
    """Tell an emulator its ``settings``, or ask for its ``stats``."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(f"{url}/_emulator/{what}", data, timeout=10) as reply:  # noqa: S310
        return json.load(reply)
