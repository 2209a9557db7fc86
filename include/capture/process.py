"""Opens a page and films it: a process of its own, ``python -m include.capture.process <folder>``.

The folder has ``job.json``; pictures and ``filmed.json`` are put there. All that the browser
fetches goes through ``include.capture.proxy``.
"""

import os
import resource
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from include.capture.film import Film
from include.capture.hosts import AllowList, plain
from include.capture.job import Filmed, Filming
from include.capture.page import Page, first_line
from include.capture.proxy import Gate, gate
from include.capture.steps import follow
from include.providers.errors import Fatal, ProviderError, Refused, Retryable

SWITCHES = (
    "--disable-quic",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # its name in older ones
    "--disable-dev-shm-usage",
    "--disk-cache-size=50000000",
    "--mute-audio",
    "--hide-scrollbars",
    "--js-flags=--max-old-space-size=512",
)
KEPT = (
    "CHROM", "DBUS_", "FONTCONFIG_", "HOME", "LANG", "LC_", "LD_LIBRARY_PATH", "PATH", "TMPDIR",
    "TZ", "USER", "XDG_",
)  # fmt: skip
"""How names begin of what a browser is told of the environment; the rest holds our keys."""
MOST_REFUSED = 20
LARGEST_FILE = 500_000_000
"""In bytes, of this process and all it starts."""


def main(folder: Path) -> None:
    """Film what ``job.json`` in the folder says, and write ``filmed.json``."""
    job = Filming.model_validate_json((folder / "job.json").read_bytes())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    try:
        filmed = film(job, folder)
    except ProviderError as error:
        filmed = Filmed(error=type(error).__name__, message=str(error))
    (folder / "filmed.json").write_text(filmed.model_dump_json(), encoding="utf-8")


def film(job: Filming, folder: Path) -> Filmed:
    """Open the page and film it.

    Raises:
        Retryable: It did not answer in time, or its browser broke down.
        Refused: It, or where it leads, cannot be filmed.
        Fatal: Something is missing on this machine.
    """
    allowed = AllowList(job.allow_hosts)
    most_bytes = job.limits.most_fetched_mb * 1_000_000
    films = []
    with gate(allowed, most_bytes=most_bytes) as out:
        with _browser(job, f"http://127.0.0.1:{out.server_address[1]}") as browser:
            page = Page(job, browser, allowed)
            try:
                page.open()
            except (Retryable, Refused) as error:
                raise _why(job.capture.url, out) or error from None
            for number in range(job.shots):
                films.append(Film(page.page, job, folder, prefix=f"{number}-"))
                with page.on_its_way():
                    follow(job.capture, films[-1])
        refused = [f"{host}: {why}" for host, why in out.refused.items()]
    return Filmed(
        shots=tuple(tuple(each.frames) for each in films),
        lasts_s=tuple(each.lasts_s for each in films),
        refused=tuple(refused[:MOST_REFUSED]),
    )


def _why(url: str, out: Gate) -> ProviderError | None:
    """What the gate knows of a page that could not be opened: the browser only sees its answer."""
    host = plain(urlsplit(url).hostname or "")
    if host in out.refused:
        return Refused(out.refused[host])
    error = out.failed.get(host)
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_NONAME:
        return Refused(f"host {host} does not exist")
    return Retryable(f"host {host} cannot be reached: {error}") if error else None


@contextmanager
def _browser(job: Filming, proxy: str) -> Iterator[Any]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise Fatal(
            f"Pages are filmed with Playwright, which cannot be imported here: {error}. "
            "Install requirements.txt on the workers of queue capture."
        ) from None
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=job.browser,
                args=list(SWITCHES),
                chromium_sandbox=job.sandbox,
                env={name: said for name, said in os.environ.items() if name.startswith(KEPT)},
                proxy={"server": proxy, "bypass": "<-loopback>"},
            )
        except Error as error:
            raise Fatal(
                f"{job.browser} does not start: {first_line(error)}. Run it by hand to see why. "
                "Where the kernel lets it have no sandbox, set DAILIES_BROWSER_SANDBOX=off."
            ) from None
        try:
            yield browser
        finally:
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
