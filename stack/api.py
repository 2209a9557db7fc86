"""Airflow's REST API, as much of it as the stack and its tests need."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from stack.credentials import is_signed_with

TIMEOUT_S = 75.0  # a busy server itself waits up to 60 s for SQLite
PAGE = 100
FINISHED = ("success", "failed")
UNAUTHORIZED, NOT_FOUND = 401, 404


class ApiError(Exception):
    """The API server refused, or did not answer (``status`` 0)."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Task:
    """A task instance. ``task_id`` without its group; ``map_index`` is -1 outside mapped groups."""

    full_id: str
    map_index: int
    state: str
    try_number: int = 0
    title: str = ""
    started_at: datetime | None = None
    duration_s: float | None = None

    @property
    def task_id(self) -> str:
        """Id without the task group."""
        return self.full_id.rpartition(".")[2]

    @classmethod
    def read(cls, reply: Mapping[str, Any]) -> "Task":
        """Read one element of the API's list."""
        started = reply.get("start_date")
        return cls(
            full_id=reply["task_id"],
            map_index=reply["map_index"],
            state=reply.get("state") or "none",
            try_number=reply.get("try_number") or 0,
            title=str(reply.get("rendered_map_index") or ""),
            started_at=datetime.fromisoformat(started) if started else None,
            duration_s=reply.get("duration"),
        )


class Api:
    """One API server at ``url``, whose every caller is admin.

    ``secret`` is what our own server signs its tokens with.
    """

    def __init__(self, url: str, *, secret: str = "") -> None:
        self.url = url.rstrip("/")
        self._secret = secret
        self.timeout_s = TIMEOUT_S
        self._token = ""
        # Loopback is never behind a proxy, whatever the environment says.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Call ``/api/v2`` below the server's URL and return the decoded reply.

        Raises:
            ApiError: with the server's own words.
        """
        if not self._token:
            self._token = self._new_token()
        full = f"/api/v2{path}" + (f"?{urlencode(query, doseq=True)}" if query else "")
        try:
            return self._send(method, full, body)
        except ApiError as error:
            if error.status != UNAUTHORIZED:
                raise
            self._token = self._new_token()
            return self._send(method, full, body)

    def _new_token(self) -> str:
        self._token = ""
        return str(self._send("GET", "/auth/token", None)["access_token"])

    def is_ours(self) -> bool:
        """Say whether the server that answers has our secret, and so is the one we started."""
        return is_signed_with(self._secret, self._new_token())

    def _send(self, method: str, path: str, body: Any) -> Any:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)  # noqa: S310
        try:
            with self._opener.open(request, timeout=self.timeout_s) as reply:
                text = reply.read()
        except urllib.error.HTTPError as error:
            raise ApiError(error.code, _detail(error)) from error
        except OSError as error:
            raise ApiError(0, f"{self.url} does not answer: {error}") from error
        return json.loads(text) if text else None

    def health(self) -> dict[str, str]:
        """Return the state of each component; needs no token."""
        reply = self._send("GET", "/api/v2/monitor/health", None)
        return {name: part.get("status") or "unknown" for name, part in reply.items()}

    def import_errors(self) -> list[tuple[str, str]]:
        """Return file and stack trace of every DAG file that does not load."""
        found = self.call("GET", "/importErrors")["import_errors"]
        return [(error["filename"], error["stack_trace"]) for error in found]

    def has_dag(self, dag_id: str) -> bool:
        """Say whether the DAG has been parsed."""
        try:
            self.call("GET", f"/dags/{quote(dag_id)}")
        except ApiError as error:
            if error.status == NOT_FOUND:
                return False
            raise
        return True

    def unpause(self, dag_id: str) -> None:
        """Let the scheduler run the DAG."""
        self.call("PATCH", f"/dags/{quote(dag_id)}", {"is_paused": False}, update_mask="is_paused")

    def set_pools(self, pools: Mapping[str, Mapping[str, Any]]) -> None:
        """Create the pools, or make them what is given."""
        entities = [{"name": name, **pool} for name, pool in pools.items()]
        action = {"action": "create", "action_on_existence": "overwrite", "entities": entities}
        reply = self.call("PATCH", "/pools", {"actions": [action]})
        if errors := reply["create"]["errors"]:
            raise ApiError(0, f"Pools were refused: {errors}")

    def trigger(
        self, dag_id: str, conf: Mapping[str, Any] | None = None, *, run_id: str | None = None
    ) -> str:
        """Start a run and return its id."""
        body = {"logical_date": None, "conf": dict(conf or {}), "dag_run_id": run_id}
        return str(self.call("POST", f"/dags/{quote(dag_id)}/dagRuns", body)["dag_run_id"])

    def run(self, dag_id: str, run_id: str) -> dict[str, Any]:
        """Return the run as the API describes it, with its ``state`` and ``conf``."""
        reply: dict[str, Any] = self.call("GET", _run_path(dag_id, run_id))
        return reply

    def runs(self, dag_id: str, *states: str) -> list[str]:
        """Return the ids of the DAG's runs in any of the states."""
        reply = self.call("GET", f"/dags/{quote(dag_id)}/dagRuns", state=states, limit=PAGE)
        return [run["dag_run_id"] for run in reply["dag_runs"]]

    def fail_run(self, dag_id: str, run_id: str) -> None:
        """Mark a run as failed, which stops its tasks and cancels what they ordered."""
        self.call("PATCH", _run_path(dag_id, run_id), {"state": "failed"}, update_mask="state")

    def wait(self, dag_id: str, run_id: str, *, timeout_s: float = 600.0) -> str:
        """Wait for a run's end and return its state.

        Raises:
            TimeoutError: it has not ended in time.
        """
        deadline = time.monotonic() + timeout_s
        while (state := str(self.run(dag_id, run_id)["state"])) not in FINISHED:
            if time.monotonic() > deadline:
                raise TimeoutError(f"Run {run_id} is still {state} after {timeout_s:.0f} s.")
            time.sleep(1.0)
        return state

    def task_instances(self, dag_id: str, run_id: str) -> list[Task]:
        """Return every task instance of a run."""
        return [Task.read(reply) for reply in self._pages(dag_id, run_id)]

    def _pages(self, dag_id: str, run_id: str) -> Iterator[dict[str, Any]]:
        path, offset = f"{_run_path(dag_id, run_id)}/taskInstances", 0
        while True:
            reply = self.call("GET", path, limit=PAGE, offset=offset)
            yield from reply["task_instances"]
            offset += PAGE
            if offset >= reply["total_entries"]:
                return

    def state_store(self, dag_id: str, run_id: str, task: Task, key: str) -> Any:
        """Return what a task keeps under ``key``, or ``None``."""
        path = f"{_task_path(dag_id, run_id, task)}/state-store/{quote(key, safe='')}"
        try:
            return self.call("GET", path, map_index=task.map_index)["value"]
        except ApiError as error:
            if error.status == NOT_FOUND:
                return None
            raise

    def log(self, dag_id: str, run_id: str, task: Task) -> list[dict[str, Any]]:
        """Return the log of a task's last try, one record an event."""
        path = f"{_task_path(dag_id, run_id, task)}/logs/{max(task.try_number, 1)}"
        reply = self.call("GET", path, map_index=task.map_index, full_content="true")
        return [r if isinstance(r, dict) else {"event": str(r)} for r in reply["content"]]

    def answer_hitl(
        self,
        dag_id: str,
        run_id: str,
        task: Task,
        options: Sequence[str],
        params: Mapping[str, Any] | None = None,
    ) -> None:
        """Answer what a task in ``awaiting_input`` asks."""
        path = f"{_task_path(dag_id, run_id, task)}/{task.map_index}/hitlDetails"
        body = {"chosen_options": list(options), "params_input": dict(params or {})}
        self.call("PATCH", path, body)

    def clear(self, dag_id: str, run_id: str, *tasks: Task, downstream: bool = True) -> None:
        """Clear tasks, so that they run again."""
        body = {
            "dry_run": False,
            "dag_run_id": run_id,
            "task_ids": [[task.full_id, task.map_index] for task in tasks],
            "include_downstream": downstream,
            "only_failed": False,
        }
        self.call("POST", f"/dags/{quote(dag_id)}/clearTaskInstances", body)


def _run_path(dag_id: str, run_id: str) -> str:
    return f"/dags/{quote(dag_id)}/dagRuns/{quote(run_id, safe='')}"


def _task_path(dag_id: str, run_id: str, task: Task) -> str:
    return f"{_run_path(dag_id, run_id)}/taskInstances/{quote(task.full_id)}"


def _detail(error: urllib.error.HTTPError) -> str:
    try:
        detail = json.loads(error.read())["detail"]
    except (OSError, ValueError, KeyError, TypeError):
        return f"HTTP {error.code} {error.reason}"
    if isinstance(detail, list):  # FastAPI's validation errors
        return "; ".join(f"{item.get('loc', [''])[-1]}: {item.get('msg')}" for item in detail)
    return detail if isinstance(detail, str) else json.dumps(detail)
