"""Piper's HTTP server, new and old.

Run it by itself with ``python -m tests.emulators.piper --port 5000`` and point a connection at it::

    AIRFLOW_CONN_DAILIES_SPEECH='{"conn_type": "http", "host": "http://127.0.0.1:5000",
      "extra": {"provider": "piper", "price_usd": 0}}'

Routes: submit, voices, info. Settings: those of ``voices``, and ``old`` (speaks at ``/``). It
answers one call at a time, and takes a voice that it does not have for its usual one, as
Piper does.
"""

import threading
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.server import main
from tests.emulators.voices import VoiceEmulator, encoded

VOICES = {"en_US-lessac-medium": "en-us", "en_GB-alan-low": "en-gb", "de_DE-thorsten-medium": "de"}
USUAL = "en_US-lessac-medium"
FIELDS = {
    "text", "voice", "speaker", "speaker_id", "length_scale", "noise_scale", "noise_w_scale",
}  # fmt: skip
PAGE = b"<!doctype html><title>500 Internal Server Error</title><h1>Internal Server Error</h1>"


class Piper(VoiceEmulator):
    """WAV out of text."""

    def defaults(self) -> dict[str, Any]:
        return {**super().defaults(), "old": False, "variant": "m3"}

    def reset(self) -> None:
        super().reset()
        self.one = threading.Lock()

    def route(self, call: Call) -> str:
        path = "/" if self.settings["old"] else "/synthesize"
        if call.path == path:
            return "submit" if call.method == "POST" else "wrong_method"
        routes = {"/voices": "voices"} | ({} if self.settings["old"] else {"/info": "info"})
        return routes.get(call.path, "unknown") if call.method == "GET" else "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        page = {"content-type": "text/html; charset=utf-8"}
        if route == "unknown":
            return Answer(404, b"<!doctype html><title>404 Not Found</title>", page)
        if route == "wrong_method":
            return Answer(405, b"<!doctype html><title>405 Method Not Allowed</title>", page)
        if route == "voices":
            return Answer(200, {name: {"audio": {"sample_rate": 22050}} for name in VOICES})
        if route == "info":
            voice = {"name": USUAL, "language": "en_US", "num_speakers": 1}
            return Answer(200, {"voice": voice, "last": None})
        if call.headers.get("content-type") != "application/json":
            return Answer(415, b"<!doctype html><title>415 Unsupported</title>", page)
        try:
            body = call.json()
        except ValueError:
            return Answer(400, b"<!doctype html><title>400 Bad Request</title>", page)
        if _broken(body):
            return Answer(500, PAGE, page)
        with self.one:
            return self._spoken(body, fault)

    def _spoken(self, body: Any, fault: dict[str, Any]) -> Answer:
        language = VOICES.get(body.get("voice", USUAL), VOICES[USUAL])
        speed = 1 / float(body.get("length_scale", 1))
        spoken = self.speak(body["text"].strip(), fault, language=language, speed=speed)
        audio = b"\x00" * 64 if fault.get("how") == "no_sound" else encoded(spoken, "wav")
        return Answer(200, audio, {"content-type": "audio/wav"})


def _broken(body: Any) -> bool:
    """Whether the server falls over it, as it does over no text."""
    if not isinstance(body, dict) or not str(body.get("text") or "").strip():
        return True
    scale = body.get("length_scale", 1)
    return bool(set(body) - FIELDS) or not isinstance(scale, int | float) or scale <= 0


if __name__ == "__main__":
    main(Piper)
