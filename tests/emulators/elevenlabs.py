"""ElevenLabs: speech with the time of every character, and its many ways of saying no.

Run it by itself with ``python -m tests.emulators.elevenlabs --port 9012`` and point a connection
at it::

    AIRFLOW_CONN_DAILIES_SPEECH='{"conn_type": "http", "host": "http://127.0.0.1:9012",
      "password": "emulator-key", "extra": {"provider": "elevenlabs",
      "voices": {"default": "voice-en"}, "price_usd": 0.1}}'

Routes: submit, voices. Settings: those of ``voices``, and ``concurrent`` (2). Misbehaviour of its
own: ``quota`` (401), ``concurrent``, ``system_busy``, ``no_times``, ``other_times``,
``plan`` (403). Billed is a credit a character, half of it by flash models.
"""

import base64
import secrets
from typing import Any
from urllib.parse import unquote

from tests.emulators.answers import Answer, Call
from tests.emulators.server import main
from tests.emulators.voices import Uttered, VoiceEmulator, encoded

VOICES = {"voice-en": "en", "voice-de": "de", "voice-fr": "fr", "voice-es": "es", "voice-hi": "hi"}
MODELS = {
    "eleven_v3": 5_000,
    "eleven_multilingual_v2": 10_000,
    "eleven_flash_v2_5": 40_000,
    "eleven_turbo_v2_5": 40_000,
}
FIELDS = {
    "text", "model_id", "language_code", "voice_settings", "seed", "previous_text", "next_text",
    "previous_request_ids", "next_request_ids", "apply_text_normalization",
    "pronunciation_dictionary_locators", "use_pvc_as_ivc",
}  # fmt: skip
MANNER = {"stability", "similarity_boost", "style", "use_speaker_boost", "speed"}
MP3 = ("22050_32", "24000_48", "44100_32", "44100_64", "44100_96", "44100_128", "44100_192")
RATES = ("8000", "16000", "22050", "24000", "44100", "48000")
FAULTS = {
    "quota": (401, "quota_exceeded", "This request exceeds your quota."),
    "concurrent": (429, "too_many_concurrent_requests", "Too many concurrent requests."),
    "system_busy": (429, "system_busy", "We are experiencing heavy traffic."),
    "plan": (403, "only_for_creator+", "Upgrade to use this feature."),
    "payment": (402, "payment_required", "A payment failed."),
    "conflict": (409, "conflict", "Conflict."),
}


class Elevenlabs(VoiceEmulator):
    """Speech with timestamps."""

    def defaults(self) -> dict[str, Any]:
        return {**super().defaults(), "concurrent": 2}

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.running = 0

    def route(self, call: Call) -> str:
        if (call.method, call.path) == ("GET", "/v1/voices"):
            return "voices"
        parts = call.path.strip("/").split("/")
        if call.method == "POST" and parts[:2] == ["v1", "text-to-speech"] and len(parts) == 4:
            return "submit" if parts[3] == "with-timestamps" else "unknown"
        return "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "unknown":
            return Answer(404, {"detail": "Not Found"})
        if call.headers.get("xi-api-key") != self.settings["key"]:
            return _fault(401, "invalid_api_key", "Invalid API key")
        if route == "voices":
            return Answer(200, {"voices": [{"voice_id": v, "name": v} for v in VOICES]})
        if told := FAULTS.get(fault.get("how", "")):
            return _fault(*told)
        if call.headers.get("content-type") != "application/json":
            return _invalid("body", "Input should be a valid dictionary")
        try:
            body = call.json()
        except ValueError:
            return _invalid("body", "JSON decode error")
        voice = unquote(call.path.split("/")[3])
        if wrong := _wrong(body, voice, call.query):
            return wrong
        with self.lock:
            self.running += 1
            many = self.running > self.settings["concurrent"]
        try:
            return _fault(*FAULTS["concurrent"]) if many else self._spoken(body, voice, call, fault)
        finally:
            with self.lock:
                self.running -= 1

    def _spoken(self, body: Any, voice: str, call: Call, fault: dict[str, Any]) -> Answer:
        text, speed = body["text"], (body.get("voice_settings") or {}).get("speed", 1)
        spoken = self.speak(text, fault, language=VOICES[voice], speed=speed)
        kind, rate, *_ = call.query.get("output_format", "mp3_44100_128").split("_")
        audio = b"\x00" * 64 if fault.get("how") == "no_sound" else encoded(spoken, kind, int(rate))
        alignment = _alignment(text, spoken)
        if fault.get("how") == "other_times":
            alignment["character_start_times_seconds"].pop()
        answer = {
            "audio_base64": base64.b64encode(audio).decode(),
            "alignment": None if fault.get("how") == "no_times" else alignment,
            "normalized_alignment": None,
        }
        billed = len(text) / 2 if "flash" in body.get("model_id", "") else len(text)
        headers = {
            "request-id": secrets.token_hex(8),
            "character-cost": f"{billed:g}",
            "current-concurrent-requests": "1",
            "maximum-concurrent-requests": str(self.settings["concurrent"]),
        }
        return Answer(200, answer, headers)


def _alignment(text: str, spoken: Uttered) -> dict[str, list[Any]]:
    """Return a time for every character of the text: a word's, divided evenly."""
    starts: list[float] = []
    ends: list[float] = []
    place = 0
    for word, start_s, end_s in spoken.words:
        while text[place] != word[0]:
            starts.append(start_s)
            ends.append(start_s)
            place += 1
        step_s = (end_s - start_s) / len(word)
        starts += [start_s + index * step_s for index in range(len(word))]
        ends += [start_s + (index + 1) * step_s for index in range(len(word))]
        place += len(word)
    starts += [spoken.duration_s] * (len(text) - place)
    ends += [spoken.duration_s] * (len(text) - place)
    return {
        "characters": list(text),
        "character_start_times_seconds": [round(start_s, 3) for start_s in starts],
        "character_end_times_seconds": [round(end_s, 3) for end_s in ends],
    }


def _fault(status: int, code: str, message: str) -> Answer:
    return Answer(status, {"detail": {"status": code, "message": message}})


def _invalid(field: str, message: str) -> Answer:
    return Answer(
        422, {"detail": [{"loc": ["body", field], "msg": message, "type": "value_error"}]}
    )


def _wrong(body: Any, voice: str, query: dict[str, str]) -> Answer | None:
    if not isinstance(body, dict) or not isinstance(body.get("text"), str) or not body["text"]:
        return _invalid("text", "Field required")
    if unknown := set(body) - FIELDS:
        return _invalid(min(unknown), "Extra inputs are not permitted")
    if voice not in VOICES:
        return _fault(404, "voice_not_found", f"A voice with voice_id {voice} was not found.")
    model = body.get("model_id", "eleven_multilingual_v2")
    if model not in MODELS:
        return _fault(400, "invalid_model_id", f"Model {model} does not exist.")
    if len(body["text"]) > MODELS[model]:
        return _fault(400, "max_character_limit_exceeded", "The text is too long.")
    if "language_code" in body and model == "eleven_multilingual_v2":
        return _fault(400, "unsupported_language", f"Model {model} takes no language code.")
    manner = body.get("voice_settings") or {}
    if set(manner) - MANNER or not 0.7 <= manner.get("speed", 1) <= 1.2:
        return _fault(400, "invalid_voice_settings", "Invalid setting for speed")
    if set(query) - {"output_format", "enable_logging", "optimize_streaming_latency"}:
        return _invalid("query", "Extra inputs are not permitted")
    kind, _, rest = query.get("output_format", "mp3_44100_128").partition("_")
    if rest not in {"mp3": MP3, "pcm": RATES, "wav": RATES}.get(kind, ()):
        return _invalid("output_format", "Input should be a documented format")
    return None


if __name__ == "__main__":
    main(Elevenlabs)
