"""Execute a task in a process of its own that is killed when it comes to a given function."""

import contextlib
import os
import pkgutil
import signal
import sys

from airflow.sdk.exceptions import TaskDeferred

from tests.plugins.jobs import context, operator


def _killed(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    target, *prompts = sys.argv[1:]
    if target:
        holder, _, name = target.rpartition(".")
        setattr(pkgutil.resolve_name(holder), name, _killed)
    with contextlib.suppress(TaskDeferred):
        operator(*prompts, lease_s=0.0 if target else 5.0).execute(context())
