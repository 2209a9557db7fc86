"""Runs one batch on a running stack, from the trigger to the closing lines."""

import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from stack import view
from stack.api import ApiError
from stack.problems import Problem
from stack.session import Airflow, await_dag
from stack.summary import report_path, summary
from stack.watch import Watch

DAG_ID = "daily_batch"
UNFINISHED = ("running", "queued")
LAST_CALL_S = 5.0
"""How long a server that is about to be stopped is listened to."""


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
        print(f"Report: {report_path(airflow.places, run_id)} (the batch was cut short)")
        raise
    for failure in watch.failures():
        print(failure)
    for line in summary(airflow.places, run_id, watch.tasks, time.monotonic() - began):
        print(line)
    print(f"The batch {'succeeded' if state == 'success' else 'failed'}.", flush=True)
    return state == "success"


def _end_abandoned(airflow: Airflow) -> None:
    """Fail the runs whose command was killed: nobody waits for them any more."""
    for run_id in airflow.api.runs(DAG_ID, *UNFINISHED):
        if run_id.startswith(("demo_", "batch_")):
            print(f"Batch {run_id} was cut off earlier; it is marked as failed.", flush=True)
            airflow.api.fail_run(DAG_ID, run_id)
