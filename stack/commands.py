"""What each make target does. Arguments come from the environment, so no shell reads them twice."""

import os
import shlex
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from include.settings import Settings
from stack import chromium, holding, processes, session
from stack.batch import DAG_ID, run_batch
from stack.environment import UNWANTED, without
from stack.install import ensure_installed, run_child
from stack.places import VENV, VENV_PYTHON, Places
from stack.preflight import feed_for_conf, read_conf, resolve_file
from stack.problems import Problem

Caller = dict[str, str]

DEMO_CONF: dict[str, Any] = {"limit": 3, "review": {"policy": "approve"}}
STOP_WITHIN_S = 40.0
OURS = ("AIRFLOW_CONN_", "AIRFLOW__", "DAILIES_")
"""Prefixes of what would make a test or a measurement order, pay or publish."""


def demo(caller: Caller) -> int:
    """Run three topics end to end, approved by policy, with what is embedded and nothing else."""
    caller = without(caller, "AIRFLOW_CONN_DAILIES_")
    feed = caller.get("FEED")
    conf = {**DEMO_CONF, **({"feed": feed_for_conf(feed, caller)} if feed else {})}
    return _one_batch(caller, "demo", conf)


def batch(caller: Caller) -> int:
    """Run one batch with the run config in the file ``CONF``."""
    given = caller.get("CONF")
    if not given:
        raise Problem("make batch needs a run config. Give a JSON file: make batch CONF=<file>")
    return _one_batch(caller, "batch", read_conf(resolve_file(given, caller)))


def _one_batch(caller: Caller, kind: str, conf: Mapping[str, Any]) -> int:
    places = _free_places(caller)
    ensure_installed(caller)
    began = time.monotonic()
    airflow = session.start(places, {**session.UNSCHEDULED, **caller}, say=_say)
    try:
        _say(f"Airflow is ready after {time.monotonic() - began:.0f} s.")
        return 0 if run_batch(airflow, kind, conf) else 1
    finally:
        airflow.stop()


def render(caller: Caller) -> int:
    """Render the edit in the file ``EDIT`` again."""
    given = caller.get("EDIT")
    if not given:
        raise Problem("make render needs an edit. Give the one beside a short: EDIT=<file>")
    path = resolve_file(given, caller)
    if not path.is_file():
        raise Problem(f"The edit {path} does not exist. Give the .edit.json beside a short.")
    ensure_installed(caller)
    return run_child([str(VENV_PYTHON), "-m", "stack.rerender", str(path)], caller)


def up(caller: Caller) -> int:
    """Start the stack and leave it running."""
    places = _places(caller)
    if holding.is_running(places):
        at = holding.read_state(places).get("url", "just starting or stopping")
        _say(f"The stack already runs: {at} (stop it with: make down)")
        return 0
    ensure_installed(caller)
    airflow = session.start(places, caller, say=_say)
    try:
        session.await_dag(airflow, DAG_ID)
    except BaseException:
        airflow.stop()
        raise
    airflow.detach()
    _say(f"Airflow is ready: {airflow.url}")
    _say("No login is asked for: whoever reaches this loopback address is admin.")
    _say("Stop it with: make down")
    return 0


def down(caller: Caller) -> int:
    """Stop the stack that was left running, and whatever a killed one left behind."""
    places = _places(caller)
    if not holding.is_running(places):
        count = holding.sweep(places) if places.lock.exists() else 0
        _say(f"No stack runs on {places.data}." + (f" Ended {count} leftovers." if count else ""))
        return 0
    state = holding.read_state(places)
    pid = state.get("pid", 0)
    if not pid or processes.started(pid) != state.get("started"):
        raise Problem(f"A stack on {places.data} is just starting or stopping. Try again soon.")
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN_S
    while holding.is_running(places):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            break
        time.sleep(0.1)
    holding.sweep(places)
    _say("Stopped.")
    return 0


def install(caller: Caller) -> int:
    """Install into ``.venv`` and nothing else."""
    ensure_installed(caller)
    _say(f"{VENV} is complete.")
    return 0


def lint(caller: Caller) -> int:
    """Check style and format."""
    ensure_installed(caller)
    return _all(caller, ["ruff", "check", "."], ["ruff", "format", "--check", "."])


def format_code(caller: Caller) -> int:
    """Mend style and format."""
    ensure_installed(caller)
    return _all(caller, ["ruff", "check", "--fix", "."], ["ruff", "format", "."])


def docs(caller: Caller) -> int:
    """Write the pages that are made from the code."""
    ensure_installed(caller)
    return _all(caller, ["stack.providers_page"])


def looks(caller: Caller) -> int:
    """Draw the contact sheet of the caption styles."""
    ensure_installed(caller)
    return _all(caller, ["include.rendering.sheet", "docs/captions.png"])


def screenshots(caller: Caller) -> int:
    """Take the pictures of the review desk that the documentation shows."""
    caller = without(caller, *OURS)
    ensure_installed(caller)
    if not chromium.ensure(caller, VENV_PYTHON):
        raise Problem(chromium.MISSING)
    return run_child([str(VENV_PYTHON), "-m", "stack.screenshots", "docs/desk"], caller)


def types(caller: Caller) -> int:
    """Check types."""
    ensure_installed(caller)
    return _all(caller, ["mypy"])


def bench(caller: Caller) -> int:
    """Measure what ``BENCH`` names, or everything; nothing of the caller's is ordered or paid."""
    caller = without(caller, *OURS)
    ensure_installed(caller)
    names = caller.get("BENCH", "").split()
    return run_child([str(VENV_PYTHON), "-m", "bench", *names], caller)


def test(caller: Caller) -> int:
    """Check style, format and types, and run every test; ``PYTEST_ARGS`` narrows to tests.

    Connections and settings of the caller's are left out: a test must not order, pay or publish.
    """
    caller = without(caller, *OURS, *UNWANTED)
    ensure_installed(caller)
    try:
        chosen = shlex.split(caller.get("PYTEST_ARGS", ""))
    except ValueError as error:
        raise Problem(
            f"PYTEST_ARGS cannot be split into words: {error}. Mend its quotes."
        ) from error
    checks = (
        [] if chosen else [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]]
    )
    if not chromium.ensure(caller, VENV_PYTHON):
        _say(chromium.MISSING)
    return _all(caller, *checks, ["pytest", "-n", "auto", *chosen])


def _all(caller: Caller, *commands: list[str]) -> int:
    """Run every command, though one may fail; name those that did."""
    failed = []
    for command in commands:
        _say(f"$ {shlex.join(command)}")
        if run_child([str(VENV_PYTHON), "-m", *command], caller):
            failed.append(shlex.join(command))
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _free_places(caller: Caller) -> Places:
    places = _places(caller)
    if places.lock.exists():
        with holding.lock(places):
            pass
    return places


def _places(caller: Caller) -> Places:
    os.environ.setdefault("DAILIES_DATA", caller.get("DAILIES_DATA", ".data"))
    return Places(Settings.from_env().data)


def _say(text: str) -> None:
    print(text, flush=True)


COMMANDS: dict[str, Callable[[Caller], int]] = {
    "demo": demo,
    "batch": batch,
    "render": render,
    "up": up,
    "down": down,
    "install": install,
    "test": test,
    "bench": bench,
    "lint": lint,
    "types": types,
    "docs": docs,
    "looks": looks,
    "screenshots": screenshots,
    "format": format_code,
}
