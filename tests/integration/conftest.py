"""The emulators a real Airflow is tested against, each a process of its own."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

JOB_S = 12


@pytest.fixture(scope="module")
def fal():
    """URL of a fal emulator whose jobs take a while."""
    command = [sys.executable, "-u", "-m", "tests.emulators.fal", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = process.stdout.readline().split()[-1]
            settings = json.dumps({"job_s": JOB_S}).encode()
            urllib.request.urlopen(f"{url}/_emulator/settings", settings, timeout=10).close()  # noqa: S310
            yield url
        finally:
            process.terminate()
