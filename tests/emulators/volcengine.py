"""Volcengine's signed APIs: Jimeng's visual tasks and music generation, on one gateway.

Run it by itself with ``python -m tests.emulators.volcengine --port 9002``; both keys are
``AKLTemulator`` (login) and ``emulator-key`` (password)::

    AIRFLOW_CONN_DAILIES_CLIP='{"conn_type": "http", "host": "http://127.0.0.1:9002",
      "login": "AKLTemulator", "password": "emulator-key",
      "extra": {"provider": "jimeng", "model": "jimeng_ti2v_v30_pro", "price_usd": 0.7}}'

Providers: ``jimeng``, ``jimeng_image``, ``volcengine_music``.
Routes: submit, status, cancel, file; ``result`` and ``job`` for what becomes of a run.
Misbehaviour of its own: on submit and status ``code`` (``code``, ``status``: an error of the
service) and on any ``gateway`` (``name``, ``status``); on status ``unknown_status``; on job
``fails`` (``code``; for music the failure reason), ``not_found``, ``expired``.
"""

import base64
import json
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.clips import clip
from tests.emulators.jobs import JobEmulator, Run
from tests.emulators.pictures import noise, png, size_px, wrong_picture, wrong_reference
from tests.emulators.server import main
from tests.emulators.volcengine_signature import wrong_signature

ACTIONS = {
    "CVSync2AsyncSubmitTask": ("submit", "2022-08-31"),
    "CVSync2AsyncGetResult": ("status", "2022-08-31"),
    "CVCancelTask": ("cancel", "2024-06-06"),
    "GenBGMForTime": ("submit", "2024-08-12"),
    "QuerySong": ("status", "2024-08-12"),
}
MUSIC = ("GenBGMForTime", "QuerySong")
SCOPES = {False: ("cn-north-1", "cv"), True: ("cn-beijing", "imagination")}

_RATIOS = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9")


class Volcengine(JobEmulator):
    """Volcengine's visual and music APIs."""

    def defaults(self) -> dict[str, Any]:
        return {**super().defaults(), "login": "AKLTemulator"}

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        return ACTIONS.get(call.query.get("Action", ""), ("unknown", ""))[0]

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "file":
            return self._file(call)
        action = call.query.get("Action", "")
        if fault.get("how") == "gateway":
            return _refused(action, fault["name"], fault.get("status", 400), "told to")
        if call.path != "/" or call.method != "POST":
            return _refused(action, "InvalidActionOrVersion", 404, call.path)
        if route == "unknown" or call.query.get("Version") != ACTIONS[action][1]:
            return _refused(action, "InvalidActionOrVersion", 404, str(call.query))
        if wrong := wrong_signature(call, self.settings, *SCOPES[action in MUSIC]):
            # the real one quotes what it was sent, too
            return _refused(action, "SignatureDoesNotMatch", 401, f"{wrong}: {call.headers}")
        service = self._music if action in MUSIC else self._visual
        try:
            body = call.json()
        except ValueError:
            body = None
        return service(route, body if isinstance(body, dict) else {}, fault)

    def made(self, run: Run) -> bytes:
        body, seed = run.body, int(run.body.get("seed", 0))
        if "Duration" in body:
            return noise(run.prompt, duration_s=float(body["Duration"]))
        if "frames" in body:
            seconds = 5.0 if body["frames"] == 121 else 10.0
            return clip(
                run.prompt, seed, duration_s=seconds, aspect=body.get("aspect_ratio", "9:16")
            )
        return png(run.prompt, seed, width=body["width"], height=body["height"])

    def _file(self, call: Call) -> Answer:
        kinds = {"png": "image/png"}
        return self.file(call, content_type=kinds.get(call.path.rpartition(".")[2], "video/mp4"))

    def _visual(self, route: str, body: dict[str, Any], fault: dict[str, Any]) -> Answer:
        if fault.get("how") == "code":
            return _visual(fault["code"], "told to", status=fault.get("status", 400))
        if not body.get("req_key"):
            return _visual(50200, "req_key is required", status=400)
        if route == "submit":
            if wrong := _wrong_visual(body):
                return _visual(50200, wrong, status=400)
            run = self.accept(body, body.get("prompt", ""))
            return _visual(10000, "Success", {"task_id": run.run_id})
        run = self.runs.get(str(body.get("task_id")))
        if run is None or run.fault.get("how") == "not_found":
            return _visual(10000, "Success", {"status": "not_found"})
        if body["req_key"] != run.body["req_key"]:
            return _visual(50200, "req_key is not that of the task", status=400)
        if route == "cancel":
            return _visual(10000 if self.cancel(run) else 50200, "cancel")
        return self._visual_status(run, body, fault)

    def _visual_status(self, run: Run, body: dict[str, Any], fault: dict[str, Any]) -> Answer:
        phase = self.phase(run)
        if fault.get("how") == "unknown_status":
            phase = "levitating"
        words = {"queued": "in_queue", "running": "generating", "cancelled": "not_found"}
        if phase != "done":
            return _visual(10000, "Success", {"status": words.get(phase, phase)})
        if run.fault.get("how") == "expired":
            return _visual(10000, "Success", {"status": "expired"})
        if run.fault:
            return _visual(run.fault["code"], "Post risk not pass", {"status": "done"})
        picture = "frames" not in run.body
        data: dict[str, Any] = {"status": "done"}
        if picture and not json.loads(body.get("req_json") or "{}").get("return_url"):
            return _visual(10000, "Success", {**data, "binary_data_base64": ["aGk="]})
        url = self.file_url(run, "picture.png" if picture else "clip.mp4")
        found = {"image_urls": [url]} if picture else {"video_url": url}
        return _visual(10000, "Success", {**data, **(found if url else {})})

    def _music(self, route: str, body: dict[str, Any], fault: dict[str, Any]) -> Answer:
        if fault.get("how") == "code":
            return _music(fault["code"], "told to", status=fault.get("status", 200))
        if route == "submit":
            if wrong := _wrong_music(body):
                return _music(100010, wrong)
            run = self.accept(body, body["Text"])
            return _music(0, "success", {"TaskID": run.run_id, "PredictedWaitTime": 30})
        run = self.runs.get(str(body.get("TaskID")))
        if run is None or run.fault.get("how") == "not_found":
            return _music(300052, "TaskNotFound")
        phase = self.phase(run)
        status = {"queued": 0, "running": 1, "done": 2}[phase]
        result: dict[str, Any] = {"TaskID": run.run_id, "Status": status, "Progress": 0}
        if fault.get("how") == "unknown_status":
            result["Status"] = 9
        elif phase == "done" and run.fault:
            reason = {"Code": run.fault["code"], "Msg": "Similarity check not passed"}
            result |= {"Status": 3, "FailureReason": reason}
        elif phase == "done":
            url = self.file_url(run, "bed.wav")
            song = {"AudioUrl": url} if url else {}
            result |= {"Progress": 100, "SongDetail": {**song, "Duration": run.body["Duration"]}}
        return _music(0, "success", result)


def _wrong_visual(body: dict[str, Any]) -> str:
    pictures = body.get("image_urls"), body.get("binary_data_base64")
    if all(pictures):
        return "image_urls and binary_data_base64 exclude each other"
    if any(pictures) and (wrong := _wrong_pictures(*pictures)):
        return wrong
    if not isinstance(body.get("prompt"), str) or not (body["prompt"].strip() or any(pictures)):
        return "prompt is required"
    if len(body["prompt"]) > 800:
        return "prompt is too long"
    if "frames" not in body:
        good = all(isinstance(body.get(name), int) for name in ("width", "height"))
        return "" if good else "width and height are required"
    if body["frames"] not in (121, 241):
        return "frames must be 121 or 241"
    if any(pictures):
        return "aspect_ratio follows the picture" if "aspect_ratio" in body else ""
    return "" if body.get("aspect_ratio") in _RATIOS else "aspect_ratio is not supported"


def _wrong_pictures(urls: Any, encoded: Any) -> str:
    if not isinstance(urls or encoded, list) or (encoded and len(encoded) != 1):
        return "image_urls or binary_data_base64 must be a list"
    if urls:
        return "".join(wrong_reference(url) for url in urls)
    if wrong := wrong_picture(encoded[0]):
        return wrong
    raw = base64.b64decode(encoded[0])
    short, long = sorted(size_px(raw) or (0, 0))
    good = len(raw) <= 4.7e6 and long <= 4096 and short >= 320 and long <= 3 * short
    return "" if good else "the picture is too large, too small or too narrow"


def _wrong_music(body: dict[str, Any]) -> str:
    if not isinstance(body.get("Text"), str) or not body["Text"].strip():
        return "Text is required"
    if not isinstance(body.get("Duration"), int) or not 30 <= body["Duration"] <= 120:
        return "Duration must be 30 to 120"
    return "" if body.get("Version") == "v5.0" else "Version is not supported"


def _visual(code: int, message: str, data: Any = None, *, status: int = 200) -> Answer:
    said = {"code": code, "message": message, "request_id": "20260102", "data": data}
    return Answer(status, {**said, "status": code, "time_elapsed": "10ms"})


def _music(code: int, message: str, result: Any = None, *, status: int = 200) -> Answer:
    metadata = {"RequestId": "20260102", "Version": "2024-08-12", "Service": "imagination"}
    body = {"ResponseMetadata": metadata, "Code": code, "Message": message, "Result": result}
    return Answer(status, body)


def _refused(action: str, name: str, status: int, message: str) -> Answer:
    error = {"Code": name, "CodeN": None, "Message": message}
    metadata = {"RequestId": "20260102", "Action": action, "Error": error}
    return Answer(status, {"ResponseMetadata": metadata})


if __name__ == "__main__":
    main(Volcengine)
