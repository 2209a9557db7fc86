"""A page that stays on its channel's hosts, and what its troubles mean."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import Any

from include.capture.hosts import AllowList, NotAllowed
from include.capture.job import Filming
from include.providers.errors import Refused, Retryable

INLINE = ("data:", "blob:", "about:")
FAILED = "chrome-error:"
NOWHERE = ("about:", FAILED)
WEB = ("http:", "https:", "ws:", "wss:")
SERVER, BUSY = 500, (408, 425, 429)
PASSING = re.compile(
    r"ERR_(CONNECTION_\w+|TIMED_OUT|NETWORK_CHANGED|EMPTY_RESPONSE|HTTP2_\w+|INTERNET_DISCONNECTED|"
    r"SOCKET_NOT_CONNECTED|PROXY_CONNECTION_FAILED)"
)
GONE = re.compile(r"crashed|has been closed|Target closed|Connection closed")


class Page:
    """A page that stays on its channel's hosts."""

    def __init__(self, job: Filming, browser: Any, allowed: AllowList) -> None:
        self.job, self.allowed, self.strayed, self.status = job, allowed, "", 0
        height = round(job.canvas_height_px / job.scale)
        self.context = browser.new_context(
            viewport={"width": job.capture.width_px, "height": height},
            device_scale_factor=job.scale,
            locale=job.language,
            service_workers="block",
            accept_downloads=False,
            bypass_csp=bool(job.capture.hide),
        )
        self.context.set_default_timeout(job.limits.load_s * 1000)
        self.context.route("**/*", self._route)
        self.page = self.context.new_page()
        self.page.on("response", self._answered)
        self.page.on("framenavigated", self._arrived)
        self.context.on("page", lambda pop_up: pop_up.close())
        self._watch_the_way()

    def open(self) -> None:
        """Load the page, and give its fonts and pictures a moment."""
        capture, limits = self.job.capture, self.job.limits
        with self.on_its_way():
            self.page.goto(capture.url, wait_until="domcontentloaded")
            self._stop_at_errors()
            self._wait_for_all_of_it()
            for selector in capture.hide:
                self.page.add_style_tag(content=f"{selector} {{visibility: hidden !important}}")
            self.page.wait_for_timeout(limits.settle_s * 1000)

    def _wait_for_all_of_it(self) -> None:
        """Until it is loaded; one that never is, is filmed as it is."""
        from playwright.sync_api import TimeoutError as Timeout

        try:
            self.page.wait_for_load_state("load", timeout=self.job.limits.load_s * 500)
        except Timeout:
            return

    @contextmanager
    def on_its_way(self) -> Iterator[None]:
        """Say of what goes wrong what it means, and stop where there is no page of its hosts."""
        from playwright.sync_api import Error
        from playwright.sync_api import TimeoutError as Timeout

        try:
            yield
        except Timeout as error:
            self._stop_astray()
            raise Retryable(first_line(error)) from None
        except Error as error:
            self._stop_astray()
            text = first_line(error)
            passing = PASSING.search(text) or GONE.search(text)
            raise (Retryable if passing else Refused)(text) from None
        self._stop_at_errors()

    def _stop_astray(self) -> None:
        if self.strayed:
            raise Refused(f"it leads elsewhere: {self.strayed}")

    def _stop_at_errors(self) -> None:
        """Wherever it has led: what a browser or a server shows instead of a page is none."""
        self._stop_astray()
        if self.status >= HTTPStatus.BAD_REQUEST:
            kind = Retryable if self.status >= SERVER or self.status in BUSY else Refused
            raise kind(f"it answered HTTP {self.status}")
        if self.page.url.startswith(FAILED):
            raise Retryable("it led to a page that did not come")

    def _answered(self, answer: Any) -> None:
        """Note how the page itself was answered, whatever is in it."""
        if answer.request.is_navigation_request() and answer.frame.parent_frame is None:
            self.status = answer.status

    def _watch_the_way(self) -> None:
        """Be asked before the page goes anywhere, redirects included, which routes are not."""
        from playwright.sync_api import Error

        asked = self.context.new_cdp_session(self.page)
        main = asked.send("Page.getFrameTree")["frameTree"]["frame"]["id"]

        def go(hop: Any) -> None:
            request = {"requestId": hop["requestId"]}
            with suppress(Error):  # it may have been given up meanwhile
                if hop["frameId"] != main or self._may_be_at(hop["request"]["url"]):
                    asked.send("Fetch.continueRequest", request)
                else:
                    asked.send("Fetch.failRequest", {**request, "errorReason": "BlockedByClient"})

        asked.on("Fetch.requestPaused", go)
        asked.send("Fetch.enable", {"patterns": [{"urlPattern": "*", "resourceType": "Document"}]})

    def _route(self, route: Any, request: Any) -> None:
        """Let nothing but the web be asked for."""
        if request.url.startswith((*WEB, *INLINE)):
            route.continue_()
        else:
            route.abort("blockedbyclient")

    def _arrived(self, frame: Any) -> None:
        """Look where the page is, however it got there."""
        if frame.parent_frame is None and not frame.url.startswith(NOWHERE):
            self._may_be_at(frame.url)

    def _may_be_at(self, url: str) -> bool:
        try:
            self.allowed.check_page(url)
        except NotAllowed as error:
            self.strayed = self.strayed or str(error)
        return not self.strayed


def first_line(error: Exception) -> str:
    """Return what a browser's error says, without the queries of addresses."""
    from include.providers.transport.reach import masked

    said = str(error).strip().splitlines() or [type(error).__name__]
    return masked(said[0])[:300].rstrip(".")
