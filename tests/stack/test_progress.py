import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stack.api import Task
from stack.progress import clean, lines, rendering, spent

RECORDED = Path(__file__).resolve().parents[1] / "fixtures" / "airflow" / "task_instances.json"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def recorded():
    reply = json.loads(RECORDED.read_text(encoding="utf-8"))
    return [Task.read(task) for task in reply["task_instances"]]


def short(**states):
    return [Task(f"produce_short.{task}", 0, state) for task, state in states.items()]


def says(**states):
    (line,) = lines(short(**states), {}, NOW)
    return line.says


def test_a_recorded_batch_reads_as_it_went(recorded):
    found = {line.title: line.says for line in lines(recorded, {}, NOW)}
    assert found == {
        "discover topics": "done",
        "Why the tides come twice a day": "published",
        "Wie  [31mBrot</b> aufgeht 日本語の長いタイトルがここにあります": "published",
        "bad topic": "render failed",
        "report batch": "done",
    }


def test_shorts_stand_between_discovery_and_report(recorded):
    assert [line.key for line in lines(recorded, {}, NOW)] == [
        "discover_topics", "0", "1", "2", "report_batch",
    ]  # fmt: skip


def test_stages_stand_in_the_order_of_the_work(recorded):
    one = lines(recorded, {}, NOW)[1]
    assert list(one.stages) == [
        "script", "narration", "clips", "music", "render", "review", "publication",
    ]  # fmt: skip


def test_elapsed_time_ends_with_the_short(recorded):
    one = lines(recorded, {}, NOW)[1]
    assert 30 < one.elapsed_s < 60
    task = Task("produce_short.narrate", 0, "running", started_at=NOW - timedelta(seconds=7))
    assert lines([task], {}, NOW)[0].elapsed_s == 7


def test_mapped_tasks_not_yet_mapped_are_no_short():
    assert lines([Task("produce_short.narrate", -1, "none")], {}, NOW) == []


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ({"write_script": "running"}, "script"),
        ({"write_script": "success", "narrate": "queued"}, "narration: waiting"),
        ({"narrate": "running", "generate_clips": "deferred"}, "narration"),
        ({"generate_clips": "deferred", "compose_music": "deferred"},
         "clips and music: at the provider"),
        ({"review_short": "awaiting_input", "publish_short": "none"}, "awaiting review"),
        ({"narrate": "up_for_retry"}, "narration: trying again soon"),
        ({"narrate": "failed", "generate_clips": "running"}, "narration failed"),
        ({"review_short": "success", "publish_short": "skipped"}, "not published"),
        ({"review_short": "success", "publish_short": "success"}, "published"),
        ({"write_script": "none"}, "waiting"),
        ({"write_script": "a state of a later Airflow"}, "waiting"),
    ],
)  # fmt: skip
def test_a_short_says_what_is_happening_to_it(states, expected):
    assert says(**states) == expected


def test_a_render_says_how_far_it_is():
    progress = {"percent": 42.4, "speed": 1.84, "eta_s": 9}
    (line,) = lines(short(render_short="running"), {0: progress}, NOW)
    assert line.says == "render 42 %, 1.8x, 9 s left"


@pytest.mark.parametrize("odd", [None, {}, [], "42", {"percent": "much", "speed": None}])
def test_a_render_that_says_nothing_sensible_is_just_a_render(odd):
    assert rendering(odd) == ""


def test_a_title_cannot_steer_the_terminal():
    assert clean("a\x1b[2Jb\r\nc\x9bd\u202ee\x00") == "a [2Jb  c d e"


def test_time_is_added_up_by_stage(recorded):
    took = spent(recorded)
    assert next(iter(took)) == "clips"
    assert took["render"] == pytest.approx(8.656 + 9.325 + 2.913)
