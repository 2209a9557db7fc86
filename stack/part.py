"""Keeps one part of ``airflow standalone`` alive: what dies by itself is started again.

``python -m stack.part <command>`` runs the command until it is told to end. Airflow starts each of
its parts once; without this, a batch whose triggerer or scheduler has died stands still for good.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType

from stack import processes
from stack.signals import ENDING, adopt_orphans, with_parent

SETTLED_S = 60.0
"""Whoever lived so long died of something new: the next pause is short again."""

LONGEST_PAUSE_S = 30.0


class Part:
    """A command, and the process that runs it at the moment."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.child: subprocess.Popen[bytes] | None = None
        self.stopping = False

    def run(self) -> int:
        """Run the command until told to end; return its last status."""
        for number in ENDING:
            signal.signal(number, self._on_signal)
        adopt_orphans()
        pause_s = 0.5
        while True:
            began = time.monotonic()
            status = self._run_once()
            if self.stopping:
                return status
            # Its own children would go on beside those of the next one.
            processes.end_all(lambda: processes.descendants(os.getpid()))
            pause_s = 1.0 if time.monotonic() - began > SETTLED_S else pause_s * 2
            pause_s = min(pause_s, LONGEST_PAUSE_S)
            print(
                f"It ended by itself ({status}); starting it again in {pause_s:.0f} s.", flush=True
            )
            self._pause(pause_s)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True
        self._end_child()

    def _end_child(self) -> None:
        # Not by its own method, which reaps a child that has just ended: _run_once waits for it.
        if self.child and self.child.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.child.pid, signal.SIGTERM)

    def _run_once(self) -> int:
        if self.stopping:
            return 0
        self.child = subprocess.Popen(
            self.command,
            preexec_fn=with_parent(signal.SIGTERM),  # noqa: PLW1509 - one thread
        )
        if self.stopping:  # told so while it was being started
            self._end_child()
        while True:
            pid, status = os.wait()  # reaps the orphans of the child, too
            if pid == self.child.pid:
                self.child.returncode = os.waitstatus_to_exitcode(status)
                return self.child.returncode

    def _pause(self, pause_s: float) -> None:
        until = time.monotonic() + pause_s
        while not self.stopping and time.monotonic() < until:
            time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(Part(sys.argv[1:]).run())
