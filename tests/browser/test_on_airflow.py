"""A reviewer at the desk of a real Airflow, below a path prefix: what is decided moves the run."""

import json
import socket
import time

import pytest
from playwright.sync_api import expect

from include.storage.keys import batch_key
from stack.session import await_dag, running
from tests.browser.axe import serious_faults
from tests.browser.conftest import until
from tests.integration.test_whole_batch import BRIEF, DAG, TIDES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.integration]

TITLES = ("Why the sea breathes", "How the tide turns", "What the moon pulls")
ASK = {
    **BRIEF,
    "review": {"policy": "ask"},
    "topics": [{**TIDES, "title": title} for title in TITLES],
}
REVIEW = "produce_short.review_short"


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """A real Airflow at ``/team/``."""
    data = tmp_path_factory.mktemp("stack")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {
        "DAILIES_DATA": str(data),
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}/team",
    }
    with running(data, env) as airflow:
        await_dag(airflow, DAG)
        yield airflow


@pytest.fixture(scope="module")
def run_id(stack):
    """A batch whose three shorts wait for their review."""
    started = stack.api.trigger(DAG, ASK)
    deadline = time.monotonic() + 600
    while states(stack, started, "review_short") != ["awaiting_input"] * 3:
        stack.check()
        assert time.monotonic() < deadline
        time.sleep(1)
    return started


def states(stack, run_id, name):
    found = [task for task in stack.api.task_instances(DAG, run_id) if task.task_id == name]
    return [task.state for task in sorted(found, key=lambda task: task.map_index)]


def index_of(stack, run_id, title):
    found = stack.api.task_instances(DAG, run_id)
    return next(t.map_index for t in found if t.task_id == "publish_short" and t.title == title)


def decide(page, title, key, feedback=""):
    page.locator("a.cover", has_text=title).click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    until(page, "document.querySelector('video')?.readyState >= 2")
    page.keyboard.press(key)
    page.keyboard.type(feedback)
    page.keyboard.press("Control+Enter" if feedback else "Enter")
    expect(page.locator("#toasts")).to_contain_text(title)
    page.keyboard.press("Escape")


def test_what_a_reviewer_decides_moves_the_run(stack, run_id, opened):
    page = opened(stack.url)
    page.goto(f"{stack.url}/dailies/")
    expect(page.locator("[data-section=waiting] a.cover")).to_have_count(3)
    assert page.url.startswith(f"{stack.url}/dailies/")
    assert serious_faults(page) == []

    page.locator("a.cover", has_text=TITLES[0]).click()
    until(page, "document.querySelector('video')?.readyState >= 2")
    page.keyboard.press("k")
    until(page, "document.querySelector('video').currentTime > 1")
    page.keyboard.press("k")
    page.keyboard.press("l")
    until(page, "document.querySelector('video').currentTime > 4")
    expect(page.locator(".word.heard")).to_have_count(1)
    assert serious_faults(page) == []
    page.keyboard.press("Escape")

    decide(page, TITLES[0], "a")
    decide(page, TITLES[1], "r", "Too slow.")
    decide(page, TITLES[2], "n", "Begin with the moon.")
    assert stack.api.wait(DAG, run_id, timeout_s=300) == "success"

    report = json.loads((stack.places.data / "reports" / f"{batch_key(run_id)}.json").read_text())
    told = {short["topic"]["title"]: short for short in report["shorts"]}
    assert told[TITLES[0]]["state"] == "published"
    assert told[TITLES[1]]["review"]["feedback"] == "Too slow."
    assert told[TITLES[2]]["review"]["decision"] == "new_take"
    expect(page.locator(".tile", has_text=TITLES[0]).locator(".state")).to_have_text("Published")
    (take,) = [each for each in stack.api.runs(DAG, "queued", "running") if each != run_id]
    assert stack.api.run(DAG, take)["conf"]["take"]["feedback"] == "Begin with the moon."
    stack.api.fail_run(DAG, take)


def test_the_tabs_of_run_and_task_show_the_short(stack, run_id, opened):
    page = opened(stack.url)
    page.goto(f"{stack.url}/dailies/")
    index = index_of(stack, run_id, TITLES[0])
    at = f"{stack.url}/dags/{DAG}/runs/{run_id}"
    page.goto(f"{at}/plugin/shorts")
    run = page.frame_locator("iframe[title='Shorts']")
    expect(run.locator("a.cover")).to_have_count(3)
    page.goto(f"{at}/tasks/{REVIEW}/mapped/{index}/plugin/short")
    task = page.frame_locator("iframe[title='Short']")
    expect(task.get_by_role("heading", name=TITLES[0])).to_be_visible()


def test_the_preview_of_the_required_action_moves_below_a_prefix_too(stack, run_id, opened):
    page = opened(stack.url)
    page.goto(f"{stack.url}/dailies/")
    index = index_of(stack, run_id, TITLES[0])
    page.goto(
        f"{stack.url}/dags/{DAG}/runs/{run_id}/tasks/{REVIEW}/mapped/{index}/required_actions"
    )
    preview = page.locator("img[src*='preview.webp']")
    preview.wait_for()
    assert preview.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
