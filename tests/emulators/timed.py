"""Services whose jobs take time: what was accepted, how far it is, and what it costs.

Settings: ``queue_s``, ``job_s``, ``key``, ``price_usd``. What a misbehaviour on ``job`` says
becomes of the next accepted job; the kinds in ``free`` cost nothing.
"""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any, ClassVar

from tests.emulators.server import Emulator


@dataclass
class Run:
    """An accepted job."""

    body: dict[str, Any]
    fault: dict[str, Any]
    run_id: str = field(default_factory=lambda: secrets.token_hex(12))
    signature: str = field(default_factory=lambda: secrets.token_hex(8))
    at: float = field(default_factory=time.time)
    cancelled: bool = False


class Timed(Emulator):
    """A service that accepts jobs and finishes them in its time."""

    free: ClassVar[tuple[str, ...]] = ()

    def defaults(self) -> dict[str, Any]:
        return {"queue_s": 0.0, "job_s": 1.0, "key": "emulator-key", "price_usd": 0.25}

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.runs: dict[str, Run] = {}

    def stats(self) -> dict[str, Any]:
        with self.lock:
            paid = [r for r in self.runs.values() if r.fault.get("how") not in self.free]
            usd = float(self.settings["price_usd"]) * len(paid)
            return {**super().stats(), "charged": len(paid), "charged_usd": usd}

    def take(self, body: dict[str, Any]) -> Run:
        """Accept a job."""
        run = Run(body, self.fault_for("job"))
        with self.lock:
            self.runs[run.run_id] = run
            self.totals["submitted"] += 1
        return run

    def drop(self, run: Run) -> None:
        """Cancel a job."""
        with self.lock:
            run.cancelled = True
            self.totals["cancelled"] += 1

    def phase(self, run: Run) -> str:
        """Return "queued", "running" or "ended"."""
        age_s = time.time() - run.at
        if run.cancelled or age_s >= self.settings["queue_s"] + self.settings["job_s"]:
            return "ended"
        return "queued" if age_s < self.settings["queue_s"] else "running"

    def percent(self, run: Run) -> int:
        """Return how much of a job is done."""
        if self.phase(run) == "ended":
            return 100
        done_s = time.time() - run.at - self.settings["queue_s"]
        return max(0, min(99, int(100 * done_s / (self.settings["job_s"] or 1.0))))
