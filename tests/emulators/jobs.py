"""What emulators of submit-and-poll services share: runs with a clock, and the files they make."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.server import Emulator


@dataclass
class Run:
    """An accepted run; ``path`` is where it was submitted, ``fault`` what becomes of it instead."""

    prompt: str
    body: dict[str, Any]
    path: str
    fault: dict[str, Any]
    run_id: str = field(default_factory=lambda: secrets.token_hex(12))
    signature: str = field(default_factory=lambda: secrets.token_hex(8))
    at: float = field(default_factory=time.time)
    cancelled: bool = False


class JobEmulator(Emulator):
    """A service that takes runs, makes a file of each, and charges for those that do not fail.

    Settings: ``queue_s``, ``job_s``, ``key``, ``price_usd``.
    Misbehaviour of every such service, besides the server's: on ``result`` ``no_result`` and
    ``elsewhere`` (``url``); on ``job`` whatever the service's runs fail of.
    """

    def defaults(self) -> dict[str, Any]:
        return {"queue_s": 0.0, "job_s": 1.0, "key": "emulator-key", "price_usd": 0.25}

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.runs: dict[str, Run] = {}

    def stats(self) -> dict[str, Any]:
        with self.lock:
            charged = sum(self.charges(run) for run in self.runs.values())
            return {
                **super().stats(),
                "charged": charged,
                "charged_usd": charged * float(self.settings["price_usd"]),
                "prompts": [run.prompt for run in self.runs.values()],
            }

    def charges(self, run: Run) -> bool:
        """Say whether a run costs anything."""
        return not run.fault

    def accept(self, body: dict[str, Any], prompt: str, path: str = "") -> Run:
        """Take a run; what becomes of it is decided now."""
        run = Run(prompt, body, path, self.fault_for("job"))
        with self.lock:
            self.runs[run.run_id] = run
            self.totals["submitted"] += 1
        return run

    def phase(self, run: Run) -> str:
        """Return queued, running, cancelled or done."""
        age_s = time.time() - run.at
        if run.cancelled:
            return "cancelled"
        if age_s < self.settings["queue_s"]:
            return "queued"
        return "done" if age_s >= self.settings["queue_s"] + self.settings["job_s"] else "running"

    def percent(self, run: Run) -> int:
        """Return how much of a run is done."""
        if self.phase(run) == "done":
            return 100
        done_s = time.time() - run.at - self.settings["queue_s"]
        return max(0, min(99, int(100 * done_s / (self.settings["job_s"] or 1.0))))

    def cancel(self, run: Run) -> bool:
        """Cancel a run that is not done; say whether it was."""
        if self.phase(run) == "done":
            return False
        with self.lock:
            run.cancelled = True
            self.totals["cancelled"] += 1
        return True

    def file_url(self, run: Run, name: str, fault: dict[str, Any] | None = None) -> str | None:
        """Return the signed address of a run's file, or what a misbehaviour makes of it.

        ``fault`` is given where the service has a route for results.
        """
        fault = self.fault_for("result") if fault is None else fault
        if fault.get("how") == "no_result":
            return None
        signed = (
            f"{self.url}/files/{run.run_id}/{name}?Expires=9999999999&Signature={run.signature}"
        )
        return str(fault.get("url", signed))

    def file(self, call: Call, *, content_type: str) -> Answer:
        """Serve a run's file to whoever has its signed address."""
        run = self.runs.get(call.path.strip("/").split("/")[1])
        if run is None:
            return Answer(404, b"not found")
        if call.query.get("Signature") != run.signature:
            return Answer(403, b"signature does not match")
        return Answer(200, self.made(run), {"content-type": content_type})

    def made(self, run: Run) -> bytes:
        """Return the bytes a run comes to."""
        raise NotImplementedError
