"""Run the scheduler's own sweep of reviews nobody answered, by a clock that is days ahead.

``python -m tests.integration.later <days>``, in the environment of the stack.
"""

import sys
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from airflow.jobs import scheduler_job_runner
from airflow.jobs.job import Job


def sweep(days: float) -> None:
    real = scheduler_job_runner.timezone
    ahead = SimpleNamespace(utcnow=lambda: real.utcnow() + timedelta(days=days))
    runner = scheduler_job_runner.SchedulerJobRunner(job=Job())
    with patch.object(scheduler_job_runner, "timezone", ahead):
        runner.check_awaiting_input_timeouts()


if __name__ == "__main__":
    sweep(float(sys.argv[1]))
