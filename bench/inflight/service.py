"""The service that is polled: the emulator of fal, which here ends its runs when it is told to.

Run it with ``python -m bench.inflight.service``. Control, besides the emulator's own::

    POST /_emulator/seed      {"count": n, "age_s": s}   runs that nobody submitted
    POST /_emulator/finish    {"over_s": s}              end every run, each at a moment in s
    GET  /_emulator/runs      [{"id", "path", "at", "done_at", "polls"}]
"""

import math
import random
import time
from collections import Counter
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.fal import Fal
from tests.emulators.jobs import Run
from tests.emulators.server import CONTROL, main

APP = "bench/inflight"
SOON_S = 0.5
"""Before that, no run ends: all ends are known before the first of them comes."""


class Service(Fal):
    """A fal queue of long runs with small results."""

    def reset(self) -> None:
        """Forget every run."""
        super().reset()
        with self.lock:
            self.done_at: dict[str, float] = {}
            self.polls: Counter[str] = Counter()

    def control(self, call: Call) -> Answer:
        """Do what this service adds to the emulator's control."""
        name = call.path.removeprefix(CONTROL)
        if name == "seed":
            self.seed(**call.json())
        elif name == "finish":
            self.finish(**call.json())
        elif name == "runs":
            return Answer(body=[self._told(run) for run in list(self.runs.values())])
        else:
            return super().control(call)
        return Answer(body={"ok": True})

    def seed(self, *, count: int, age_s: float) -> None:
        """Have ``count`` runs as if they had been submitted ``age_s`` ago."""
        at = time.time() - age_s
        with self.lock:
            for number in range(count):
                run = Run(f"Seeded {number}", {}, f"/{APP}/clip", {}, at=at)
                self.runs[run.run_id] = run

    def finish(self, *, over_s: float) -> None:
        """End every run that has not ended, each at a moment of its own within ``over_s``."""
        begin = time.time() + SOON_S
        with self.lock:
            for run_id in self.runs:
                self.done_at.setdefault(run_id, begin + random.uniform(0, over_s))  # noqa: S311

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        """Count the polls of each run."""
        if route == "status":
            with self.lock:
                self.calls.clear()  # nobody reads them, and there will be many
                self.polls[call.path.split("/")[-2]] += 1
        return super().answer(route, call, fault)

    def phase(self, run: Run) -> str:
        """Say how a run is doing: running until it was told to end."""
        if run.cancelled:
            return "cancelled"
        return "done" if time.time() >= self.done_at.get(run.run_id, math.inf) else "running"

    def made(self, run: Run) -> bytes:
        """Return something for a file: nobody looks at it."""
        return run.prompt.encode()

    def _told(self, run: Run) -> dict[str, Any]:
        return {
            "id": run.run_id,
            "path": f"/{APP}/requests/{run.run_id}/status",
            "at": run.at,
            "done_at": self.done_at.get(run.run_id),
            "polls": self.polls[run.run_id],
        }


if __name__ == "__main__":
    main(Service)
