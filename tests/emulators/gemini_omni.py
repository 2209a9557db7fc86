"""Gemini Omni: interactions in the background, and the files of their clips.

Run it by itself with ``python -m tests.emulators.gemini_omni --port 9003`` and point a connection
at it::

    AIRFLOW_CONN_DAILIES_CLIP='{"conn_type": "http", "host": "http://127.0.0.1:9003",
      "password": "emulator-key", "extra": {"provider": "gemini_omni",
      "model": "gemini-omni-1.2-flash", "price_usd": 0.10, "price_per": "second"}}'

Routes: submit, status, cancel, file; and ``job``, for what becomes of the next interaction.
Settings: those of ``jobs``. Misbehaviour of its own: on submit ``limited``, ``daily``,
``invalid``, ``retired``, ``quota``, ``bad_key``; on status ``unknown_status``; on result also
``no_video``, ``not_base64`` and ``inline``; on job ``ends`` (``status``, ``code`` of its error).
"""

import base64
import re
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.clips import clip
from tests.emulators.google import fault_body, misbehaviour
from tests.emulators.jobs import JobEmulator, Run
from tests.emulators.pictures import wrong_picture
from tests.emulators.server import main

ROUTES = {
    "submit": ("POST", re.compile(r"/v1beta/interactions")),
    "status": ("GET", re.compile(r"/v1beta/interactions/(\w+)")),
    "cancel": ("POST", re.compile(r"/v1beta/interactions/(\w+)/cancel")),
    "file": ("GET", re.compile(r"/v1beta/files/(\w+):download")),
}
FIELDS = {"model", "input", "response_format", "generation_config", "previous_interaction_id",
          "background", "store", "stream", "webhook_config", "labels", "safety_settings",
          "service_tier"}  # fmt: skip
TASKS = ("text_to_video", "image_to_video", "reference_to_video", "edit", "extend", "upscale")
TOKENS = 5792


class GeminiOmni(JobEmulator):
    """Gemini Omni by interactions."""

    def route(self, call: Call) -> str:
        matches = (name for name, (_, path) in ROUTES.items() if path.fullmatch(call.path))
        return next(matches, "unknown")

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route not in ROUTES or call.method != ROUTES[route][0]:
            return fault_body(404, "Not found")
        key = call.headers.get("x-goog-api-key", call.query.get("key", ""))
        if key != self.settings["key"]:
            return fault_body(401, "API key not valid. Please pass a valid API key.")
        if answer := misbehaviour(fault):
            return answer
        if route == "submit":
            return self._submit(call, fault)
        run = self.runs.get(ROUTES[route][1].fullmatch(call.path)[1])
        if run is None:
            return fault_body(404, "Interaction not found")
        return getattr(self, f"_{route}")(run, call, fault)

    def made(self, run: Run) -> bytes:
        form, config = run.body["response_format"], run.body.get("generation_config", {})
        return clip(
            run.prompt,
            config.get("seed", 0),
            duration_s=float(form["duration"].removesuffix("s")),
            aspect=form["aspect_ratio"],
        )

    def _submit(self, call: Call, fault: dict[str, Any]) -> Answer:
        if fault.get("how") == "quota":
            return Answer(402, {"error": {"code": 402, "message": "Prepay credits are depleted"}})
        if call.headers.get("content-type") != "application/json":
            return fault_body(400, "Invalid JSON payload received.")
        try:
            body = call.json()
        except ValueError:
            return fault_body(400, "Invalid JSON payload received.")
        if wrong := _wrong(body):
            return fault_body(400, wrong)
        return Answer(200, {**_about(self.accept(body, _text(body))), "status": "queued"})

    def _status(self, run: Run, _call: Call, fault: dict[str, Any]) -> Answer:
        return Answer(200, self._resource(run, fault))

    def _cancel(self, run: Run, _call: Call, _fault: dict[str, Any]) -> Answer:
        if run.cancelled or not self.cancel(run):
            return fault_body(400, "The interaction has ended")
        return Answer(200, self._resource(run, {}))

    def _file(self, run: Run, call: Call, _fault: dict[str, Any]) -> Answer:
        if call.query.get("alt") != "media":
            return Answer(200, {"name": f"files/{run.run_id}", "mimeType": "video/mp4"})
        return Answer(200, self.made(run), {"content-type": "video/mp4"})

    def _resource(self, run: Run, fault: dict[str, Any]) -> dict[str, Any]:
        words = {"queued": "queued", "running": "in_progress", "cancelled": "cancelled"}
        body, phase = _about(run), self.phase(run)
        if fault.get("how") == "unknown_status":
            return {**body, "status": "LEVITATING"}
        if phase in words:
            return {**body, "status": words[phase]}
        if run.fault.get("how") == "ends":
            code = run.fault.get("code")
            errors = [{"code": code, "message": "The interaction failed"}] if code else []
            return {**body, "status": run.fault["status"], "errors": errors}
        fault = self.fault_for("result")
        if fault.get("how") == "no_result":
            return {**body, "status": "completed", "output_text": "Here is a poem instead."}
        body["usage"] = {"total_input_tokens": 12, "total_output_tokens": TOKENS}
        return {**body, "status": "completed", "output_video": self._video(run, fault)}

    def _video(self, run: Run, fault: dict[str, Any]) -> dict[str, str]:
        video = {"type": "video", "mime_type": "video/mp4"}
        match fault.get("how"):
            case "no_video":
                return {**video, "mime_type": "text/html", "data": "aGk="}
            case "not_base64":
                return {**video, "data": "no base64!"}
            case "inline":
                return {**video, "data": base64.b64encode(self.made(run)).decode()}
            case "elsewhere":
                return {**video, "uri": fault["url"]}
        return {**video, "uri": f"{self.url}/v1beta/files/{run.run_id}:download?alt=media"}


def _blocks(body: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    blocks = body.get("input")
    return [b for b in blocks if b.get("type") == kind] if isinstance(blocks, list) else []


def _text(body: dict[str, Any]) -> str:
    given = body.get("input")
    return given if isinstance(given, str) else "".join(b["text"] for b in _blocks(body, "text"))


def _about(run: Run) -> dict[str, Any]:
    return {
        "id": run.run_id,
        "model": run.body["model"],
        "created": "2026-11-22T10:00:00Z",
        "updated": "2026-11-22T10:00:05Z",
        "steps": [],
    }


def _wrong(body: Any) -> str:
    if not isinstance(body, dict) or set(body) - FIELDS:
        return "Unknown name in the request"
    if not isinstance(body.get("model"), str) or not body["model"]:
        return "model is required"
    if not _text(body).strip():
        return "input must not be empty"
    pictures = _blocks(body, "image")
    if wrong := "".join(wrong_picture(p.get("data"), p.get("mime_type")) for p in pictures):
        return wrong
    form, config = body.get("response_format", {}), body.get("generation_config", {})
    if bool(pictures) != (config.get("video_config", {}).get("task") == "image_to_video"):
        return "the task does not fit the input"
    seconds = re.fullmatch(r"(\d+)s", str(form.get("duration")))
    checks = {
        "response_format.type": form.get("type") == "video",
        "response_format.duration": seconds and 3 <= int(seconds[1]) <= 15,
        "response_format.aspect_ratio": form.get("aspect_ratio") in ("16:9", "9:16"),
        "response_format.resolution": form.get("resolution") in ("360p", "720p", "1080p", "4k"),
        "response_format.delivery": form.get("delivery") in ("inline", "uri"),
        "generation_config.video_config.task": config.get("video_config", {}).get("task") in TASKS,
        "generation_config.seed": isinstance(config.get("seed", 0), int),
        "background": body.get("background") is True and body.get("store") is True,
    }
    return next((f"Invalid value at {name}" for name, good in checks.items() if not good), "")


if __name__ == "__main__":
    main(GeminiOmni)
