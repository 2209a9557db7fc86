"""A batch on a real Airflow, and what a test does to it."""

import json
import signal
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import psutil

from include.ledger.ledger import Ledger
from include.storage.keys import batch_key
from include.storage.media import MediaStore
from stack.places import POOLS
from stack.session import Airflow
from tests.rows import rows_of

DAG = "daily_batch"
RUNS_LONG_S = 3600.0
PATIENCE_S = 180.0
CLIPS = "generate_clips"
SEEDS = 2**31
SHOTS = 7
"""What the script of a topic below comes to: the source is thin, the length a short's least."""


def topic(title: str) -> dict[str, str]:
    text = f"{title} rises and falls with the moon, and every coast knows it by another name."
    return {"title": title, "text": text, "language": "en"}


def eventually(look, *, within_s=PATIENCE_S, what="it"):
    """Return the first truth that ``look`` finds."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what} did not happen within {within_s:.0f} s"
        time.sleep(0.2)
    return found


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
        reply = self.airflow.api.call("GET", f"{self._path}/taskInstances", limit=500)
        found = [ti for ti in reply["task_instances"] if ti["task_id"].endswith(name)]
        return sorted(found, key=lambda ti: ti["map_index"])

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

    def waits(self, emulator, try_number: int = 0) -> None:
        """Wait until the triggerer looks after the batch's clips: deferred is not yet that."""
        self.until("deferred", try_number=try_number)
        asked = emulator.requests["status"]
        eventually(lambda: emulator.requests["status"] > asked, what="the trigger's first poll")

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
        self.airflow.api.call("POST", f"/dags/{DAG}/clearTaskInstances", body)

    def fail(self, name: str = CLIPS) -> None:
        """Mark the task as failed, as a person does in the grid."""
        task = self.task(name)
        path = f"{self._path}/taskInstances/{quote(task['task_id'])}/{task['map_index']}"
        self.airflow.api.call("PATCH", path, {"new_state": "failed"})

    def mark(self, state: str) -> None:
        """Mark the whole run, as a person does; what runs of it is ended."""
        self.airflow.api.call("PATCH", self._path, {"state": state}, update_mask="state")

    def delete(self) -> None:
        self.airflow.api.call("DELETE", self._path)

    def log(self, name: str = CLIPS) -> str:
        """Return everything that every try of a task has logged."""
        folder = self.airflow.places.logs / f"dag_id={DAG}" / f"run_id={self.run_id}"
        logs = sorted(folder.rglob("attempt=*.log*"))
        return "\n".join(p.read_text() for p in logs if f"task_id=produce_short.{name}" in str(p))

    def rows(self):
        """Return the batch's rows in the ledger, oldest first."""
        return rows_of(self.ledger, batch_key(self.run_id))

    def taken(self, emulator) -> list[Any]:
        """Return the orders of this batch that the service took, and so charged."""
        seeds = {row.order["seed"] % SEEDS for row in self.rows()}
        return [run for run in list(emulator.runs.values()) if run.body["seed"] in seeds]

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

    def start(self, *titles: str, clip: str = "fal", **params: Any) -> Batch:
        conf = {
            "topics": [topic(title) for title in titles],
            "providers": {"clip": clip},
            "review": {"policy": "approve"},
            "duration_s": 20,
            **params,
        }
        return Batch(self.airflow, self.airflow.api.trigger(DAG, conf))

    def renders(self, slots: int | None = None) -> None:
        """Let so many renders run at once; as many as usual without a number."""
        pool = json.loads(POOLS.read_text(encoding="utf-8"))["render"]
        self.airflow.api.set_pools({"render": pool if slots is None else {**pool, "slots": slots}})

    def strike(self) -> None:
        """End what still runs."""
        for run_id in self.airflow.api.runs(DAG, "running", "queued"):
            self.airflow.api.fail_run(DAG, run_id)


def held(emulator, on: str) -> None:
    """Wait until somebody waits for a reply that the emulator holds."""
    eventually(lambda: on in emulator.held, what=f"the reply to {on} being held")
