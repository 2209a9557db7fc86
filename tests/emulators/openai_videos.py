"""A gateway in the Sora wire shape: create, poll, content.

Run it by itself with ``python -m tests.emulators.openai_videos --port 9004`` and point a connection
at it::

    AIRFLOW_CONN_DAILIES_CLIP='{"conn_type": "http", "host": "http://127.0.0.1:9004/v1",
      "password": "emulator-key",
      "extra": {"provider": "openai_videos", "model": "sora-2", "price_usd": 0.40}}'

Routes: submit, status, file, list, delete; and ``job``, for what becomes of the next video.
Settings: those of ``jobs``; ``dialect`` "task" speaks as some gateways do; ``poll_after_ms``.
Misbehaviour of its own: those of ``openai``; on status ``unknown_status``; on list ``promptless``;
on job ``fails`` (``code``) and ``expired``. Files lie at the service itself: none is ``elsewhere``.
"""

import re
import time
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.clips import clip
from tests.emulators.jobs import JobEmulator, Run
from tests.emulators.openai import fault_body, misbehaviour, refusal
from tests.emulators.pictures import wrong_reference
from tests.emulators.server import main

ROUTES = {
    ("POST", re.compile(r"/v1/videos")): "submit",
    ("GET", re.compile(r"/v1/videos")): "list",
    ("GET", re.compile(r"/v1/videos/(\w+)")): "status",
    ("DELETE", re.compile(r"/v1/videos/(\w+)")): "delete",
    ("GET", re.compile(r"/v1/videos/(\w+)/content")): "file",
}
FIELDS = {"prompt", "model", "seconds", "size", "input_reference"}
MAX_PROMPT = 32_000


class OpenaiVideos(JobEmulator):
    """Videos in the Sora wire shape."""

    def defaults(self) -> dict[str, Any]:
        return {**super().defaults(), "dialect": "", "poll_after_ms": None}

    def charges(self, run: Run) -> bool:
        """Say whether a run costs anything: what has expired was made."""
        return run.fault.get("how") != "fails"

    def route(self, call: Call) -> str:
        for (method, path), name in ROUTES.items():
            if method == call.method and path.fullmatch(call.path):
                return name
        return "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "unknown":
            return fault_body(404, f"Invalid URL ({call.method} {call.path})")
        if answer := refusal(call, self.settings["key"]) or misbehaviour(fault):
            return answer
        if route == "submit":
            return self._submit(call)
        if route == "list":
            return self._list(call, fault)
        run = self.runs.get(call.path.split("/")[3].removeprefix("video_"))
        if run is None:
            return fault_body(404, "Video not found", code="not_found")
        return getattr(self, f"_{route}")(run, fault)

    def made(self, run: Run) -> bytes:
        aspect = "16:9" if run.body.get("size") == "1280x720" else "9:16"
        seconds = float(run.body.get("seconds", "4"))
        # another one at each submission, as there is no seed
        return clip(f"{run.prompt}{run.signature}", 0, duration_s=seconds, aspect=aspect)

    def _submit(self, call: Call) -> Answer:
        if call.headers.get("content-type") != "application/json":
            return fault_body(400, "This emulator takes JSON")
        try:
            body = call.json()
        except ValueError:
            return fault_body(400, "We could not parse the JSON body of your request.")
        if wrong := _wrong(body):
            return fault_body(400, wrong, code="invalid_value")
        return Answer(200, self._about(self.accept(body, body["prompt"])))

    def _list(self, call: Call, fault: dict[str, Any]) -> Answer:
        limit, order = call.query.get("limit", "20"), call.query.get("order", "desc")
        if not limit.isdecimal() or not 1 <= int(limit) <= 100 or order not in ("asc", "desc"):
            return fault_body(400, "limit or order is not valid", code="invalid_value")
        runs = sorted(self.runs.values(), key=lambda run: run.at, reverse=order == "desc")
        videos = [self._about(run) for run in runs[: int(limit)]]
        if fault.get("how") == "promptless":
            videos = [{**video, "prompt": None} for video in videos]
        more = len(runs) > len(videos)
        return Answer(200, {"object": "list", "data": videos, "has_more": more})

    def _status(self, run: Run, fault: dict[str, Any]) -> Answer:
        body = self._about(run)
        if fault.get("how") == "unknown_status":
            body["status"] = "LEVITATING"
        if body["status"] == "completed" and self.fault_for("result").get("how") == "no_result":
            body.pop("id")
        hint = self.settings["poll_after_ms"]
        return Answer(200, body, {} if hint is None else {"openai-poll-after-ms": str(hint)})

    def _delete(self, run: Run, _fault: dict[str, Any]) -> Answer:
        if self.phase(run) != "done":
            return fault_body(400, "Only completed or failed videos can be deleted")
        with self.lock:
            del self.runs[run.run_id]
        return Answer(200, {"id": _id(run), "deleted": True, "object": "video.deleted"})

    def _file(self, run: Run, _fault: dict[str, Any]) -> Answer:
        if self.phase(run) != "done" or run.fault.get("how") == "fails":
            return fault_body(400, "The video is not ready yet", code="video_not_ready")
        if run.fault.get("how") == "expired":
            return fault_body(404, "The video has expired", code="expired")
        return Answer(200, self.made(run), {"content-type": "video/mp4"})

    def _about(self, run: Run) -> dict[str, Any]:
        phase = self.phase(run)
        failed = phase == "done" and run.fault.get("how") == "fails"
        words = {"queued": "queued", "running": "in_progress", "done": "completed"}
        if self.settings["dialect"] == "task":
            words["queued"] = "submitted"
        error = {"code": run.fault.get("code"), "message": "The video could not be made"}
        ended_at = int(run.at + self.settings["queue_s"] + self.settings["job_s"])
        body = {
            "id": _id(run),
            "object": self.settings["dialect"] or "video",
            "model": run.body.get("model", "sora-2"),
            "status": "failed" if failed else words[phase],
            "progress": self.percent(run),
            "created_at": int(run.at),
            "completed_at": ended_at if phase == "done" else None,
            "expires_at": int(time.time()) + 3600 if phase == "done" else None,
            "prompt": run.body["prompt"],
            "size": run.body.get("size", "720x1280"),
            "seconds": run.body.get("seconds", "4"),
            "remixed_from_video_id": None,
            "error": error if failed and run.fault.get("code") else None,
        }
        if self.settings["dialect"] == "task":
            body["url"] = f"{self.url}/v1/videos/{_id(run)}/content"
        return body


def _id(run: Run) -> str:
    return f"video_{run.run_id}"


def _wrong(body: Any) -> str:
    if not isinstance(body, dict) or not isinstance(body.get("prompt"), str):
        return "prompt is required"
    if not 1 <= len(body["prompt"]) <= MAX_PROMPT:
        return "prompt must have 1 to 32000 characters"
    if unknown := set(body) - FIELDS:
        return f"Unknown parameter: {min(unknown)}"
    if "input_reference" in body and (wrong := _wrong_reference(body["input_reference"])):
        return wrong
    if body.get("seconds", "4") not in ("4", "8", "12"):
        return "seconds must be one of '4', '8', '12'"
    if body.get("size", "720x1280") not in ("720x1280", "1280x720", "1024x1792", "1792x1024"):
        return "size is not supported"
    return ""


def _wrong_reference(given: Any) -> str:
    if not isinstance(given, dict) or len(given) != 1 or not set(given) <= {"image_url", "file_id"}:
        return "input_reference must have exactly one of image_url and file_id"
    return wrong_reference(given["image_url"]) if "image_url" in given else ""


if __name__ == "__main__":
    main(OpenaiVideos)
