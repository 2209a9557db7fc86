"""A child process that does not outlive us.

The kernel ends it with its parent, and an exception on our side, a task's SIGTERM among them, ends
it before it is passed on.
"""

import ctypes
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

log = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1
GRACE_S = 3.0
MEMORY = {"MALLOC_ARENA_MAX": "2"}
"""Frames that are done with are used again, whichever thread made them."""


@contextmanager
def running(
    argv: Sequence[str], folder: Path, *, stdout: int, stderr: "int | IO[bytes]"
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a process that ends with the block, whatever way the block ends."""
    log.debug("Running %s", argv)
    process = subprocess.Popen(
        argv,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        env={**os.environ, **MEMORY},
        preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 - the hook only makes two system calls
    )
    try:
        yield process
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def _die_with(parent: int) -> Callable[[], None] | None:
    """What the child does before it becomes ffmpeg: ask to be killed when its parent is gone."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return ask
