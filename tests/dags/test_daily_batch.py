"""The shape of the batch, and the edges without which it would do harm."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from airflow.serialization.serialized_objects import DagSerialization

ROOT = Path(__file__).resolve().parents[2]
GROUP = "produce_short"


@pytest.fixture(scope="module")
def dag(dagbag):
    return dagbag.dags["daily_batch"]


def test_these_dags_and_no_others(dagbag):
    assert set(dagbag.dags) == {"daily_batch", "housekeeping"}


def test_the_scheduler_reads_back_what_the_file_says(dag):
    again = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag))
    assert set(again.task_ids) == set(dag.task_ids)
    for task in dag.tasks:
        read = again.get_task(task.task_id)
        assert read.downstream_task_ids == task.downstream_task_ids
        assert "Upstream" in type(read.weight_rule).__name__
        assert read.has_retry_policy


def test_tasks_are_those_of_the_contract(dag):
    stages = (
        "write_script",
        "narrate",
        "generate_clips",
        "compose_music",
        "render_short",
        "review_short",
        "publish_short",
    )
    expected = {"discover_topics", "report_batch", *(f"{GROUP}.{stage}" for stage in stages)}
    assert set(dag.task_ids) == expected


def test_nothing_is_published_unreviewed(dag):
    publish = dag.get_task(f"{GROUP}.publish_short")
    assert f"{GROUP}.review_short" in publish.upstream_task_ids
    assert publish.trigger_rule == "all_success"
    review = dag.get_task(f"{GROUP}.review_short")
    assert f"{GROUP}.render_short" in review.upstream_task_ids
    assert review.trigger_rule == "all_success"


def test_the_report_comes_last_whatever_happened(dag):
    report = dag.get_task("report_batch")
    assert report.trigger_rule == "all_done"
    assert f"{GROUP}.publish_short" in report.upstream_task_ids
    assert dag.leaves == [report]


def test_a_question_to_a_person_is_asked_once(dag):
    assert dag.get_task(f"{GROUP}.review_short").retries == 0


def test_every_task_tells_what_it_does_and_has_a_pool_that_exists(dag):
    pools = json.loads((ROOT / "include/resources/pools.json").read_text())
    assert dag.doc_md
    for task in dag.tasks:
        assert task.doc_md, task.task_id
        assert task.pool in {*pools, "default_pool"}, task.task_id


def test_pools_of_outside_services_count_what_waits():
    pools = json.loads((ROOT / "include/resources/pools.json").read_text())
    assert {name for name, pool in pools.items() if pool["include_deferred"]} == {
        "clip",
        "music",
        "replay",
    }


def test_the_grid_shows_the_topic(dag):
    for task in dag.tasks:
        if task.task_id.startswith(GROUP):
            assert task.map_index_template == "{{ task.label }}", task.task_id


def test_every_choice_of_the_form_is_explained(dag):
    for name in dag.params:
        param = dag.params.get_param(name)
        assert param.schema.get("title"), name
        assert param.schema.get("section"), name


def test_a_run_outlives_a_week_of_reviews(dag):
    assert dag.dagrun_timeout is None
    assert dag.max_active_runs >= 10
    assert dag.catchup is False


def test_unpausing_starts_nothing_before_the_next_morning(dag):
    """With a start date, Airflow would at once make up for the last morning."""
    from airflow.timetables.base import TimeRestriction

    read = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag))
    first = read.timetable.next_dagrun_info(
        last_automated_data_interval=None,
        restriction=TimeRestriction(earliest=read.start_date, latest=None, catchup=read.catchup),
    )
    assert first.run_after > datetime.now(UTC)


def test_the_dag_is_the_same_each_time_it_is_read(dag):
    """What differs from one parse to the next makes Airflow store a new version each time."""
    text = json.dumps(DagSerialization.serialize_dag(dag), default=str)
    assert " at 0x" not in text
