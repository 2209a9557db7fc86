"""The fal queue: submit, status, result, cancel, and the files of its results.

Run it by itself with ``python -m tests.emulators.fal --port 9001`` and point a connection at it::

    AIRFLOW_CONN_DAILIES_CLIP='{"conn_type": "http", "host": "http://127.0.0.1:9001",
      "password": "emulator-key",
      "extra": {"provider": "fal", "model": "fal-ai/test/text-to-video", "price_usd": 0.25}}'

Routes: submit, status, result, cancel, file, keys; and ``job``, for what becomes of the next run,
``webhook``, for how its end is told (see ``fal_webhooks``).
Settings: ``queue_s``, ``job_s``, ``key``, ``price_usd``.
Misbehaviour of its own: on submit ``refused`` and ``quota``; on status ``unknown_status``; on
result ``no_result`` and ``elsewhere`` (``url``); on job ``fails`` (``error_type``, ``status``,
``retryable``, and ``told`` when the status says so already).
"""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.clips import clip
from tests.emulators.fal_webhooks import Webhooks
from tests.emulators.server import Answer, Call, Emulator, main


@dataclass
class Run:
    """An accepted run."""

    run_id: str
    app: str
    body: dict[str, Any]
    at: float
    fault: dict[str, Any]
    cancelled: bool = False
    signature: str = field(default_factory=lambda: secrets.token_hex(8))


class Fal(Emulator):
    """The fal queue."""

    def defaults(self) -> dict[str, Any]:
        return {"queue_s": 0.0, "job_s": 1.0, "key": "emulator-key", "price_usd": 0.25}

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.runs: dict[str, Run] = {}
            if hasattr(self, "webhooks"):
                self.webhooks.close()
            self.webhooks = Webhooks()

    def stop(self) -> None:
        self.webhooks.close()
        super().stop()

    def stats(self) -> dict[str, Any]:
        with self.lock:
            prompts = [run.body["prompt"] for run in self.runs.values()]
            charged = {"charged": len(self.runs), "charged_usd": self._price() * len(self.runs)}
            return {
                **super().stats(),
                **charged,
                "prompts": prompts,
                "webhooks": self.webhooks.said,
            }

    def route(self, call: Call) -> str:
        parts = call.path.strip("/").split("/")
        if parts[0] == "files":
            return "file"
        if call.path == "/.well-known/jwks.json":
            return "keys"
        if len(parts) >= 4 and parts[2] == "requests":
            return {5: parts[-1], 4: "result"}.get(len(parts), "unknown")
        return "submit"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "file":
            return self._file(call)
        if route == "keys":
            return Answer(200, self.webhooks.jwks())
        if refusal := self._refusal(route, call):
            return refusal
        if route == "submit":
            return self._submit(call, fault)
        run = self.runs.get(call.path.strip("/").split("/")[3])
        if run is None or not call.path.startswith(f"/{run.app}/"):
            return Answer(404, {"status": "NOT_FOUND", "detail": "Request not found"})
        return getattr(self, f"_{route}")(run, fault)

    def _refusal(self, route: str, call: Call) -> Answer | None:
        expected = {"submit": "POST", "status": "GET", "result": "GET", "cancel": "PUT"}.get(route)
        if expected is None:
            return Answer(404, {"detail": "Not found", "error_type": "not_found"})
        if call.method != expected:
            return Answer(405, {"detail": "Method Not Allowed"})
        if call.headers.get("authorization") != f"Key {self.settings['key']}":
            return Answer(401, {"detail": "Cannot authenticate", "error_type": "auth_error"})
        return None

    def _submit(self, call: Call, fault: dict[str, Any]) -> Answer:
        if fault.get("how") == "quota":
            detail = "User is locked. Reason: Exhausted balance."
            return Answer(403, {"detail": detail})
        if fault.get("how") == "refused":
            return _invalid("content_policy_violation", "The prompt was flagged", 422)
        if call.headers.get("content-type") != "application/json":
            return Answer(415, {"detail": "Unsupported media type"})
        try:
            body = call.json()
        except ValueError:
            return _invalid("json_invalid", "JSON decode error", 422)
        if wrong := _wrong(body):
            return _invalid("value_error", wrong, 422)
        app = "/".join(call.path.strip("/").split("/")[:2])
        run = Run(secrets.token_hex(12), app, body, time.time(), self.fault_for("job"))
        with self.lock:
            self.runs[run.run_id] = run
            self.totals["submitted"] += 1
        if url := call.query.get("fal_webhook"):
            ended = lambda: self._state(run) == "COMPLETED"  # noqa: E731
            self.webhooks.follow(run.run_id, url, ended, self.fault_for("webhook"))
        return Answer(200, {**self._about(run), "status": "IN_QUEUE", "queue_position": 0})

    def _status(self, run: Run, fault: dict[str, Any]) -> Answer:
        state = "LEVITATING" if fault.get("how") == "unknown_status" else self._state(run)
        body: dict[str, Any] = {**self._about(run), "status": state}
        if state == "IN_QUEUE":
            return Answer(202, {**body, "queue_position": 1})
        if state == "IN_PROGRESS":
            return Answer(202, {**body, "logs": None})
        body |= {"logs": [], "metrics": {"inference_time": self.settings["job_s"]}}
        if run.cancelled:
            body |= {"error": "Cancelled by the client", "error_type": "client_cancelled"}
        elif run.fault and run.fault.get("told", True):
            body |= {"error": "The run failed", "error_type": run.fault["error_type"]}
        return Answer(200, body)

    def _result(self, run: Run, fault: dict[str, Any]) -> Answer:
        if self._state(run) != "COMPLETED":
            return Answer(400, {"detail": "Request is still in progress"})
        if run.cancelled:
            return _infra("client_cancelled", 499)
        if run.fault:
            return _failed(run.fault)
        if fault.get("how") == "no_result":
            return Answer(200, {"seed": run.body.get("seed", 0)})
        url = f"{self.url}/files/{run.run_id}/clip.mp4?Expires=9999999999&Signature={run.signature}"
        video = {"url": fault.get("url", url), "content_type": "video/mp4", "file_name": "clip.mp4"}
        return Answer(200, {"video": video}, {"x-fal-billable-units": "1"})

    def _cancel(self, run: Run, _fault: dict[str, Any]) -> Answer:
        if self._state(run) == "COMPLETED":
            return Answer(400, {"status": "ALREADY_COMPLETED"})
        with self.lock:
            run.cancelled = True
            self.totals["cancelled"] += 1
        return Answer(202, {"status": "CANCELLATION_REQUESTED"})

    def _file(self, call: Call) -> Answer:
        run = self.runs.get(call.path.strip("/").split("/")[1])
        if run is None:
            return Answer(404, b"not found")
        if call.query.get("Signature") != run.signature:
            return Answer(403, b"signature does not match")
        data = clip(
            run.body["prompt"],
            run.body.get("seed", 0),
            duration_s=float(run.body["duration"]),
            aspect=run.body["aspect_ratio"],
        )
        return Answer(200, data, {"content-type": "video/mp4"})

    def _about(self, run: Run) -> dict[str, Any]:
        base = f"{self.url}/{run.app}/requests/{run.run_id}"
        return {
            "request_id": run.run_id,
            "response_url": base,
            "status_url": f"{base}/status",
            "cancel_url": f"{base}/cancel",
        }

    def _state(self, run: Run) -> str:
        age_s = time.time() - run.at
        if run.cancelled or age_s >= self.settings["queue_s"] + self.settings["job_s"]:
            return "COMPLETED"
        return "IN_QUEUE" if age_s < self.settings["queue_s"] else "IN_PROGRESS"

    def _price(self) -> float:
        return float(self.settings["price_usd"])


def _wrong(body: Any) -> str:
    if not isinstance(body, dict) or not isinstance(body.get("prompt"), str):
        return "prompt is required"
    if not body["prompt"].strip():
        return "prompt must not be empty"
    if body.get("duration") not in ("5", "10"):
        return "duration must be one of '5', '10'"
    if body.get("aspect_ratio") not in ("9:16", "16:9", "1:1", "4:5"):
        return "aspect_ratio is not supported"
    return ""


def _invalid(kind: str, message: str, status: int) -> Answer:
    return Answer(status, {"detail": [{"loc": ["body"], "msg": message, "type": kind}]})


def _infra(kind: str, status: int) -> Answer:
    return Answer(
        status, {"detail": "The run failed", "error_type": kind}, {"x-fal-error-type": kind}
    )


def _failed(fault: dict[str, Any]) -> Answer:
    kind, status = fault["error_type"], fault.get("status", 500)
    answer = _invalid(kind, "The run failed", status) if status == 422 else _infra(kind, status)
    if "retryable" in fault:
        answer.headers["x-fal-retryable"] = "true" if fault["retryable"] else "false"
    return answer


if __name__ == "__main__":
    main(Fal)
