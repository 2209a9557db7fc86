"""A batch on a real Airflow, and what a test does to it."""

import json
import signal
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psutil

from include.ledger.ledger import Ledger
from include.storage.keys import batch_key
from include.storage.media import MediaStore
from stack.api import PAGE, ApiError
from stack.places import POOLS
from stack.session import Airflow
from tests.rows import rows_of
from tests.waiting import PATIENCE_S, eventually

DAG = "daily_batch"
GROUP = "produce_short"
BESIDES = ("speech", "music", "render")
RUNS_LONG_S = 3600.0
CLIPS = "generate_clips"
SEEDS = 2**31
SHOTS = 7
"""What the script of a topic below comes to: the source is thin, the length a short's least."""


def topic(title: str) -> dict[str, str]:
    text = f"{title} rises and falls with the moon, and every coast knows it by another name."
    return {"title": title, "text": text, "language": "en"}


def insist(call, *, what, known=0) -> None:
    """Call until the server takes it; the status ``known`` says that it had taken it before."""

    def taken():
        try:
            call()
        except ApiError as error:
            if error.status != known:
                raise
        return True

    eventually(taken, what=what)


@dataclass(frozen=True)
class Batch:
    """A run of the DAG."""

    airflow: Airflow
    run_id: str

    @property
    def _path(self) -> str:
        return f"/dags/{DAG}/dagRuns/{quote(self.run_id, safe='')}"

    def tasks(self, name: str) -> list[dict[str, Any]]:
        """Return the task's instances as the API describes them, by map index."""
        asked = {"task_id": f"{GROUP}.{name}", "order_by": "map_index", "limit": PAGE}
        found = self.airflow.api.call("GET", f"{self._path}/taskInstances", **asked)
        return list(found["task_instances"])

    def task(self, name: str = CLIPS) -> dict[str, Any]:
        return self.tasks(name)[0]

    def until(self, *states: str, name: str = CLIPS, try_number: int = 0) -> dict[str, Any]:
        """Wait for a task to be in one of the states, at that try if it is given."""

        def look():
            self.airflow.check()
            found = self.task(name)
            there = found["state"] in states and try_number in (0, found["try_number"])
            return found if there else None

        return eventually(look, what=f"{name} being {' or '.join(states)}")

    def waits(self, try_number: int = 0) -> None:
        """Wait until the triggerer looks after the batch's clips: deferred is not yet that."""
        task = self.until("deferred", try_number=try_number)
        log = f"attempt={task['try_number']}.log.trigger.*"
        eventually(
            lambda: any("starting" in path.read_text() for path in self._logs(CLIPS, log)),
            what="the trigger being started",
        )

    def tries(self) -> set[int]:
        """Return how often the batch's tasks were tried."""
        every = self.airflow.api.task_instances(DAG, self.run_id)
        return {task.try_number for task in every} - {0}

    def end(self) -> str:
        return self.airflow.api.wait(DAG, self.run_id, timeout_s=2 * PATIENCE_S)

    def kill(self, name: str = CLIPS) -> None:
        """Kill the task's process, and only that, as a machine without memory would."""
        process = psutil.Process(self.until("running", name=name)["pid"])
        assert self.airflow.keeper.pid in {parent.pid for parent in process.parents()}
        process.send_signal(signal.SIGKILL)

    def clear(self, name: str = CLIPS) -> None:
        task = self.task(name)
        ids = [[task["task_id"], task["map_index"]]]
        body = {"dry_run": False, "dag_run_id": self.run_id, "task_ids": ids, "only_failed": False}
        self._insist("POST", f"/dags/{DAG}/clearTaskInstances", body)

    def fail(self, name: str = CLIPS) -> None:
        """Mark the task as failed, as a person does in the grid."""
        task = self.task(name)
        path = f"{self._path}/taskInstances/{quote(task['task_id'])}/{task['map_index']}"
        self._insist("PATCH", path, {"new_state": "failed"})

    def mark(self, state: str) -> None:
        """Mark the whole run, as a person does; what runs of it is ended."""
        self._insist("PATCH", self._path, {"state": state})

    def delete(self) -> None:
        call = partial(self.airflow.api.call, "DELETE", self._path)
        insist(call, what="the run being deleted", known=HTTPStatus.NOT_FOUND)

    def _insist(self, method: str, path: str, body: Any) -> None:
        insist(partial(self.airflow.api.call, method, path, body), what=f"{method} {path}")

    def logs(self, name: str = CLIPS) -> list[str]:
        """Return what each try of a task has logged, and its trigger."""
        return [path.read_text(encoding="utf-8") for path in self._logs(name, "attempt=*.log*")]

    def _logs(self, name: str, pattern: str) -> list[Path]:
        folder = self.airflow.places.logs / f"dag_id={DAG}" / f"run_id={self.run_id}"
        return sorted(folder.glob(f"task_id={GROUP}.{name}/**/{pattern}"))

    def log(self, name: str = CLIPS) -> str:
        """Return all of it."""
        return "\n".join(self.logs(name))

    def rows(self):
        """Return the batch's rows in the ledger, oldest first."""
        return rows_of(self.ledger, batch_key(self.run_id))

    def taken(self, emulator) -> list[Any]:
        """Return the orders of this batch that the service took, and so charged."""
        seeds = {row.order["seed"] % SEEDS for row in self.rows()}
        return [run for run in list(emulator.runs.values()) if _seed(run.body) in seeds]

    def cancelled(self, emulator) -> int:
        """Return how many of those the service was told to cancel."""
        return sum(run.cancelled for run in self.taken(emulator))

    def done(self, emulator) -> None:
        """Let the service be done with all that it took."""
        for run in self.taken(emulator):
            run.at = 0.0

    def states(self) -> list[str]:
        return sorted(row.state for row in self.rows())

    def paid_usd(self) -> tuple[float, float]:
        """Return what the batch cost by the ledger, and how much of that is in doubt."""
        spent = self.ledger.spend.spent(batch=batch_key(self.run_id))
        return round(spent.usd, 2), round(spent.doubtful_usd, 2)

    def stored(self) -> int:
        """Return how many of the batch's orders have a file."""
        store = MediaStore(self.airflow.places.data / "media")
        return sum(store.find(row.order_digest) is not None for row in self.rows())

    @property
    def ledger(self) -> Ledger:
        return Ledger(f"sqlite:///{self.airflow.places.data / 'ledger.db'}")

    def report(self) -> dict[str, Any]:
        path = self.airflow.places.data / "reports" / f"{batch_key(self.run_id)}.json"
        return json.loads(path.read_text())


@dataclass(frozen=True)
class Batches:
    """The batches of one test."""

    airflow: Airflow
    started: list[Batch] = field(default_factory=list)

    def start(self, *titles: str, clip: str = "fal", **params: Any) -> Batch:
        conf = {
            "topics": [topic(title) for title in titles],
            "providers": {"clip": clip},
            "review": {"policy": "approve"},
            "duration_s": 20,
            **params,
        }
        batch = Batch(self.airflow, f"faults_{uuid4().hex}")
        begin = partial(self.airflow.api.trigger, DAG, conf, run_id=batch.run_id)
        insist(begin, what="the trigger", known=HTTPStatus.CONFLICT)
        self.started.append(batch)
        return batch

    def only_clips(self) -> None:
        """Let nothing be made but clips: that is what costs a test its time."""
        self._set_pools({name: {**_pools()[name], "slots": 0} for name in BESIDES})

    def everything(self) -> None:
        """Let shorts be finished."""
        self._set_pools({name: _pools()[name] for name in BESIDES})

    def _set_pools(self, pools: dict[str, Any]) -> None:
        insist(lambda: self.airflow.api.set_pools(pools), what="setting the pools")

    def strike(self) -> None:
        """End what still runs."""
        under_way = self.airflow.api.runs(DAG, "running", "queued")
        for batch in self.started:
            if batch.run_id in under_way:
                batch.mark("failed")


def _pools() -> dict[str, Any]:
    return json.loads(POOLS.read_text(encoding="utf-8"))


def _seed(body: dict[str, Any]) -> int:
    """Find the seed of an order, which is its own, in any service's words."""
    return body["seed"] if "seed" in body else body["generation_config"]["seed"]


def held(emulator, on: str) -> None:
    """Wait until somebody waits for a reply that the emulator holds."""
    eventually(lambda: on in emulator.held, what=f"the reply to {on} being held")
