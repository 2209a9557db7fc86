"""A real Airflow whose triggerer waits for the jobs of the bench's own DAG."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.inflight.parts import KEY, Service
from bench.usage import command_of
from stack.problems import Problem
from stack.processes import descendants
from stack.session import Airflow, await_dag, running

DAG = "waiting"
DAGS = Path(__file__).with_name("dags")
POOL = {"slots": 10_000, "description": "Shorts of make bench", "include_deferred": True}
TICK_S = 2.0


@dataclass(frozen=True)
class Flight:
    """One run of the DAG."""

    airflow: Airflow
    run_id: str

    def states(self) -> dict[str, int]:
        """Return how many waiting tasks are in each state."""
        found: dict[str, int] = {}
        for task in self.airflow.api.task_instances(DAG, self.run_id):
            if task.task_id == "wait":
                found[task.state] = found.get(task.state, 0) + 1
        return found

    def held(self) -> int:
        """Return how many waiting tasks hold a worker's slot or are about to."""
        return sum(self.states().get(state, 0) for state in ("scheduled", "queued", "running"))

    def await_until(self, reached: Callable[[], bool], what: str, within_s: float) -> None:
        """Wait for something.

        Raises:
            Problem: It did not come, or a task failed.
        """
        deadline = time.monotonic() + within_s
        while not reached():
            self.airflow.check()
            states = self.states()
            if states.get("failed") or time.monotonic() > deadline:
                raise Problem(
                    f"{what} did not come about within {within_s:.0f} s; tasks: {states}."
                )
            time.sleep(TICK_S)

    def logs(self) -> list[Path]:
        """Return the logs of the run's triggers, and that of the triggerer itself."""
        places = self.airflow.places
        folder = places.logs / f"dag_id={DAG}" / f"run_id={self.run_id}"
        return [*sorted(folder.rglob("*.log.trigger.*.log")), places.airflow_log]


@contextmanager
def airflow_for(service: Service, data: Path) -> Iterator[Airflow]:
    """Run an Airflow whose connection for clips is the service."""
    connection = {
        "conn_type": "http",
        "host": service.url,
        "password": KEY,
        "extra": {"provider": "fal", "model": "bench/inflight/clip", "price_usd": 0.25},
    }
    env = {
        "AIRFLOW_CONN_DAILIES_CLIP": json.dumps(connection),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "DAILIES_DATA": str(data),
    }
    with running(data, env, say=lambda _: None) as airflow:
        airflow.api.set_pools({DAG: POOL})
        await_dag(airflow, DAG)
        yield airflow


def triggerer_pid(airflow: Airflow) -> int:
    """Return the pid of the triggerer's first process.

    Raises:
        Problem: There is none, or more than one.
    """
    below = descendants(airflow.keeper.pid)
    named = {pid for pid in below if "triggerer" in command_of(pid)}
    first = [pid for pid in named if not any(pid in descendants(other) for other in named - {pid})]
    if len(first) != 1:
        commands = ", ".join(command_of(pid) for pid in sorted(first)) or "none"
        raise Problem(f"Not one triggerer was found, but: {commands}.")
    return first[0]
