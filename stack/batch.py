"""Runs one batch on a running stack, from the trigger to the closing lines."""

import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stack import view
from stack.api import ApiError
from stack.places import Places
from stack.problems import Problem
from stack.session import Airflow, await_dag
from stack.summary import report_path, summary
from stack.watch import Watch

DAG_ID = "daily_batch"
UNFINISHED = ("running", "queued")
LAST_CALL_S = 5.0
"""How long a server that is about to be stopped is listened to."""

CANCELLING_S = 20.0
"""How long the triggerer may take to notice; longer on a machine that is busy rendering."""

SENDING_S = 2.0
"""Nobody waits any more once the services are being told; this is for their answers."""


def run_batch(airflow: Airflow, kind: str, conf: Mapping[str, Any]) -> bool:
    """Run one batch to its end, showing it; says whether the run succeeded.

    ``kind`` (``demo``, ``batch``) begins the run's id. If we are stopped, so is the run: its tasks
    end and what they have ordered is cancelled.

    Raises:
        Problem: the DAG does not load, or refuses ``conf``.
    """
    await_dag(airflow, DAG_ID)
    _end_abandoned(airflow)
    run_id = f"{kind}_{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    try:
        airflow.api.trigger(DAG_ID, conf, run_id=run_id)
    except ApiError as error:
        # After the first line, the whole JSON schema would follow.
        raise Problem(
            f"{DAG_ID} refuses this run config: {str(error).splitlines()[0]}. "
            "Change it and run it again."
        ) from error
    print(f"Batch {run_id} is running.", flush=True)
    return _follow(airflow, run_id)


def _follow(airflow: Airflow, run_id: str) -> bool:
    watch, began = Watch(airflow, DAG_ID, run_id), time.monotonic()
    try:
        state = watch.follow(view.choose())
    except BaseException:
        airflow.api.timeout_s = LAST_CALL_S
        with suppress(ApiError):
            airflow.api.fail_run(DAG_ID, run_id)
            _await_cancelling(airflow.places, run_id)
        print(f"Report: {report_path(airflow.places, run_id)} (the batch was cut short)")
        raise
    for failure in watch.failures():
        print(failure)
    for line in summary(airflow.places, run_id, watch.tasks, time.monotonic() - began):
        print(line)
    print(f"The batch {'succeeded' if state == 'success' else 'failed'}.", flush=True)
    return state == "success"


def _await_cancelling(places: Places, run_id: str) -> None:
    """Give the triggerer the time to cancel what the run has on order at outside services."""
    until = time.monotonic() + CANCELLING_S
    if not _waiting(places.ledger, run_id):
        return
    print("Cancelling what is on order …", flush=True)
    while _waiting(places.ledger, run_id) and time.monotonic() < until:
        time.sleep(0.2)
    time.sleep(SENDING_S)


def _waiting(ledger: Path, run_id: str) -> int:
    """Count the jobs that tasks of the run wait for; 0 where the ledger is elsewhere."""
    try:
        with closing(sqlite3.connect(f"{ledger.as_uri()}?mode=ro", uri=True)) as book:
            query = "SELECT count(*) FROM waits WHERE owner LIKE ?"
            return int(book.execute(query, (f"{DAG_ID}/{run_id}/%",)).fetchone()[0])
    except sqlite3.Error:
        return 0


def _end_abandoned(airflow: Airflow) -> None:
    """Fail the runs whose command was killed: nobody waits for them any more."""
    for run_id in airflow.api.runs(DAG_ID, *UNFINISHED):
        if run_id.startswith(("demo_", "batch_")):
            print(f"Batch {run_id} was cut off earlier; it is marked as failed.", flush=True)
            airflow.api.fail_run(DAG_ID, run_id)
