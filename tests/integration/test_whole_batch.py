"""The whole of it on a real Airflow: scheduler, triggerer, API server, and files that are probed.

One stack serves all the tests of this file; each runs a batch of its own on it.
"""

import json
import os
import signal
import time
from pathlib import Path
from urllib.parse import quote

import av
import pytest

from dailies.priority import STEP
from include.ledger.ledger import Ledger
from stack.session import await_dag, running
from tests.emulators.process import told

pytestmark = [pytest.mark.slow, pytest.mark.integration]

DAG = "daily_batch"
GROUP = "produce_short"
CONSOLE = "https://console.example/runs/{job_id}"
TIDES = {
    "title": "Why the sea breathes twice a day",
    "text": (
        "The moon pulls on the ocean and raises a bulge of water on the side that faces it. "
        "A second bulge rises on the far side of the Earth, where the pull is weakest. "
        "As the Earth turns, every coast passes through both bulges in about twenty-five hours. "
        "When sun and moon stand in line, their pulls add up to the high spring tides. "
        "In the Bay of Fundy the water climbs as much as sixteen metres between low and high. "
        "Fishers and pilots have read these rhythms from printed tables for two centuries."
    ),
    "language": "en",
}
BRIEF = {"topics": [TIDES], "duration_s": 24}
"""A run's config for one short that costs little to render."""


@pytest.fixture(scope="module")
def stack(tmp_path_factory, fal):
    """A real Airflow whose clip orders for fal go to the emulator."""
    data = tmp_path_factory.mktemp("stack")
    connection = {
        "conn_type": "http",
        "host": fal,
        "password": "emulator-key",
        "extra": {
            "provider": "fal",
            "model": "fal-ai/test/text-to-video",
            "price_usd": 0.05,
            "console_url": CONSOLE,
        },
    }
    env = {"AIRFLOW_CONN_DAILIES_CLIP_FAL": json.dumps(connection), "DAILIES_DATA": str(data)}
    with running(data, env) as airflow:
        await_dag(airflow, DAG)
        yield airflow


def run(stack, conf, *, timeout_s=420):
    run_id = stack.api.trigger(DAG, conf)
    return run_id, stack.api.wait(DAG, run_id, timeout_s=timeout_s)


def task(stack, run_id, name, map_index=0):
    for each in stack.api.task_instances(DAG, run_id):
        if each.task_id == name and each.map_index in (map_index, -1):
            return each
    return None


def wait_for(stack, run_id, name, *states, timeout_s=180):
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        stack.check()
        found = task(stack, run_id, name)
        if found and found.state in states:
            return found
        time.sleep(0.5)
    raise AssertionError(f"{name} never was {states}: {found}")


def report_of(stack, run_id):
    from include.storage.keys import batch_key

    path = stack.places.data / "reports" / f"{batch_key(run_id)}.json"
    return json.loads(path.read_text())


def page(stack, run_id, name):
    """Return where the button of a mapped task leads."""
    where = f"{GROUP}.{name}/links?map_index=0"
    path = f"/dags/{DAG}/dagRuns/{quote(run_id, safe='')}/taskInstances/{where}"
    return stack.api.call("GET", path)["extra_links"]["Job at the provider"]


def weights(stack, run_id):
    """Return the priority weights of a run's tasks, as the scheduler compares them."""
    path = f"/dags/{DAG}/dagRuns/{quote(run_id, safe='')}/taskInstances"
    return [ti["priority_weight"] for ti in stack.api.call("GET", path)["task_instances"]]


def check_published(short):
    video = Path(short["path"])
    with av.open(str(video)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.width, picture.height) == (1080, 1920)
        assert (picture.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert 20 <= container.duration / 1e6 <= 60
    for ending in (".json", ".srt", ".jpg"):
        assert video.with_suffix(ending).stat().st_size > 0
    return video


def test_a_batch_decided_by_policy_and_cleared_whole_makes_the_same_short_once(stack):
    run_id, state = run(
        stack, {"limit": 1, "duration_s": BRIEF["duration_s"], "review": {"policy": "approve"}}
    )
    assert state == "success"
    report = report_of(stack, run_id)
    (short,) = report["shorts"]
    assert short["state"] == "published"
    assert short["review"]["by"] == "policy"
    video = check_published(short)

    written = video.stat().st_mtime_ns
    stack.api.clear(DAG, run_id, task(stack, run_id, "discover_topics"))
    assert stack.api.wait(DAG, run_id, timeout_s=180) == "success"
    (again,) = report_of(stack, run_id)["shorts"]
    assert (again["topic"], again["path"]) == (short["topic"], short["path"])
    assert video.stat().st_mtime_ns == written


def test_clips_are_deferred_a_person_approves_and_nothing_is_paid_or_published_twice(stack, fal):
    before = told(fal, "stats")
    run_id = stack.api.trigger(
        DAG,
        {**BRIEF, "providers": {"clip": "fal"}, "budget_usd": 5, "priority": 7},
    )
    wait_for(stack, run_id, "generate_clips", "deferred")
    deadline = time.monotonic() + 20  # a worker says so after it has deferred the task
    while not (found := page(stack, run_id, "generate_clips")) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert found.startswith("https://console.example/runs/")
    assert {weight // STEP for weight in weights(stack, run_id)} == {7}
    asked = wait_for(stack, run_id, "review_short", "awaiting_input", timeout_s=300)
    stack.api.answer_hitl(DAG, run_id, asked, ["Approve"], {"feedback": "Lovely."})
    assert stack.api.wait(DAG, run_id, timeout_s=120) == "success"

    assert page(stack, run_id, "generate_clips") == "https://console.example/runs"
    assert page(stack, run_id, "compose_music") is None
    report = report_of(stack, run_id)
    (short,) = report["shorts"]
    assert short["review"]["decision"] == "approve"
    assert short["review"]["feedback"] == "Lovely."
    video = check_published(short)
    charged = told(fal, "stats")["charged"] - before["charged"]
    assert charged >= 6
    assert short["cost_usd"] == pytest.approx(0.05 * charged)

    made, written = video.read_bytes(), video.stat().st_mtime_ns
    every = [
        task(stack, run_id, name)
        for name in ("discover_topics", "write_script", "generate_clips", "publish_short")
    ]
    stack.api.clear(DAG, run_id, *every[1:], downstream=False)
    assert stack.api.wait(DAG, run_id, timeout_s=240) == "success"
    assert told(fal, "stats")["charged"] - before["charged"] == charged
    assert video.read_bytes() == made
    assert video.stat().st_mtime_ns == written
    book = Ledger(f"sqlite:///{stack.places.data / 'ledger.db'}")
    held = book.publications.of(f"{report['batch']}/{short['topic']['topic_id']}")
    assert [(each.target, each.state) for each in held] == [("folder", "published")]


def test_a_killed_render_is_tried_again(stack):
    run_id = stack.api.trigger(DAG, {**BRIEF, "review": {"policy": "approve"}})
    wait_for(stack, run_id, "render_short", "running")
    deadline = time.monotonic() + 60
    while not (victims := renders_of(stack)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert victims
    os.kill(victims[0], signal.SIGKILL)
    assert stack.api.wait(DAG, run_id, timeout_s=300) == "success"
    assert task(stack, run_id, "render_short").try_number == 2
    (short,) = report_of(stack, run_id)["shorts"]
    check_published(short)
    assert renders_of(stack) == []


def test_the_same_edit_is_not_rendered_again_and_a_rejected_short_is_not_published(stack):
    run_id, state = run(stack, {**BRIEF, "review": {"policy": "reject"}})
    assert state == "success"
    (short,) = report_of(stack, run_id)["shorts"]
    assert short["state"] == "rejected"
    assert short["publications"] == []
    assert task(stack, run_id, "publish_short").state == "skipped"
    said = json.dumps(stack.api.log(DAG, run_id, task(stack, run_id, "render_short")))
    assert "nothing is rendered" in said


def renders_of(stack):
    """Return the tasks of this stack that render: the parents of its ffmpegs that encode video."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            if b"libx264" in command and ours(stack, process):
                stat = (process / "stat").read_text()
                found.append(int(stat.rpartition(")")[2].split()[1]))
        except OSError:
            continue  # it has ended meanwhile
    return found


def ours(stack, process):
    return f"DAILIES_DATA={stack.places.data}".encode() in (process / "environ").read_bytes()


@pytest.mark.parametrize(
    ("conf", "reason"),
    [
        ({"topics": ["🦊🦊🦊"]}, "nothing that can be spoken"),
        ({"feed": "/nowhere/feed.xml"}, "cannot be read"),
        ({"limits": 3}, "params that do not exist: limits"),
    ],
)
def test_bad_input_fails_at_once_with_what_to_do(stack, conf, reason):
    run_id, state = run(stack, conf, timeout_s=120)
    assert state == "failed"
    discover = task(stack, run_id, "discover_topics")
    assert discover.try_number == 1
    said = json.dumps(stack.api.log(DAG, run_id, discover), ensure_ascii=False)
    assert reason in said


def test_hostile_topics_make_a_short_or_a_clear_refusal_and_touch_nothing_else(stack):
    hostile = [
        "'; %{}\\N{\\an8}:[]",
        "../../x <script>alert(1)</script> {{ params }} {% raw %}",
        TIDES["text"] + " '; %{}\\N{\\an8}:[] drawtext=text=x,movie=/etc/passwd [out]",
    ]
    run_id, _ = run(
        stack,
        {"topics": hostile, "review": {"policy": "approve"}, "failure_budget_percent": 100},
    )
    report = report_of(stack, run_id)
    assert report["shorts"]
    for short in report["shorts"]:
        assert short["state"] == "published", short
        folder = Path(short["path"]).parent
        assert folder == stack.places.data / "published" / report["batch"]
        check_published(short)
