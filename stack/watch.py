"""Follows one run through the REST API, shows it, and says why a task failed."""

import time
from collections.abc import Mapping
from typing import Any

from stack import view
from stack.api import FINISHED, ApiError, Task
from stack.problems import Problem
from stack.progress import clean, lines, now_utc
from stack.session import Airflow

INTERVAL_S = 1.0
SILENT_S = 90.0
"""How long the API server may be silent, or a component unwell, before we give up."""

HEALTH_EVERY = 10
ERROR_LINES = 8


class Watch:
    """Follows the run ``run_id`` of ``dag_id``."""

    def __init__(self, airflow: Airflow, dag_id: str, run_id: str) -> None:
        self.airflow, self.dag_id, self.run_id = airflow, dag_id, run_id
        self.tasks: list[Task] = []
        self.well_at = time.monotonic()

    def follow(self, shown: view.View) -> str:
        """Show the run until it ends and return its state.

        Raises:
            Problem: the stack ended, or has been unwell for too long.
        """
        began, looks = time.monotonic(), 0
        try:
            while True:
                state = self._look(shown, began)
                if state in FINISHED:
                    return state
                looks += 1
                self._check(looks)
                # Long lists are asked for less often: the scheduler needs the machine too.
                time.sleep(INTERVAL_S * (1 + len(self.tasks) // 100))
        finally:
            shown.close()

    def _look(self, shown: view.View, began: float) -> str:
        try:
            state = str(self.airflow.api.run(self.dag_id, self.run_id)["state"])
            self.tasks = self.airflow.api.task_instances(self.dag_id, self.run_id)
            renders = self._renders()
        except ApiError as error:
            if error.status:
                raise
            return "unknown"  # a busy server may take its time; _check says when it is too much
        shown.show(lines(self.tasks, renders, now_utc()), time.monotonic() - began)
        return state

    def _renders(self) -> dict[int, Mapping[str, Any]]:
        found = {}
        for task in self.tasks:
            if task.task_id == "render_short" and task.state == "running":
                said = self.airflow.api.state_store(self.dag_id, self.run_id, task, "progress")
                if isinstance(said, Mapping):
                    found[task.map_index] = said
        return found

    def _check(self, looks: int) -> None:
        self.airflow.check()
        if looks % HEALTH_EVERY:
            return
        try:
            health = self.airflow.api.health()
        except ApiError:
            health = {"API server": "silent"}
        ill = [f"{name} is {state}" for name, state in health.items() if state == "unhealthy"]
        ill += ["the API server is silent"] if "API server" in health else []
        if not ill:
            self.well_at = time.monotonic()
        elif time.monotonic() - self.well_at > SILENT_S:
            raise Problem(
                f"Airflow has not been well for {SILENT_S:.0f} s: {', '.join(ill)}. "
                f"See {self.airflow.places.airflow_log}, then run it again."
            )

    def failures(self) -> list[str]:
        """Return, for each task that failed, its name and the end of its log."""
        failed = [task for task in self.tasks if task.state == "failed"]
        return [f"{_name(task)} failed: {self._reason(task)}" for task in failed]

    def _reason(self, task: Task) -> str:
        try:
            records = self.airflow.api.log(self.dag_id, self.run_id, task)
        except ApiError as error:
            return f"its log cannot be read ({error})"
        return last_error(records) or "its log names no error; see it in the UI (make up)"


def last_error(records: list[dict[str, Any]]) -> str:
    """Return the last error of a task's log: the exception's words, or else the event's."""
    errors = [r for r in records if r.get("level") in ("error", "critical")]
    for record in reversed(errors):
        # The first is the exception itself, those after it are what caused it.
        for detail in record.get("error_detail") or []:
            said = str(detail.get("exc_value") or detail.get("exc_type") or "")
            if said:
                return _short(said)
    return _short(str(errors[-1].get("event", ""))) if errors else ""


def _short(text: str) -> str:
    return "\n    ".join(clean(line) for line in text.strip().splitlines()[-ERROR_LINES:])


def _name(task: Task) -> str:
    title = task.title if task.title not in ("", str(task.map_index)) else ""
    return f"{task.task_id} of {clean(title)!r}" if title else task.task_id
