"""The fal queue: submit, status, result, cancel, and the files of its results.

Run it by itself with ``python -m tests.emulators.fal --port 9001`` and point a connection at it::

    AIRFLOW_CONN_DAILIES_CLIP='{"conn_type": "http", "host": "http://127.0.0.1:9001",
      "password": "emulator-key",
      "extra": {"provider": "fal", "model": "fal-ai/test/text-to-video", "price_usd": 0.25}}'

Routes: submit, status, result, cancel, file, keys; and ``job``, for what becomes of the next run,
``webhook``, for how its end is told (see ``fal_webhooks``). Settings: those of ``jobs``;
``image_field``, what models of image-to-video call their picture.
Misbehaviour of its own: on submit ``refused`` and ``quota``; on status ``unknown_status``; on job
``fails`` (``error_type``, ``status``, ``retryable``, and ``told`` when the status says so already).
"""

from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.clips import clip
from tests.emulators.fal_webhooks import Webhooks
from tests.emulators.jobs import JobEmulator, Run
from tests.emulators.pictures import wrong_reference
from tests.emulators.server import main

STATES = {"queued": "IN_QUEUE", "running": "IN_PROGRESS"}


class Fal(JobEmulator):
    """The fal queue."""

    def defaults(self) -> dict[str, Any]:
        return {**super().defaults(), "image_field": "image_url"}

    def reset(self) -> None:
        super().reset()
        with self.lock:
            if hasattr(self, "webhooks"):
                self.webhooks.close()
            self.webhooks = Webhooks()

    def stop(self) -> None:
        self.webhooks.close()
        super().stop()

    def stats(self) -> dict[str, Any]:
        return {**super().stats(), "webhooks": self.webhooks.said}

    def charges(self, run: Run) -> bool:
        """Say whether a run costs anything: not where the fault was the service's."""
        return not run.fault or run.fault.get("status", 500) < 500

    def route(self, call: Call) -> str:
        parts = call.path.strip("/").split("/")
        if parts[0] == "files":
            return "file"
        if call.path == "/.well-known/jwks.json":
            return "keys"
        if len(parts) >= 4 and parts[2] == "requests":
            return {5: parts[-1], 4: "result"}.get(len(parts), "unknown")
        return "submit" if len(parts) > 1 else "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "file":
            return self.file(call, content_type="video/mp4")
        if route == "keys":
            return Answer(200, self.webhooks.jwks())
        if refusal := self._refusal(route, call):
            return refusal
        if route == "submit":
            return self._submit(call, fault)
        run = self.runs.get(call.path.strip("/").split("/")[3])
        if run is None or not call.path.startswith(f"/{_app(run)}/"):
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
        if wrong := _wrong(body, self._picture(call, body)):
            return _invalid("value_error", wrong, 422)
        run = self.accept(body, body["prompt"], call.path)
        if url := call.query.get("fal_webhook"):
            ended = lambda: self._state(run) == "COMPLETED"  # noqa: E731
            self.webhooks.follow(run.run_id, url, ended, self.fault_for("webhook"))
        return Answer(200, {**self._about(run), "status": "IN_QUEUE", "queue_position": 0})

    def _picture(self, call: Call, body: Any) -> Any:
        """Return the picture a run starts from, ``None`` where the model takes none."""
        field = self.settings["image_field"]
        given = body.get(field) if isinstance(body, dict) else None
        return given or "" if call.path.endswith("/image-to-video") else given

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
        url = self.file_url(run, "clip.mp4", fault)
        video = {"url": url, "content_type": "video/mp4", "file_name": "clip.mp4"}
        return Answer(200, {"video": video}, {"x-fal-billable-units": "1"})

    def _cancel(self, run: Run, _fault: dict[str, Any]) -> Answer:
        if run.cancelled or not self.cancel(run):
            return Answer(400, {"status": "ALREADY_COMPLETED"})
        return Answer(202, {"status": "CANCELLATION_REQUESTED"})

    def made(self, run: Run) -> bytes:
        body = run.body
        return clip(
            run.prompt,
            body.get("seed", 0),
            duration_s=float(body["duration"]),
            aspect=body.get("aspect_ratio", "9:16"),
        )

    def _about(self, run: Run) -> dict[str, Any]:
        base = f"{self.url}/{_app(run)}/requests/{run.run_id}"
        return {
            "request_id": run.run_id,
            "response_url": base,
            "status_url": f"{base}/status",
            "cancel_url": f"{base}/cancel",
        }

    def _state(self, run: Run) -> str:
        return STATES.get(self.phase(run), "COMPLETED")


def _app(run: Run) -> str:
    return "/".join(run.path.strip("/").split("/")[:2])


def _wrong(body: Any, picture: Any) -> str:
    if not isinstance(body, dict) or not isinstance(body.get("prompt"), str):
        return "prompt is required"
    if picture is not None and (wrong := wrong_reference(picture)):
        return wrong
    if not body["prompt"].strip():
        return "prompt must not be empty"
    if body.get("duration") not in ("5", "10"):
        return "duration must be one of '5', '10'"
    if picture is None and body.get("aspect_ratio") not in ("9:16", "16:9", "1:1", "4:5"):
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
