"""Kokoro-FastAPI: speech with the times of its words, on a server without a key.

Run it by itself with ``python -m tests.emulators.kokoro --port 8880`` and point a
connection at it::

    AIRFLOW_CONN_DAILIES_SPEECH='{"conn_type": "http", "host": "http://127.0.0.1:8880",
      "extra": {"provider": "kokoro", "price_usd": 0}}'

Routes: submit, voices, health. Settings and misbehaviour: those of ``voices``; besides,
``no_times`` (null), ``loading`` (503), ``processing`` (500), ``forbidden`` (403).
"""

import base64
import json
import re
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.server import main
from tests.emulators.voices import TYPES, VoiceEmulator, encoded, normalised

VOICES = {
    "af_heart": "en-us", "af_bella": "en-us", "am_adam": "en-us", "bf_emma": "en-gb",
    "bm_george": "en-gb", "ef_dora": "es", "ff_siwis": "fr", "hf_alpha": "hi", "if_sara": "it",
    "jf_alpha": "ja", "pf_dora": "pt-br", "zf_xiaoxiao": "zh", "zm_yunxi": "zh",
}  # fmt: skip
MODELS = ("kokoro", "tts-1", "tts-1-hd", "gpt-4o-mini-tts")
FIELDS = {
    "model", "input", "voice", "response_format", "download_format", "speed", "stream",
    "return_download_link", "lang_code", "volume_multiplier", "normalization_options",
    "return_timestamps", "return_timing", "allow_voice_tags", "voice_aliases", "ssml",
}  # fmt: skip
FAULTS = {
    "loading": (503, "server_error", "Model is loading"),
    "processing": (500, "processing_error", "Failed to process audio"),
    "forbidden": (403, "permission_denied", "Not allowed"),
}


class Kokoro(VoiceEmulator):
    """Captioned speech."""

    def route(self, call: Call) -> str:
        return {
            ("POST", "/dev/captioned_speech"): "submit",
            ("GET", "/v1/audio/voices"): "voices",
            ("GET", "/health"): "health",
        }.get((call.method, call.path), "unknown")

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "unknown":
            return Answer(404, {"detail": "Not Found"})
        if route == "health":
            return Answer(200, {"status": "healthy"})
        if route == "voices":
            return Answer(200, {"voices": [{"id": name, "name": name} for name in VOICES]})
        if told := FAULTS.get(fault.get("how", "")):
            return _fault(*told)
        try:
            body = call.json()
        except ValueError:
            return _invalid("body", "JSON decode error")
        if wrong := _wrong(body):
            return wrong
        text = body["input"] if body["voice"][0] not in "ab" else normalised(body["input"])
        language = VOICES[body["voice"].partition("(")[0].partition("+")[0]]
        spoken = self.speak(text, fault, language=language, speed=float(body.get("speed", 1)))
        with self.lock:
            self.lines[-1] = body["input"]
        kind = body.get("response_format", "mp3")
        audio = b"\x00" * 64 if fault.get("how") == "no_sound" else encoded(spoken, kind, 24_000)
        timed = body.get("return_timestamps", True) and fault.get("how") != "no_times"
        answer = {
            "audio": base64.b64encode(audio).decode(),
            "audio_format": TYPES[kind],
            "timestamps": list(_timestamps(spoken.words)) if timed else None,
        }
        if body.get("stream", True):
            # one object per chunk, each on a line of its own
            return Answer(200, json.dumps(answer).encode() + b"\n" + json.dumps(answer).encode())
        return Answer(200, answer)


def _timestamps(words: Any) -> Any:
    """Yield words with their times; marks stand apart, as words of their own."""
    for word, start_s, end_s in words:
        for part in re.findall(r"[\w'’-]+|[^\w\s]", word):
            yield {"word": part, "start_time": round(start_s, 3), "end_time": round(end_s, 3)}


def _fault(status: int, code: str, message: str) -> Answer:
    return Answer(status, {"detail": {"error": code, "message": message, "type": code}})


def _invalid(field: str, message: str) -> Answer:
    detail = [{"loc": ["body", field], "msg": message, "type": "value_error"}]
    return Answer(422, {"detail": detail})


def _wrong(body: Any) -> Answer | None:
    if not isinstance(body, dict) or not isinstance(body.get("input"), str):
        return _invalid("input", "Field required")
    if unknown := set(body) - FIELDS:
        return _invalid(min(unknown), "Extra inputs are not permitted")
    if not isinstance(body.get("speed", 1), int | float) or not 0.25 <= body.get("speed", 1) <= 4:
        return _invalid("speed", "Input should be between 0.25 and 4")
    if body.get("response_format", "mp3") not in TYPES:
        return _invalid("response_format", "Input should be 'mp3', 'opus', 'aac', 'flac', …")
    if body.get("model", "kokoro") not in MODELS:
        return _fault(400, "invalid_model", f"Unsupported model: {body['model']}")
    voice = body.get("voice", "af_heart")
    if any(re.sub(r"\(.*", "", part) not in VOICES for part in str(voice).split("+")):
        return _fault(400, "validation_error", f"Voice '{voice}' not found")
    if not body["input"].strip():
        return _fault(400, "validation_error", "No text to speak")
    return None


if __name__ == "__main__":
    main(Kokoro)
