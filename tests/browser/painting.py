"""How long a page takes until something, and until everything, is on the screen."""

import time
from typing import Any

FIRST = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
WALL = "performance.getEntriesByName('wall')[0]?.startTime"
WITHIN_S = 30.0


def painted_s(page: Any, url: str) -> tuple[float, float]:
    """Return when the desk was first painted, and when its wall was there."""
    return first_painted_s(page, url), _measured_s(page, WALL)


def first_painted_s(page: Any, url: str) -> float:
    """Return how long after a navigation began something was on the screen."""
    page.goto("about:blank")
    page.goto(url)
    return _measured_s(page, FIRST)


def _measured_s(page: Any, entry: str) -> float:
    deadline = time.monotonic() + WITHIN_S
    while (found_ms := page.evaluate(entry)) is None:
        assert time.monotonic() < deadline, f"{page.url}: no {entry}"
        page.wait_for_timeout(20)
    return float(found_ms) / 1000
