"""Turns the signals that end a program into an exception, so that everything is tidied up."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

from stack.problems import Stopped

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def raise_on_signals() -> None:
    """Make the ending signals raise `Stopped` in the main thread.

    A hang-up that was ignored from the start (``nohup``) stays ignored; an ignored interrupt does
    not, because shells without job control set that for everything they put in the background.
    """
    for number in ENDING:
        if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
            continue
        signal.signal(number, _raise)


def end_with_make() -> None:
    """Should make be killed outright, be told; a person has only make's pid to kill."""
    if os.environ.get("MAKELEVEL"):
        with_parent(signal.SIGTERM)()


def ignore_signals() -> None:
    """Let nothing interrupt what follows: tidying up has its own time limits."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)


def _raise(number: int, _frame: FrameType | None) -> None:
    ignore_signals()  # a second one must not interrupt the tidying up
    raise Stopped(number)


def with_parent(number: int) -> Callable[[], None]:
    """Return what a child runs before exec so that it gets ``number`` when its parent dies.

    On anything but Linux it does nothing.
    """
    prctl = _prctl()

    def ask() -> None:
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, number)

    return ask


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies; Linux only."""
    prctl = _prctl()
    if prctl is not None:
        prctl(PR_SET_CHILD_SUBREAPER, 1)


def _prctl() -> Callable[[int, int], int] | None:
    # Looked up here and not in the child: between fork and exec nothing may be imported.
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def call(option: int, value: int) -> int:
        return int(prctl(option, value, 0, 0, 0))

    return call
