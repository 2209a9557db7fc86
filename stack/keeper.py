"""The process that keeps the services: parent of everything, and the one who ends it all.

It runs in a session of its own, reads one JSON plan from its standard input, and stops when told to
by a signal, when a service ends, or when that input closes, which it does however its other end
dies; a line ``detach`` lets it stay. The plan: ``{"places", "stack", "url", "services": [{"name",
"argv", "log", "end"}]}``; ``end`` is the signal that asks the service to end.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

from stack import processes
from stack.places import Places
from stack.services import DETACH
from stack.signals import ENDING, adopt_orphans, with_parent

TICK_S = 0.2
ORDERLY_S = 4.0
"""How long services may take to end by themselves; a render under way is not waited for."""


class Keeper:
    """Starts the planned services and ends them, with all their descendants."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.places = Places(Path(plan["places"]))
        self.services: dict[int, dict[str, Any]] = {}
        self.stopping = False
        self.died: list[str] = []

    def run(self) -> int:
        """Keep the services until something ends them; 0 when that was wished for."""
        for number in ENDING:
            signal.signal(number, self._on_signal)
        adopt_orphans()
        try:
            for service in self.plan["services"]:
                self._start(service)
            self._write_state()
            self._keep()
        finally:
            self._end()
        for name in self.died:
            print(f"{name} ended by itself.", flush=True)
        return 1 if self.died else 0

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _start(self, service: dict[str, Any]) -> None:
        with Path(service["log"]).open("ab") as log:
            child = subprocess.Popen(
                service["argv"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Should even the keeper be killed outright, each service still gets its signal.
                preexec_fn=with_parent(service["end"]),  # noqa: PLW1509 - one thread
            )
        self.services[child.pid] = service
        child.returncode = 0  # we reap it ourselves, with the orphans

    def _write_state(self) -> None:
        state = {
            "stack": self.plan["stack"],
            "url": self.plan["url"],
            "pid": os.getpid(),
            "started": processes.started(os.getpid()),
        }
        partial = self.places.state.with_suffix(".partial")
        partial.write_text(json.dumps(state), encoding="ascii")
        partial.replace(self.places.state)

    def _keep(self) -> None:
        tied = True
        while not self.stopping:
            if select.select([sys.stdin] if tied else [], [], [], TICK_S)[0]:
                if os.read(sys.stdin.fileno(), len(DETACH)) != DETACH:
                    return
                tied = False
            self.died = self._reap()
            if self.died:
                return

    def _reap(self) -> list[str]:
        ended = []
        with suppress(ChildProcessError):
            while pid := os.waitpid(-1, os.WNOHANG)[0]:
                if service := self.services.pop(pid, None):
                    ended.append(str(service["name"]))
        return ended

    def _end(self) -> None:
        for pid, service in self.services.items():
            with suppress(ProcessLookupError):
                os.kill(pid, service["end"])
        deadline = time.monotonic() + ORDERLY_S
        while time.monotonic() < deadline and processes.descendants(os.getpid()):
            self._reap()
            time.sleep(processes.POLL_S)
        processes.end_all(self._family, patience_s=2.0)
        self._reap()
        self.places.state.unlink(missing_ok=True)

    def _family(self) -> set[int]:
        self._reap()
        return processes.descendants(os.getpid())


if __name__ == "__main__":
    sys.exit(Keeper(json.loads(sys.stdin.readline())).run())
