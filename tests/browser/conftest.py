"""A real Chromium, which notes whatever a page does that it should not."""

import os
import time

import pytest
from playwright.sync_api import expect, sync_playwright

from stack import chromium
from tests.browser.shorts import a_batch, a_short
from tests.plugins.ui import desk

expect.set_options(timeout=30_000)
"""A machine that runs other tests beside is slow."""


@pytest.fixture(scope="module")
def browser():
    """Chromium; without one the tests are skipped, but never where CI runs them.

    Ended with its file: while Playwright is there, no test with an event loop of its own runs.
    """
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

    open_page.faults = faults
    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def watch(page, url, faults):
    """Note the desk's errors in the console, its exceptions, and requests to other hosts."""

    def said(message):
        where = message.location.get("url") or page.url
        if message.type in ("error", "assert") and "/dailies/" in where:
            faults.append(message.text)

    page.on("console", said)
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
    return a_short(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def batch(server, made):
    """Return a run of three shorts that wait for their review, and where the desk shows it."""
    return a_batch(server, made, shorts=3)
