"""Veo on Vertex AI: long-running operations, with the clip inside the last reply or in a bucket.

Run it by itself with ``python -m tests.emulators.veo --port 9002`` and point a connection at it::

    AIRFLOW_CONN_DAILIES_CLIP='{"conn_type": "http", "host": "http://127.0.0.1:9002",
      "password": "emulator-key", "extra": {"provider": "veo", "project": "dailies",
      "model": "veo-3.1-fast-generate-001", "price_usd": 0.15, "price_per": "second",
      "storage_host": "http://127.0.0.1:9002"}}'

Routes: submit, status (a poll with a field mask), result (one without), cancel, file (the bucket);
and ``job``, for what becomes of the next operation. Settings: those of ``jobs``; ``masks`` false
ignores field masks; ``cancels`` false knows no operations:cancel.
Misbehaviour of its own: on submit ``limited``, ``daily``, ``invalid``, ``retired``,
``quota``; on status ``unknown_status``; on result ``no_result``, ``not_base64``, ``no_video`` and
``elsewhere`` (``uri``); on job ``filtered`` and ``fails`` (``code``).
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

MODEL = r"projects/[\w-]+/locations/[\w-]+/publishers/google/models/(?P<model>[\w.-]+)"
ROUTES = {
    "submit": re.compile(rf"/v1(?:beta1)?/{MODEL}:predictLongRunning"),
    "poll": re.compile(rf"/v1(?:beta1)?/{MODEL}:fetchPredictOperation"),
    "cancel": re.compile(rf"/v1(?:beta1)?/{MODEL}/operations/(?P<run>[\w-]+):cancel"),
    "file": re.compile(r"/[a-z0-9][\w.-]+/(?:[\w.-]+/)*(?P<run>\w+)/sample_0\.mp4"),
}
PARAMETERS = {
    "sampleCount": lambda v: v in (1, 2, 3, 4),
    "durationSeconds": lambda v: v in (4, 6, 8),
    "aspectRatio": lambda v: v in ("16:9", "9:16"),
    "resolution": lambda v: v in ("720p", "1080p", "4k"),
    "seed": lambda v: isinstance(v, int) and 0 <= v < 2**32,
    "negativePrompt": lambda v: isinstance(v, str),
    "personGeneration": lambda v: v in ("dont_allow", "allow_adult"),
    "generateAudio": lambda v: isinstance(v, bool),
    "enhancePrompt": lambda v: isinstance(v, bool),
    "storageUri": lambda v: isinstance(v, str) and v.startswith("gs://"),
    "fps": lambda v: isinstance(v, int),
    "compressionQuality": lambda v: v in ("OPTIMIZED", "LOSSLESS"),
    "resizeMode": lambda v: v in ("CROP", "PAD"),
}


class Veo(JobEmulator):
    """Veo by long-running operations."""

    def defaults(self) -> dict[str, Any]:
        return {**super().defaults(), "masks": True, "cancels": True}

    def route(self, call: Call) -> str:
        found = next((name for name, path in ROUTES.items() if path.fullmatch(call.path)), "")
        if found == "poll":
            return "status" if "fields" in call.query else "result"
        return found or "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if refusal := self._refusal(route, call):
            return refusal
        if route == "submit":
            return self._submit(call, fault)
        if route == "file":
            found = ROUTES["file"].fullmatch(call.path)
            run = self.runs.get(found["run"])
            if run is None:
                return Answer(404, b"NoSuchKey")
            return Answer(200, self.made(run), {"content-type": "video/mp4"})
        if answer := misbehaviour(fault):
            return answer
        if route == "cancel":
            return self._cancel(ROUTES["cancel"].fullmatch(call.path)["run"])
        return self._operation(call, fault)

    def made(self, run: Run) -> bytes:
        wanted = run.body["parameters"]
        return clip(
            run.prompt,
            wanted.get("seed", 0),
            duration_s=float(wanted["durationSeconds"]),
            aspect=wanted["aspectRatio"],
        )

    def _refusal(self, route: str, call: Call) -> Answer | None:
        method = {"submit": "POST", "status": "POST", "result": "POST", "cancel": "POST",
                  "file": "GET"}.get(route)  # fmt: skip
        if method != call.method:
            return Answer(404, b"<!DOCTYPE html>Error 404", {"content-type": "text/html"})
        if call.headers.get("authorization") != f"Bearer {self.settings['key']}":
            return fault_body(401, "Request had invalid authentication credentials.")
        if method == "POST" and call.headers.get("content-type") != "application/json":
            return fault_body(400, "Invalid JSON payload received.")
        return None

    def _submit(self, call: Call, fault: dict[str, Any]) -> Answer:
        if answer := misbehaviour(fault):
            return answer
        if fault.get("how") == "quota":
            return fault_body(403, "This API method requires billing to be enabled.")
        try:
            body = call.json()
        except ValueError:
            return fault_body(400, "Invalid JSON payload received.")
        if wrong := _wrong(body):
            return fault_body(400, wrong)
        run = self.accept(body, body["instances"][0]["prompt"], call.path)
        return Answer(200, {"name": _name(run)})

    def _operation(self, call: Call, fault: dict[str, Any]) -> Answer:
        name = call.json().get("operationName", "")
        run = self.runs.get(name.rpartition("/")[2])
        if run is None or _name(run) != name:
            return fault_body(404, "Operation not found")
        if name.partition("/operations/")[0] not in call.path:
            return fault_body(400, "The operation is of another model")
        body: dict[str, Any] = {"name": name}
        if fault.get("how") == "unknown_status":
            body["done"] = "LEVITATING"
        elif self.phase(run) in ("done", "cancelled"):
            body |= {"done": True, **self._outcome(run, fault)}
        if "fields" in call.query and self.settings["masks"]:
            body = {key: body[key] for key in call.query["fields"].split(",") if key in body}
        return Answer(200, body)

    def _outcome(self, run: Run, fault: dict[str, Any]) -> dict[str, Any]:
        if run.cancelled:
            return {"error": {"code": 1, "message": "Operation was cancelled"}}
        if run.fault.get("how") == "fails":
            return {"error": {"code": run.fault["code"], "message": "The operation failed"}}
        if run.fault.get("how") == "filtered":
            reasons = ["The prompt goes against the usage guidelines"]
            return {"response": {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": reasons}}
        match fault.get("how"):
            case "no_result":
                return {"response": {}}
            case "not_base64":
                video = {"bytesBase64Encoded": "no base64!", "mimeType": "video/mp4"}
            case "no_video":
                video = {"bytesBase64Encoded": "aGk=", "mimeType": "text/html"}
            case "elsewhere":
                video = {"gcsUri": fault["uri"], "mimeType": "video/mp4"}
            case _:
                video = self._video(run)
        return {"response": {"videos": [video]}}

    def _video(self, run: Run) -> dict[str, str]:
        kind = {"mimeType": "video/mp4"}
        if root := run.body["parameters"].get("storageUri"):
            return {"gcsUri": f"{root.rstrip('/')}/{run.run_id}/sample_0.mp4", **kind}
        return {"bytesBase64Encoded": base64.b64encode(self.made(run)).decode(), **kind}

    def _cancel(self, run_id: str) -> Answer:
        run = self.runs.get(run_id)
        if run is None or not self.settings["cancels"]:
            return fault_body(404, "Method not found")
        self.cancel(run)
        return Answer(200, {})


def _name(run: Run) -> str:
    model = run.path.partition(":")[0].removeprefix("/v1/").removeprefix("/v1beta1/")
    return f"{model}/operations/{run.run_id}"


def _wrong(body: Any) -> str:
    try:
        (instance,), parameters = body["instances"], body["parameters"]
        prompt = instance["prompt"]
    except (KeyError, TypeError, ValueError):
        return "instances must hold one instance with a prompt, and parameters must be given"
    if not isinstance(prompt, str) or not prompt.strip():
        return "prompt must not be empty"
    if "image" in instance and (wrong := _wrong_image(instance["image"])):
        return wrong
    for name, value in parameters.items():
        if name not in PARAMETERS or not PARAMETERS[name](value):
            return f"Invalid value at parameters.{name}"
    if parameters.get("resolution") in ("1080p", "4k") and parameters.get("durationSeconds") != 8:
        return "durationSeconds must be 8 at this resolution"
    return ""


def _wrong_image(image: Any) -> str:
    if not isinstance(image, dict) or image.get("mimeType") not in ("image/png", "image/jpeg"):
        return "image.mimeType is not supported"
    if ("gcsUri" in image) == ("bytesBase64Encoded" in image):
        return "image must have either gcsUri or bytesBase64Encoded"
    if "gcsUri" in image:
        return "" if str(image["gcsUri"]).startswith("gs://") else "gcsUri is not valid"
    return wrong_picture(image["bytesBase64Encoded"], image["mimeType"])


if __name__ == "__main__":
    main(Veo)
