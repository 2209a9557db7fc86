"""A real Chromium, which notes whatever a page does that it should not."""

import json
import os
import time
import uuid
from types import SimpleNamespace

import pytest
from playwright.sync_api import sync_playwright

from include.domain import Finding, Severity
from include.storage.keys import batch_key
from stack import chromium
from tests.include.editing import parts
from tests.include.shorts.parts import small
from tests.plugins.ui import desk

FINDINGS = (
    Finding(code="shown", severity=Severity.INFO, message="A shot was drawn."),
    Finding(
        code="frozen",
        severity=Severity.WARNING,
        message="The picture stands still.",
        remedy="Ask for a longer clip.",
        at_s=1.0,
    ),
)


@pytest.fixture(scope="session")
def browser():
    """Chromium; without one the tests are skipped, but never where CI runs them."""
    executable = chromium.find()
    if not executable:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(chromium.MISSING)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--mute-audio"]
        )
        yield running
        running.close()


@pytest.fixture
def opened(browser):
    """Open pages as users, at sizes; at the end, none may have misbehaved."""
    contexts, faults = [], []

    def open_page(url, token=None, **options):
        options = {"viewport": {"width": 1280, "height": 800}, **options}
        context = browser.new_context(**options)
        contexts.append(context)
        if token:
            context.add_cookies([{"name": "_token", "value": token, "url": url}])
        page = context.new_page()
        watch(page, url, faults)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def watch(page, url, faults):
    """Note errors in the console, uncaught exceptions and requests to other hosts."""
    said = {"error": faults.append, "assert": faults.append}
    page.on("console", lambda message: said.get(message.type, len)(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    ours = (url, "data:", "blob:", "about:")
    page.on("request", lambda r: r.url.startswith(ours) or faults.append(f"asked {r.url}"))


def until(page, expression, *, timeout_s=15):
    """Wait for a condition; Playwright's own way needs the eval that the page's policy forbids."""
    deadline = time.monotonic() + timeout_s
    while not page.evaluate(f"Boolean({expression})"):
        assert time.monotonic() < deadline, f"not within {timeout_s} s: {expression}"
        page.wait_for_timeout(50)


@pytest.fixture(scope="module")
def server():
    """A real API server of Airflow with the desk."""
    with pytest.MonkeyPatch.context() as patch, desk.serving(patch) as running:
        yield running


@pytest.fixture(scope="module")
def made(server, tmp_path_factory):
    """A short that was really rendered, at a fifth of the size, and its script."""
    from dailies.hooks.media import media_store
    from include.shorts.making import make_short

    written = parts.script()
    edit = small(parts.edit(tmp_path_factory.mktemp("sound"), written=written), media_store())
    short = make_short(edit, slug="s", store=media_store(), on_progress=lambda _: None)
    return SimpleNamespace(short=short, script=written)


@pytest.fixture
def batch(server, made):
    """Return a run of three shorts that wait for their review, and where the desk shows it."""
    return a_batch(server, made, shorts=3)


def a_batch(server, made, *, shorts):
    """Give Airflow a run and the ledger its shorts."""
    from dailies.hooks.ledger import ledger

    run_id = f"manual__{uuid.uuid4().hex}"
    desk.add_run(desk.DAG, run_id, shorts=shorts)
    name, book = batch_key(run_id), ledger().shorts
    for index in range(shorts):
        about = {"topic_id": f"t{index}", "title": f"Tides {index}", "findings": FINDINGS}
        short = made.short.model_copy(update=about)
        book.record_short(
            name,
            short.topic_id,
            slug=f"tides-{index}",
            title=short.title,
            state="rendered",
            edit_digest=short.edit_digest,
            dag_id=desk.DAG,
            run_id=run_id,
            map_index=index,
            short=json.loads(short.model_dump_json()),
            script=made.script.model_dump(mode="json"),
        )
    at = f"{server.url}/dailies/?dag_id={desk.DAG}&run_id={run_id}"
    return SimpleNamespace(dag_id=desk.DAG, run_id=run_id, name=name, url=at)
