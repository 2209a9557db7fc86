"""The housekeeping orders and deletes nothing unless a person says so, and shows few tasks."""

import json
from datetime import UTC, datetime

import pytest
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables.base import TimeRestriction

from include.domain.housekeeping import DAG_ID, HousekeepingRequest
from tests.dags.conftest import ROOT


@pytest.fixture(scope="module")
def dag(dagbag):
    return dagbag.dags[DAG_ID]


@pytest.fixture(scope="module")
def read(dag):
    return DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag))


def test_its_tasks_are_few(dag):
    assert set(dag.task_ids) == {
        "list_letters",
        "replay_letters",
        "settle_publications",
        "sweep_media",
        "report_spend",
    }
    assert dag.get_task("replay_letters").upstream_task_ids == {"list_letters"}


def test_a_failed_replay_fails_the_run(dag):
    """Airflow judges a run by its leaves."""
    assert "replay_letters" in {task.task_id for task in dag.leaves}


def test_the_scheduler_reads_back_what_the_file_says(dag, read):
    assert set(read.task_ids) == set(dag.task_ids)
    for task in read.tasks:
        assert task.has_retry_policy, task.task_id
        assert "Upstream" in type(task.weight_rule).__name__


def test_every_task_tells_what_it_does_and_has_a_pool_that_exists(read):
    pools = json.loads((ROOT / "include/resources/pools.json").read_text())
    assert read.doc_md
    for task in read.tasks:
        assert task.doc_md, task.task_id
        assert task.pool in {*pools, "default_pool"}, task.task_id
    assert read.get_task("replay_letters").pool == "replay"


def test_the_grid_shows_the_topic_of_a_replay(read):
    assert "{{ task.label }}" in read.get_task("replay_letters").map_index_template


def test_by_schedule_nothing_is_ordered_and_no_media_are_deleted(dag):
    asked = HousekeepingRequest.from_params(dag.params.validate())
    assert (asked.letters, asked.media_days, asked.expire_days) == ("list", None, 30)


def test_unpausing_starts_nothing_before_the_next_morning(read):
    first = read.timetable.next_dagrun_info(
        last_automated_data_interval=None,
        restriction=TimeRestriction(earliest=read.start_date, latest=None, catchup=read.catchup),
    )
    assert first.run_after > datetime.now(UTC)
    assert read.catchup is False


def test_the_dag_is_the_same_each_time_it_is_read(dag):
    assert " at 0x" not in json.dumps(DagSerialization.serialize_dag(dag), default=str)
