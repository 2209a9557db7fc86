"""What a worker is given together, and how many workers there are."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import spread

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def scheduler():
    option = SimpleNamespace(loadscopereorder=True, tx=["popen"] * 3, maxprocesses=None)
    config = SimpleNamespace(option=option, getvalue=lambda name: getattr(option, name))
    return spread.pytest_xdist_make_scheduler(config, None)


def test_a_file_is_kept_together_and_so_are_files_that_share_an_airflow(scheduler):
    of = scheduler._split_scope
    assert of("tests/stack/test_view.py::test_a[b::c]") == of("tests/stack/test_view.py::test_b")
    assert of("tests/stack/test_view.py::test_a") != of("tests/stack/test_api.py::test_a")
    assert of("tests/faults/test_killed.py::test_a") == of("tests/faults/test_failed.py::test_a")
    assert of("tests/faults/test_killed.py::test_a") != of(f"{spread.APART}::test_a")


def test_what_is_named_is_there():
    for start in (*spread.LONGEST, spread.TOGETHER, spread.APART):
        assert (ROOT / start).exists(), start


def test_what_takes_longest_is_begun_first():
    names = ["tests/docs/test_a.py::a", "tests/include/test_a.py::a", "tests/faults/test_a.py::b"]
    items = [SimpleNamespace(nodeid=name) for name in names]
    spread.pytest_collection_modifyitems(SimpleNamespace(), items)
    assert [item.nodeid for item in items] == names
    spread.pytest_collection_modifyitems(SimpleNamespace(workerinput={}), items)
    assert [item.nodeid for item in items] == names[::-1]


NAMED = pytest.Config.ArgsSource.ARGS


@pytest.mark.parametrize(
    ("given", "alone"),
    [({}, False), ({"keyword": "view"}, True), ({"capture": "no"}, True), ({"args": NAMED}, True)],
)
def test_few_tests_named_are_run_without_workers(given, alone):
    option = SimpleNamespace(**{"keyword": "", "capture": "fd", **given})
    source = given.get("args", pytest.Config.ArgsSource.TESTPATHS)
    workers = spread.pytest_xdist_auto_num_workers(
        SimpleNamespace(args_source=source, option=option)
    )
    assert (workers == 0) == alone
    assert workers <= spread.MOST_WORKERS
