"""OpenAI's images: one paid call, answered with the image.

Run it by itself with ``python -m tests.emulators.openai_images --port 9005`` and point a connection
at it::

    AIRFLOW_CONN_DAILIES_IMAGE='{"conn_type": "http", "host": "http://127.0.0.1:9005/v1",
      "password": "emulator-key",
      "extra": {"provider": "openai_images", "model": "gpt-image-2.6-flare", "price_usd": 0.04}}'

Route: submit. Settings: those of ``jobs``, of which ``job_s`` (0) is how long an answer takes. It
draws PNG only. Misbehaviour of its own: those of ``openai``, and ``no_result``, ``not_base64``,
``no_image``.
"""

import base64
import re
import time
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.jobs import JobEmulator, Run
from tests.emulators.openai import fault_body, misbehaviour, refusal
from tests.emulators.pictures import png
from tests.emulators.server import main

FIELDS = {"prompt", "model", "n", "size", "quality", "output_format", "background", "moderation"}
QUALITIES = ("low", "medium", "high", "xhigh", "max", "auto")
MAX_PROMPT = 32_000


class OpenaiImages(JobEmulator):
    """Images, each in the reply to its order."""

    def defaults(self) -> dict[str, Any]:
        return {**super().defaults(), "job_s": 0.0}

    def route(self, call: Call) -> str:
        right = (call.method, call.path) == ("POST", "/v1/images/generations")
        return "submit" if right else "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "unknown":
            return fault_body(404, f"Invalid URL ({call.method} {call.path})")
        if answer := refusal(call, self.settings["key"]) or misbehaviour(fault):
            return answer
        if call.headers.get("content-type") != "application/json":
            return fault_body(400, "The body must be JSON")
        try:
            body = call.json()
        except ValueError:
            return fault_body(400, "We could not parse the JSON body of your request.")
        if wrong := _wrong(body):
            return fault_body(400, wrong, code="invalid_value")
        run = self.accept(body, body["prompt"])
        time.sleep(self.settings["job_s"])
        return Answer(200, self._drawn(run, fault), {"x-request-id": f"req_{run.run_id}"})

    def made(self, run: Run) -> bytes:
        width_px, height_px = _size(run.body.get("size", "auto"))
        # half of the size: what is tested is the way of the bytes
        return png(run.prompt, 0, width=width_px // 2, height=height_px // 2)

    def _drawn(self, run: Run, fault: dict[str, Any]) -> dict[str, Any]:
        encoded = base64.b64encode(self.made(run)).decode()
        data = [{"b64_json": "no base64!" if fault.get("how") == "not_base64" else encoded}]
        return {
            "created": int(time.time()),
            "data": [] if fault.get("how") == "no_result" else data,
            "usage": {"input_tokens": 12, "output_tokens": 1056, "total_tokens": 1068},
            "size": run.body.get("size", "auto"),
            "quality": run.body.get("quality", "auto"),
            "output_format": "svg" if fault.get("how") == "no_image" else "png",
        }


def _size(size: Any) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)x(\d+)", str(size))
    return (int(found[1]), int(found[2])) if found else (1024, 1536)


def _wrong(body: Any) -> str:
    if not isinstance(body, dict) or not isinstance(body.get("prompt"), str):
        return "prompt is required"
    if unknown := set(body) - FIELDS:
        return f"Unknown parameter: {min(unknown)}"
    width_px, height_px = _size(body.get("size", "auto"))
    checks = {
        "prompt": 1 <= len(body["prompt"]) <= MAX_PROMPT,
        "model": bool(body.get("model")),
        "n": body.get("n", 1) in range(1, 11),
        "quality": body.get("quality", "auto") in QUALITIES,
        "output_format": body.get("output_format", "png") == "png",
        "size": not (width_px % 16 or height_px % 16)
        and 1 / 3 <= width_px / height_px <= 3
        and width_px * height_px <= 3840 * 2160,
    }
    return next((f"Invalid value for {name}" for name, good in checks.items() if not good), "")


if __name__ == "__main__":
    main(OpenaiImages)
