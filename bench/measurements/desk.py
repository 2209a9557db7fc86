"""The review desk with 200 shorts that wait, beside an empty page of the same server.

A real API server of Airflow and a real Chromium; every load is a fresh navigation with a warm
cache, as a reviewer's second visit of the day is.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.figures import Figure, Measured
from bench.machine import load
from include.settings import PROJECT
from stack import chromium
from stack.problems import Problem

SHORTS, ROUNDS = 200, 9
FIRST_PAINT_S = 1.0
EMPTY = "/api/v2/version"
"""One line of JSON, for which Airflow looks nothing up."""


def measure(rounds: int = ROUNDS) -> Measured:
    """Load both pages in turn, so often."""
    executable = chromium.find()
    if not executable:
        raise Problem(chromium.MISSING)
    loads = [load()]
    empty, first, wall = _loaded(executable, rounds)
    ratios = [ours / theirs for ours, theirs in zip(first, empty, strict=True)]
    return Measured(
        {
            "first_paint_s": Figure(tuple(first), "s", FIRST_PAINT_S, "with 200 that wait"),
            "first_paint_over_empty": Figure(tuple(ratios), "times", None, "an empty page"),
            "wall_s": Figure(tuple(wall), "s", None, "until all 200 are on the wall"),
        },
        {"shorts": SHORTS, "rounds": rounds, "load_averages": [*loads, load()]},
    )


def _loaded(executable: str, rounds: int) -> tuple[list[float], list[float], list[float]]:
    import pytest
    from playwright.sync_api import sync_playwright

    sys.path.append(str(PROJECT / "plugins"))  # as Airflow's plugin manager will
    from tests import conftest  # gives Airflow a home of its own, before it is imported
    from tests.browser.painting import first_painted_s, painted_s
    from tests.browser.shorts import a_batch, a_short
    from tests.plugins.ui.desk import serving

    empty, first, wall = [], [], []
    with (
        tempfile.TemporaryDirectory(prefix="dailies-bench-") as folder,
        pytest.MonkeyPatch.context() as patch,
        serving(patch) as server,
        sync_playwright() as playwright,
    ):
        batch: Any = a_batch(server, a_short(Path(folder)), shorts=SHORTS)
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        context = browser.new_context()
        login: Any = {"name": "_token", "value": server.tokens["rita"], "url": server.url}
        context.add_cookies([login])
        page = context.new_page()
        painted_s(page, batch.url)
        for _ in range(rounds):
            empty.append(first_painted_s(page, f"{server.url}{EMPTY}"))
            paints = painted_s(page, batch.url)
            first.append(paints[0])
            wall.append(paints[1])
        browser.close()
    conftest.pytest_sessionfinish()
    return empty, first, wall
