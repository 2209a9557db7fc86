"""The tasks of an urgent run go before those of others, whatever stage they are at."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from dailies.priority import STEP, task_instance_mutation_hook


def weighed(weight, conf, *, times=1):
    task = SimpleNamespace(priority_weight=weight)
    for _ in range(times):
        task_instance_mutation_hook(task, dag_run=SimpleNamespace(conf=conf))
    return task.priority_weight


def test_each_step_weighs_more_than_all_that_is_upstream():
    assert weighed(9, {"priority": 2}) == 2 * STEP + 9
    assert weighed(1, {"priority": 3}) > weighed(9, {"priority": 2})


def test_being_told_twice_raises_once():
    """Airflow calls it at the creation of a task instance and again at its expansion."""
    assert weighed(4, {"priority": 7}, times=3) == 7 * STEP + 4


@pytest.mark.parametrize("conf", [None, {}, {"priority": 0}, {"priority": "high"}, {"other": 1}])
def test_a_run_without_priority_keeps_its_weights(conf):
    assert weighed(4, conf) == 4


def test_without_a_run_at_hand_the_one_already_loaded_is_asked():
    task = SimpleNamespace(priority_weight=4, dag_run=SimpleNamespace(conf={"priority": 1}))
    task_instance_mutation_hook(task)
    assert task.priority_weight == STEP + 4


def test_airflow_can_import_it_while_being_imported():
    """Importing Airflow imports its policies, and so this module, which must not wait for it."""
    root = Path(__file__).resolve().parents[2]
    code = (
        f"import sys; sys.path[:0] = [{str(root)!r}, {str(root / 'plugins')!r}]\n"
        "import dailies.priority, airflow.models, airflow.settings\n"
        "assert not airflow.settings.task_instance_mutation_hook.is_noop\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
