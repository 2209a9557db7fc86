"""Films a page in a process of its own, within a time and a memory that it cannot pass."""

import os
import subprocess
import sys
import time
from pathlib import Path

from include.capture import chromium
from include.capture.family import family, kill, memory_bytes
from include.capture.job import Filmed, Filming
from include.providers.errors import Fatal, Refused, Retryable, named
from include.rendering.child import running
from include.settings import PROJECT, Settings

LOOK_EVERY_S = 0.5
LAST_BYTES = 2_000


def browser() -> str:
    """Return the Chromium to open pages in.

    Raises:
        Fatal: There is none.
    """
    if found := chromium.find():
        return found
    raise Fatal(
        "There is no Chromium to film pages with. Install one (apt install chromium, or "
        "playwright install --only-shell chromium) on the workers of queue capture."
    )


def sandboxed() -> bool:
    """Whether Chromium is to have its sandbox: as root it would not start with one."""
    return os.geteuid() != 0 and Settings.from_env().browser_sandbox


def film(job: Filming, folder: Path) -> Filmed:
    """Film a page into a folder.

    Raises:
        Retryable: The page or its browser may do better another time.
        Refused: The page cannot be filmed: it is gone, not allowed, or takes too much.
        Fatal: Something is missing on this machine.
    """
    (folder / "job.json").write_text(job.model_dump_json(), encoding="utf-8")
    argv = [sys.executable, "-m", "include.capture.process", str(folder)]
    said = folder / "page.log"
    with (
        said.open("wb") as stderr,
        running(argv, PROJECT, stdout=subprocess.DEVNULL, stderr=stderr) as process,
    ):
        _watch(process, job)
    told = folder / "filmed.json"
    if not told.exists():
        from include.providers.transport.reach import masked

        last = masked(said.read_bytes()[-LAST_BYTES:].decode(errors="replace").strip())
        raise Retryable(f"The process that films pages ended with {process.returncode}: {last}")
    filmed = Filmed.model_validate_json(told.read_bytes())
    if filmed.error:
        raise named(filmed.error, filmed.message)
    return filmed


def _watch(process: "subprocess.Popen[bytes]", job: Filming) -> None:
    """Wait for the process; whatever happens, nothing of it is left."""
    until, processes = time.monotonic() + job.limits.wall_s, family(process.pid)
    try:
        while process.poll() is None:
            processes |= family(process.pid)
            if time.monotonic() > until:
                raise Retryable(f"it took longer than {job.limits.wall_s:g} s and was stopped")
            used_mb = memory_bytes(processes) / 1e6
            if used_mb > job.limits.memory_mb:
                raise Refused(
                    f"it took {used_mb:.0f} MB of memory, more than {job.limits.memory_mb}, "
                    "and was stopped"
                )
            try:
                process.wait(LOOK_EVERY_S)
            except subprocess.TimeoutExpired:
                continue
    finally:
        kill(processes | family(process.pid))
