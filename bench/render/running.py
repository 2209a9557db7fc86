"""Runs one contender and watches it: how long, how much work, how much memory at once."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.usage import family, favour
from stack.problems import Problem
from stack.processes import PROC
from stack.signals import with_parent

LOOK_EVERY_S = 0.25
PAGES_PER_MB = 2**20 / os.sysconf("SC_PAGE_SIZE")
LAST_LINES = 15


@dataclass(frozen=True)
class Run:
    """A process with all of its children; ``peak_mb`` (2^20 bytes) is the most they had at once.

    ``said`` is its last line of output.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    said: str = ""


def run(argv: Sequence[str], *, folder: Path, env: dict[str, str] | None = None) -> Run:
    """Run a command to its end in ``folder``, before all else on the machine where root may.

    Raises:
        Problem: It failed; the message has its last lines.
    """
    log = folder / "bench.log"
    with log.open("wb") as out:
        began_s = time.monotonic()
        process = subprocess.Popen(
            argv,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=with_parent(signal.SIGKILL),  # noqa: PLW1509 - the hook is one system call
        )
        try:
            favour([process.pid])
            peak_mb, cpu_s = _watched(process)
        finally:
            _end(process)
        wall_s = time.monotonic() - began_s
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() or [""]
    if process.returncode:
        last = "\n".join(lines[-LAST_LINES:])
        raise Problem(f"{argv[0]} ended with code {process.returncode}. Its last lines:\n{last}")
    return Run(wall_s, cpu_s, peak_mb, lines[-1])


def _watched(process: "subprocess.Popen[bytes]") -> tuple[float, float]:
    """Wait; return the most memory seen, and the CPU time of it and what it has waited for.

    Memory is looked at, as the kernel's own maximum (getrusage(2)) begins with that of the parent.
    """
    peak_mb = 0.0
    look_s = 0.0
    while True:
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return peak_mb, used.ru_utime + used.ru_stime
        if time.monotonic() >= look_s:
            look_s = time.monotonic() + LOOK_EVERY_S
            peak_mb = max(peak_mb, resident_mb(process.pid))
        time.sleep(0.02)


def resident_mb(root: int) -> float:
    """Return the memory that a process and its descendants have in RAM, pages shared or not."""
    pages = 0
    for pid in family(root):
        with suppress(OSError, IndexError):
            pages += int((PROC / str(pid) / "statm").read_text(encoding="ascii").split()[1])
    return pages / PAGES_PER_MB


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it, should it still run: its own children end with it."""
    if process.returncode is None:
        process.kill()
        process.wait()
