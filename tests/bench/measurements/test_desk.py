"""The desk is measured beside an empty page, in a process of its own, as the bench does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stack import chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.integration]

ROOT = Path(__file__).resolve().parents[3]
CODE = """
import json
from bench.measurements import desk
desk.SHORTS = 3
print(json.dumps({name: list(f.values) for name, f in desk.measure(rounds=2).figures.items()}))
"""


def test_paints_are_measured_and_compared():
    if not chromium.find() and not os.environ.get("CI"):
        pytest.skip(chromium.MISSING)
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'plugins'}", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=env, cwd=ROOT, capture_output=True, text=True, check=True
    )
    figures = json.loads(done.stdout.splitlines()[-1])
    assert set(figures) == {"first_paint_s", "first_paint_over_empty", "wall_s"}
    assert all(len(values) == 2 and min(values) > 0 for values in figures.values())
    assert all(a <= b for a, b in zip(figures["first_paint_s"], figures["wall_s"], strict=True))
