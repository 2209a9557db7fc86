"""How the tests are spread over workers: whole files, those that take longest first."""

import os
import sys

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = "tests/faults/"
"""One Airflow serves the folder, but for the file that starts its own."""

APART = "tests/faults/test_interrupted.py"

LONGEST = (
    "tests/faults/",
    "tests/integration/test_whole_batch.py",
    "tests/bench/measurements/test_inflight.py",
    "tests/integration/",
    "tests/browser/",
    "tests/plugins/operators/test_misbehaviour.py",
    "tests/include/rendering/",
    "tests/include/",
    "tests/stack/",
)

MOST_WORKERS = 6
"""More would end no sooner than the longest of the above."""


class Spread(LoadScopeScheduling):
    """Gives a worker a file at a time, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return TOGETHER if file.startswith(TOGETHER) and file != APART else file


def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False
    return Spread(config, log)


def pytest_xdist_auto_num_workers(config):
    """One more than there are cores, for much is waited for; none where few tests were named."""
    named = config.args_source is pytest.Config.ArgsSource.ARGS or config.option.keyword
    if named or config.option.capture == "no":
        return 0
    cores = len(os.sched_getaffinity(0)) if sys.platform.startswith("linux") else os.cpu_count()
    return min((cores or 1) + 1, MOST_WORKERS)


def pytest_collection_modifyitems(config, items):
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _rank(item.nodeid))


def _rank(nodeid: str) -> int:
    found = (rank for rank, start in enumerate(LONGEST) if nodeid.startswith(start))
    return next(found, len(LONGEST))
