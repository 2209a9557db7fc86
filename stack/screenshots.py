"""Pictures of the review desk, taken on a stack of its own: ``python -m stack.screenshots``."""

import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from stack import chromium
from stack.batch import DAG_ID
from stack.problems import Problem
from stack.session import Airflow, await_dag, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, ViewportSize

CONF: dict[str, Any] = {"limit": 6, "review": {"policy": "ask"}}
REVIEW = "produce_short.review_short"
RENDERED_WITHIN_S = 1200.0
SETTLED_MS = 2500
DESKTOP: "ViewportSize" = {"width": 1360, "height": 850}
TALL: "ViewportSize" = {"width": 1360, "height": 1500}
PHONE: "ViewportSize" = {"width": 390, "height": 844}


def main(folder: Path) -> int:
    """Run a batch and take every picture into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, running(Path(data)) as airflow:
        await_dag(airflow, DAG_ID)
        run_id = airflow.api.trigger(DAG_ID, CONF, run_id="manual__2026-01-01")
        _await_reviews(airflow, run_id, CONF["limit"])
        with _browser() as browser:
            for name, take in PICTURES.items():
                _take(browser, airflow, run_id, name, take, folder)
    return 0


def _await_reviews(airflow: Airflow, run_id: str, count: int) -> None:
    deadline = time.monotonic() + RENDERED_WITHIN_S
    while time.monotonic() < deadline:
        airflow.check()
        tasks = airflow.api.task_instances(DAG_ID, run_id)
        if sum(task.state == "awaiting_input" for task in tasks) == count:
            return
        time.sleep(2)
    raise Problem(f"The batch had no {count} shorts to review in time. See its logs.")


@contextmanager
def _browser() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=["--no-sandbox", "--mute-audio"]
        )
        try:
            yield browser
        finally:
            browser.close()


def _take(
    browser: "Browser", airflow: Airflow, run_id: str, name: str, take: Any, folder: Path
) -> None:
    phone = name.endswith("phone")
    context = browser.new_context(
        viewport=PHONE if phone else DESKTOP,
        color_scheme="dark" if name.endswith(("dark", "phone")) else "light",
        device_scale_factor=2 if phone else 1,
        is_mobile=phone,
        has_touch=phone,
    )
    page = context.new_page()
    page.goto(f"{airflow.url}/dailies/")  # logs in
    take(page, airflow.url, f"{airflow.url}/dags/{DAG_ID}/runs/{quote(run_id, safe='')}")
    page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=str(folder / f"{name}.png"))
    print(f"{folder / name}.png", flush=True)
    context.close()


def _wall(page: "Page", url: str, _run: str) -> None:
    page.goto(f"{url}/plugin/review-desk")
    page.frame_locator("iframe").locator("a.cover").first.wait_for()


def _short(page: "Page", url: str, _run: str) -> None:
    page.goto(f"{url}/dailies/")
    page.locator("a.cover").nth(1).click()
    page.locator("video").wait_for()
    page.wait_for_timeout(SETTLED_MS)
    page.keyboard.press("l")
    page.keyboard.press("l")


def _rejecting(page: "Page", url: str, run: str) -> None:
    _short(page, url, run)
    page.keyboard.press("n")
    page.keyboard.type("Begin with the surprise, and end a little slower.")


def _tab(page: "Page", _url: str, run: str) -> None:
    page.goto(f"{run}/plugin/shorts")
    page.frame_locator("iframe").locator("a.cover").first.wait_for()


def _task(page: "Page", _url: str, run: str) -> None:
    page.goto(f"{run}/tasks/{REVIEW}/mapped/0/plugin/short")
    page.frame_locator("iframe").locator("video").wait_for()


def _form(page: "Page", url: str, _run: str) -> None:
    page.goto(f"{url}/dags/{DAG_ID}")
    page.get_by_role("button", name="Trigger").first.click()
    page.get_by_role("dialog").wait_for()
    page.set_viewport_size(TALL)
    page.get_by_text("Review, publishing and money", exact=True).click()


def _required(page: "Page", _url: str, run: str) -> None:
    page.set_viewport_size(TALL)
    page.goto(f"{run}/tasks/{REVIEW}/mapped/0/required_actions")
    page.locator("img[src*='preview.webp']").wait_for()


def _queue(page: "Page", url: str, _run: str) -> None:
    page.goto(f"{url}/dailies/#/queue")
    page.locator("table").wait_for()


PICTURES = {
    "wall": _wall,
    "short": _short,
    "short-dark": _short,
    "new-take": _rejecting,
    "run-tab": _tab,
    "task-tab": _task,
    "trigger-form": _form,
    "required-actions": _required,
    "queue": _queue,
    "wall-phone": lambda page, url, _run: page.goto(f"{url}/dailies/"),
    "short-phone": _short,
}

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
