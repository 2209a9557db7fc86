"""Volcengine Ark's content generation (Seedance).

Run it by itself with ``python -m tests.emulators.ark --port 9003``::

    AIRFLOW_CONN_DAILIES_CLIP='{"conn_type": "http", "host": "http://127.0.0.1:9003/api/v3",
      "password": "emulator-key", "extra": {"provider": "seedance",
      "model": "doubao-seedance-2-0-260128", "price_usd": 0.7}}'

Routes: submit, status, list, cancel, file; ``result`` and ``job`` for what becomes of a run.
Misbehaviour of its own: on submit and status ``code`` (``code``, ``status``); on status
``unknown_status``; on job ``fails`` (``code``), ``expired``; on list ``seedless``.
"""

import time
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.clips import clip
from tests.emulators.jobs import JobEmulator, Run
from tests.emulators.pictures import wrong_reference
from tests.emulators.server import main

TASKS = "/api/v3/contents/generations/tasks"
RATIOS = ("21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "adaptive")


class Ark(JobEmulator):
    """Ark's tasks."""

    def reset(self) -> None:
        super().reset()
        self.deleted: set[str] = set()

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        if call.path == TASKS:
            return {"POST": "submit", "GET": "list"}.get(call.method, "unknown")
        if call.path.startswith(f"{TASKS}/"):
            return {"GET": "status", "DELETE": "cancel"}.get(call.method, "unknown")
        return "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "file":
            return self.file(call, content_type="video/mp4")
        if route == "unknown":
            return _error("NotFound", "no such path", 404)
        if call.headers.get("authorization") != f"Bearer {self.settings['key']}":
            return _error("AuthenticationError", "the API key is missing or invalid", 401)
        if fault.get("how") == "code":
            return _error(fault["code"], "told to", fault.get("status", 400))
        if route == "submit":
            return self._submit(call)
        if route == "list":
            return self._list(call, fault)
        run = self.runs.get(call.path.rpartition("/")[2])
        if run is None or run.run_id in self.deleted:
            return _error("ResourceNotFound", "the task is not found", 404)
        return self._cancel(run) if route == "cancel" else self._status(run, fault)

    def made(self, run: Run) -> bytes:
        aspect = run.body["ratio"].replace("adaptive", "9:16")
        return clip(run.prompt, run.body["seed"], duration_s=run.body["duration"], aspect=aspect)

    def _submit(self, call: Call) -> Answer:
        if call.headers.get("content-type") != "application/json":
            return _error("InvalidParameter", "Content-Type must be application/json", 415)
        try:
            body = call.json()
        except ValueError:
            return _error("InvalidParameter", "the body is not JSON", 400)
        if wrong := _wrong(body):
            return _error("InvalidParameter", wrong, 400)
        return Answer(200, {"id": self.accept(body, body["content"][0]["text"]).run_id})

    def _list(self, call: Call, fault: dict[str, Any]) -> Answer:
        number, size = call.query.get("page_num", "1"), call.query.get("page_size", "10")
        if not (number.isdecimal() and size.isdecimal() and 1 <= int(size) <= 100):
            return _error("InvalidParameter", "page_num or page_size is not valid", 400)
        newest = sorted(self.runs.values(), key=lambda run: run.at, reverse=True)
        tasks = [self._task(run, fault) for run in newest if run.run_id not in self.deleted]
        start = (int(number) - 1) * int(size)
        return Answer(200, {"total": len(tasks), "items": tasks[start : start + int(size)]})

    def _status(self, run: Run, fault: dict[str, Any]) -> Answer:
        return Answer(200, self._task(run, fault))

    def _task(self, run: Run, fault: dict[str, Any]) -> dict[str, Any]:
        phase = "levitating" if fault.get("how") == "unknown_status" else self.phase(run)
        task: dict[str, Any] = {
            "id": run.run_id,
            "model": run.body["model"],
            "status": {"done": "succeeded"}.get(phase, phase),
            "created_at": int(run.at),
            "updated_at": int(time.time()),
            **{name: run.body[name] for name in ("seed", "ratio", "resolution", "duration")},
        }
        if fault.get("how") == "seedless":
            del task["seed"]
        if phase == "done" and run.fault.get("how") == "expired":
            task["status"] = "expired"
        elif phase == "done" and run.fault:
            error = {"code": run.fault["code"], "message": "the task failed"}
            task |= {"status": "failed", "error": error}
        elif phase == "done":
            url = self.file_url(run, "clip.mp4")
            tokens = 108_900
            task |= {
                "content": {"video_url": url} if url else {},
                "usage": {"completion_tokens": tokens, "total_tokens": tokens},
                "framespersecond": 24,
            }
        return task

    def _cancel(self, run: Run) -> Answer:
        if self.phase(run) == "running":
            return _error("InvalidAction.RunningTaskDeletion", "the task is running", 409)
        if not self.cancel(run):
            self.deleted.add(run.run_id)
        return Answer(200, {})


def _wrong(body: Any) -> str:
    if not isinstance(body, dict) or not isinstance(body.get("model"), str) or not body["model"]:
        return "model is required"
    content = body.get("content")
    if not isinstance(content, list) or not content or content[0].get("type") != "text":
        return "content must begin with a text"
    if not isinstance(content[0].get("text"), str) or not content[0]["text"].strip():
        return "the text must not be empty"
    for part in content[1:]:
        if part.get("type") != "image_url" or not isinstance(part.get("image_url"), dict):
            return "content may only add image_url"
        if wrong := wrong_reference(part["image_url"].get("url")):
            return wrong
        if part.get("role") not in ("first_frame", "last_frame", "reference_image"):
            return "role is not supported"
    if body.get("ratio") not in RATIOS:
        return "ratio is not supported"
    if not isinstance(body.get("duration"), int) or not 4 <= body["duration"] <= 15:
        return "duration must be 4 to 15"
    return "" if body.get("resolution") in ("480p", "720p", "1080p", "4k") else "resolution"


def _error(code: str, message: str, status: int) -> Answer:
    error = {"code": code, "message": message, "type": "error", "param": ""}
    return Answer(status, {"error": error, "request_id": "0217"})


if __name__ == "__main__":
    main(Ark)
