"""Starts the stack, waits until it is healthy, and stops it."""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from include.settings import PROJECT
from stack import environment, holding
from stack.api import Api, ApiError
from stack.credentials import load_or_make
from stack.places import POOLS, VENV_PYTHON, Places
from stack.preflight import DATA_BYTES, check_room, claim_api_port
from stack.problems import Problem
from stack.services import DETACH, plan_services

HEALTHY_WITHIN_S = 240.0
STOPPED_WITHIN_S = 40.0
COMPONENTS = {"metadatabase", "scheduler", "triggerer", "dag_processor"}
LAST_LINES = 15
CHANNELS = "check_channels.py"
"""Its import error tells of channel files, and keeps no other DAG from being there."""

UNSCHEDULED = {"AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": "False"}
"""Only what is asked for is run: a machine just switched on has always missed a tick, for which a
schedule makes up at once."""


@dataclass
class Airflow:
    """A running stack. ``url`` is the UI's; ``keeper`` ends it all when its input closes."""

    api: Api
    url: str
    places: Places
    keeper: "subprocess.Popen[bytes]"

    def check(self) -> None:
        """Raise when the stack has ended by itself.

        Raises:
            Problem: with the last lines of Airflow's log.
        """
        if self.keeper.poll() is not None:
            raise Problem(_with_log("The stack ended by itself", self.places))

    def stop(self) -> None:
        """End every process of the stack; none is left when this returns."""
        if self.keeper.stdin:
            self.keeper.stdin.close()
        with suppress(ProcessLookupError):
            self.keeper.terminate()
        try:
            self.keeper.wait(timeout=STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.keeper.kill()
            self.keeper.wait()
        holding.sweep(self.places)

    def detach(self) -> None:
        """Leave the stack running after this process has ended."""
        if self.keeper.stdin:
            self.keeper.stdin.write(DETACH)
            self.keeper.stdin.close()


@contextmanager
def running(
    data: Path, env: Mapping[str, str] | None = None, *, say: Callable[[str], None] = print
) -> Iterator[Airflow]:
    """Run the stack on the data folder ``data`` for the length of a ``with`` block.

    ``env`` is added to the caller's environment and wins over every default. No DAG runs by
    schedule or event unless ``env`` says so (`UNSCHEDULED`). The DAGs are parsed a little later:
    see `await_dag`.

    Raises:
        Problem: something is in the way, or Airflow did not become healthy.
    """
    caller = {**UNSCHEDULED, **os.environ, **(env or {})}
    airflow = start(Places(data.resolve()), caller, say=say)
    try:
        yield airflow
    finally:
        airflow.stop()


def start(places: Places, caller: Mapping[str, str], *, say: Callable[[str], None]) -> Airflow:
    """Start the stack and return it healthy, with its pools; it ends with this process.

    Raises:
        Problem: it runs already, something is in the way, or Airflow did not become healthy.
    """
    check_room(places.data, DATA_BYTES, purpose="The data folder")
    places.make()
    with holding.lock(places) as held:
        if count := holding.sweep(places):
            say(f"Ended {count} processes that an earlier run had left behind.")
        airflow = _launch(places, caller, held=held, say=say)
    try:
        _wait_until_healthy(airflow)
        airflow.api.set_pools(json.loads(POOLS.read_text(encoding="utf-8")))
    except BaseException:
        airflow.stop()
        raise
    return airflow


def _launch(
    places: Places, caller: Mapping[str, str], *, held: int, say: Callable[[str], None]
) -> Airflow:
    secrets = load_or_make(places.secrets)
    port, claim = claim_api_port(caller)
    name = uuid.uuid4().hex
    env = environment.stack_environment(caller, places, port=port, secrets=secrets, stack=name)
    env["DAILIES_PYTHON"] = str(VENV_PYTHON if VENV_PYTHON.exists() else sys.executable)
    plan = {
        "places": str(places.data),
        "stack": name,
        "url": env["AIRFLOW__API__BASE_URL"],
        "services": plan_services(env, places, secrets),
    }
    places.airflow_log.unlink(missing_ok=True)
    with claim:
        keeper = _start_keeper(plan, env, places, (held, claim.fileno()))
    url = env["AIRFLOW__API__BASE_URL"]
    say(f"Starting Airflow at {url} (log: {places.airflow_log})")
    api = Api(environment.api_url(env), secret=env["AIRFLOW__API_AUTH__JWT_SECRET"])
    return Airflow(api, url, places, keeper)


def _start_keeper(
    plan: dict[str, Any], env: Mapping[str, str], places: Places, held: tuple[int, ...]
) -> "subprocess.Popen[bytes]":
    with places.keeper_log.open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "stack.keeper"],
            cwd=PROJECT,
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=held,  # so lock and claim are held for exactly as long as the keeper lives
        )
    assert keeper.stdin is not None  # noqa: S101 - it was asked for
    keeper.stdin.write(json.dumps(plan).encode() + b"\n")
    keeper.stdin.flush()
    return keeper


def _wait_until_healthy(airflow: Airflow) -> None:
    deadline = time.monotonic() + HEALTHY_WITHIN_S
    health: dict[str, str] = {}
    while {name for name, state in health.items() if state == "healthy"} < COMPONENTS:
        airflow.check()
        if time.monotonic() > deadline:
            ill = ", ".join(f"{name} is {state}" for name, state in health.items())
            fact = f"Airflow was not healthy within {HEALTHY_WITHIN_S:.0f} s"
            raise Problem(_with_log(f"{fact} ({ill or 'no answer'})", airflow.places))
        time.sleep(0.2)
        with suppress(ApiError):
            health = airflow.api.health()
    if not airflow.api.is_ours():
        raise Problem(
            f"At {airflow.url} another Airflow answers, which took the port while ours was "
            "starting. Run it again; another port will be found."
        )


def await_dag(airflow: Airflow, dag_id: str, *, within_s: float = 90.0) -> None:
    """Wait until a DAG has been parsed, and let it run.

    Raises:
        Problem: its file does not load, or there is none.
    """
    deadline = time.monotonic() + within_s
    while not airflow.api.has_dag(dag_id):
        airflow.check()
        errors = [each for each in airflow.api.import_errors() if CHANNELS not in each[0]]
        if errors:
            file, trace = errors[0]
            lines = trace.strip().splitlines()[-LAST_LINES:]
            raise Problem("\n".join([f"The DAG file {file} does not load:", *lines]))
        if time.monotonic() > deadline:
            raise Problem(_with_log(f"No DAG {dag_id} after {within_s:.0f} s", airflow.places))
        time.sleep(0.3)
    airflow.api.unpause(dag_id)


def _with_log(fact: str, places: Places) -> str:
    told = [fact + "."]
    for log in (places.keeper_log, places.airflow_log):
        with suppress(OSError):
            text = log.read_text(encoding="utf-8", errors="replace")
            if lines := text.strip().splitlines()[-LAST_LINES:]:
                told += [f"The end of {log}:", *(f"  {line}" for line in lines)]
    return "\n".join(told)
