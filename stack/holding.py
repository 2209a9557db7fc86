"""Who holds a data folder: one stack at a time, known by a lock and not by a pid."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from stack import processes
from stack.environment import MARKER
from stack.places import Places
from stack.problems import Problem


@contextmanager
def lock(places: Places) -> Iterator[int]:
    """Hold the data folder; gives the descriptor, for the keeper to inherit.

    Raises:
        Problem: a stack runs on it.
    """
    held = os.open(places.lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(held, places)
        yield held
    finally:
        os.close(held)


def _take(held: int, places: Places) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        at = read_state(places).get("url", "just starting or stopping")
        raise Problem(
            f"A stack already runs on {places.data} ({at}). Stop it with: make down"
        ) from None


def is_running(places: Places) -> bool:
    """Say whether a stack holds the data folder."""
    if not places.lock.exists():
        return False
    try:
        with lock(places):
            return False
    except Problem:
        return True


def read_state(places: Places) -> dict[str, Any]:
    """Return what the keeper wrote about itself; empty when it wrote nothing."""
    try:
        state = json.loads(places.state.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def sweep(places: Places) -> int:
    """End what a killed keeper left running; returns how many processes that were.

    Call it only while no keeper runs on ``places``.
    """
    state = read_state(places)
    if not state:
        return 0
    pid, marker = int(state["pid"]), f"{MARKER}={state['stack']}"
    count = processes.end_all(lambda: processes.left_behind(session=pid, marker=marker))
    places.state.unlink(missing_ok=True)
    return count
