"""A channel file is a DAG; a broken one is told of, and takes no other down."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG
from airflow.serialization.serialized_objects import DagSerialization

from include.domain.batch import BatchRequest
from tests.dags.conftest import ROOT

TIDES = """\
title: Tides and shores
schedule: "30 7 * * 1-5"
timezone: Europe/Lisbon
limit: 2
language: pt-PT
sources: [{provider: feed, query: "https://tides.example/feed.xml"}]
keywords: [tide]
look: brand
review: {policy: approve}
providers: {clip: procedural}
budget_usd: 5
"""
FILMED = """\
allow_hosts: [shop.example]
captures:
  - {url: "https://shop.example/", every: 2}
"""

MOST_S, AIRFLOW_S = 0.3, 1.2
"""Of CPU, for our imports where Airflow's take so long: a busy machine is slower at both."""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("channels")
    (folder / "tides.yaml").write_text(TIDES)
    looks = folder / "tides" / "looks"
    looks.mkdir(parents=True)
    (looks / "brand.yaml").write_text((ROOT / "include/resources/looks/calm.yaml").read_text())
    (folder / "shop.yaml").write_text(FILMED)
    (folder / "bees.yaml").write_text("limit: 2\nlimt: 3\n")
    (folder / "wind.yaml").write_text("schedule: [\n")
    (folder / "sand.yaml").write_text("sources: [{query: https://sand.example}]\n")
    return folder


@pytest.fixture(scope="module")
def bag(files):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAILIES_CHANNELS", str(files))
        return DagBag(str(ROOT / "dags"))


@pytest.fixture(scope="module")
def tides(bag) -> DAG:
    return bag.dags["channel_tides"]


def test_each_sound_file_is_a_dag_beside_the_others(bag):
    assert set(bag.dags) == {"daily_batch", "housekeeping", "channel_tides", "channel_shop"}


def test_the_broken_ones_are_one_import_error_of_a_file_without_dags(bag, files):
    """Airflow schedules no DAG of a file that has an import error."""
    ((file, error),) = bag.import_errors.items()
    assert file.endswith("check_channels.py")
    assert f"{files}/bees.yaml, line 2, field limt: there is no such field" in error
    assert f"{files}/wind.yaml, line 2" in error
    assert "Channel sand, field sources: the form of its runs would refuse it" in error
    assert "tides" not in error
    assert {dag.fileloc for dag in bag.dags.values()}.isdisjoint({file})


def test_the_form_of_a_channel_begins_with_what_its_file_says(tides):
    asked = BatchRequest.from_params(tides.params.validate())
    assert (asked.channel, asked.language, asked.limit) == ("tides", "pt-PT", 2)
    assert (asked.review.policy, asked.budget_usd, asked.keywords) == ("approve", 5, ("tide",))
    assert asked.sources[0].query == "https://tides.example/feed.xml"
    assert asked.providers == {"clip": "procedural"}
    assert "brand" in tides.params.get_param("look").schema["enum"]


def test_a_run_cannot_be_made_one_of_another_channel(tides, bag):
    assert tides.params.get_param("channel").schema["enum"] == ["tides"]
    assert bag.dags["daily_batch"].params.get_param("channel").schema["enum"] == ["daily"]


def test_it_runs_at_its_own_times(tides):
    read = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(tides))
    from airflow.timetables.base import TimeRestriction

    first = read.timetable.next_dagrun_info(
        last_automated_data_interval=None,
        restriction=TimeRestriction(earliest=read.start_date, latest=None, catchup=read.catchup),
    )
    at = first.run_after.in_timezone("Europe/Lisbon")
    assert (at.hour, at.minute, at.weekday() < 5) == (7, 30, True)
    assert at > datetime.now(UTC)


def test_without_a_schedule_it_runs_by_hand(bag):
    assert bag.dags["channel_shop"].timetable.can_be_scheduled is False


def test_pages_are_filmed_only_where_a_channel_has_some(bag):
    group, shop = "produce_short", bag.dags["channel_shop"]
    film = shop.get_task(f"{group}.capture_pages")
    assert film.downstream_task_ids == {f"{group}.generate_clips"}
    assert (film.pool, film.queue) == ("capture", "capture")
    for dag_id in ("channel_tides", "daily_batch"):
        assert f"{group}.capture_pages" not in bag.dags[dag_id].task_ids


def test_a_channel_is_the_same_each_time_it_is_read(tides, bag):
    for dag in (tides, bag.dags["channel_shop"]):
        assert " at 0x" not in json.dumps(DagSerialization.serialize_dag(dag), default=str)


def test_a_task_reads_its_own_channel_alone(files, monkeypatch):
    """Every task start parses its DAG file: what that reads, every task pays."""
    from dailies import channels

    monkeypatch.setenv("DAILIES_CHANNELS", str(files))
    monkeypatch.setenv("_AIRFLOW_PARSING_CONTEXT_DAG_ID", "channel_tides")
    assert [each.name for each in channels.sound_channels()] == ["tides"]
    monkeypatch.setenv("_AIRFLOW_PARSING_CONTEXT_DAG_ID", "daily_batch")
    assert [each.name for each in channels.sound_channels()] == ["daily"]


@pytest.mark.slow
def test_importing_the_dags_costs_little_beyond_airflow(files):
    code = (
        "import sys, time, runpy\n"
        f"sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'plugins')!r}]\n"
        "import airflow.sdk\n"
        "from airflow.sdk import BaseOperator, CronTriggerTimetable, Param, ParamsDict, dag\n"
        "from airflow.providers.standard.operators.hitl import HITLOperator\n"
        "from airflow.triggers.base import BaseTrigger\n"
        "airflow_s = time.process_time()\n"
        f"runpy.run_path({str(ROOT / 'dags/daily_batch.py')!r})\n"
        "print(airflow_s, time.process_time() - airflow_s)\n"
    )
    taken = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "DAILIES_CHANNELS": str(files)},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        airflow_s, ours_s = map(float, done.stdout.split()[-2:])
        taken.append(ours_s / max(1.0, airflow_s / AIRFLOW_S))
    assert min(taken) < MOST_S, taken
