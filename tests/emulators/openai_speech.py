"""OpenAI's speech and transcription: one paid call, answered with sound, or with words.

Run it by itself with ``python -m tests.emulators.openai_speech --port 9011`` and point a connection
at it::

    AIRFLOW_CONN_DAILIES_SPEECH='{"conn_type": "http", "host": "http://127.0.0.1:9011/v1",
      "password": "emulator-key", "extra": {"provider": "openai", "model": "gpt-4o-mini-tts",
      "price_usd": 0.015, "transcription_model": "whisper-1", "transcription_price_usd": 0.006}}'

Routes: submit, transcribe. Settings and misbehaviour: those of ``voices`` and of ``openai``; on
transcribe also ``no_words`` and ``misheard``. It hears what it has spoken itself.
"""

import io
import re
import secrets
from email.parser import BytesParser
from typing import Any

import av
import numpy as np

from tests.emulators.answers import Answer, Call
from tests.emulators.openai import fault_body, misbehaviour, refusal
from tests.emulators.server import main
from tests.emulators.voices import TYPES, Uttered, VoiceEmulator, encoded

FIELDS = {"model", "input", "voice", "instructions", "response_format", "speed", "stream_format"}
VOICES = [
    "alloy",
    "ash",
    "ballad",
    "coral",
    "echo",
    "fable",
    "onyx",
    "nova",
    "sage",
    "shimmer",
    "verse",
    "marin",
    "cedar",
]
NEW_VOICES = ("ballad", "verse", "marin", "cedar")
MODELS = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")
LISTENING = ("whisper-1", "gpt-transcribe", "gpt-4o-transcribe")
FORM_FIELDS = {
    "file", "model", "language", "prompt", "temperature", "response_format",
    "timestamp_granularities[]", "chunking_strategy", "stream",
}  # fmt: skip
MAX_INPUT, MAX_FILE = 4096, 25 << 20
PCM_RATE_HZ = 24_000


class OpenaiSpeech(VoiceEmulator):
    """Speech, each line in the reply to its order; and the words of a recording of it."""

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.spoken: list[Uttered] = []

    def route(self, call: Call) -> str:
        routes = {"/v1/audio/speech": "submit", "/v1/audio/transcriptions": "transcribe"}
        return routes.get(call.path, "unknown") if call.method == "POST" else "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "unknown":
            return fault_body(404, f"Invalid URL ({call.method} {call.path})")
        if answer := refusal(call, self.settings["key"]) or misbehaviour(fault):
            return answer
        return (self._speak if route == "submit" else self._listen)(call, fault)

    def _speak(self, call: Call, fault: dict[str, Any]) -> Answer:
        if call.headers.get("content-type") != "application/json":
            return fault_body(400, "The body must be JSON")
        try:
            body = call.json()
        except ValueError:
            return fault_body(400, "We could not parse the JSON body of your request.")
        if wrong := _wrong(body):
            return fault_body(400, wrong, code="invalid_value")
        kind = body.get("response_format", "mp3")
        spoken = self.speak(body["input"], fault, speed=float(body.get("speed", 1)))
        with self.lock:
            self.spoken.append(spoken)
        headers = {"content-type": TYPES[kind], "x-request-id": f"req_{secrets.token_hex(6)}"}
        if fault.get("how") == "no_sound":
            return Answer(200, b"\x00\x01" * 50, headers)
        return Answer(200, encoded(spoken, kind, PCM_RATE_HZ if kind == "pcm" else 0), headers)

    def _listen(self, call: Call, fault: dict[str, Any]) -> Answer:
        try:
            fields, file = _form(call)
        except (ValueError, KeyError) as error:
            return fault_body(400, f"Invalid form: {error}")
        if wrong := _wrong_form(fields, file):
            return fault_body(400, wrong, code="invalid_value")
        with av.open(io.BytesIO(file)) as source:
            rate_hz = source.streams.audio[0].rate
            frames = [frame.to_ndarray().ravel() for frame in source.decode(audio=0)]
        sound = np.concatenate(frames).astype(float)
        with self.lock:
            self.totals["listened"] += 1
        words = [] if fault.get("how") == "no_words" else self._heard(sound, rate_hz)
        if fault.get("how") == "misheard":
            words = [("mumble", start_s, end_s) for _, start_s, end_s in words]
        seconds = len(sound) / rate_hz
        told = [{"word": w, "start": round(a, 2), "end": round(b, 2)} for w, a, b in words]
        asked = fields.get("timestamp_granularities[]") == "word"
        detail = {"words": told} if asked and fields["model"] == "whisper-1" else {}
        body = {
            "task": "transcribe",
            "language": fields.get("language", "english"),
            "duration": seconds,
            "text": " ".join(word for word, _, _ in words) or "…",
            "usage": {"type": "duration", "seconds": round(seconds)},
            **detail,
        }
        return Answer(200, body, {"x-request-id": f"req_{secrets.token_hex(6)}"})

    def _heard(self, sound: Any, rate_hz: int) -> list[tuple[str, float, float]]:
        """Find its own lines in a recording, in their order; Whisper writes no marks apart."""
        found, begin = [], 0
        for line in self.spoken:
            at = _place(sound, begin, line, rate_hz)
            found += [
                (re.sub(r"[^\w$%']", "", word), at + start_s, at + end_s)
                for word, start_s, end_s in line.words
            ]
            begin = int((at + line.duration_s) * rate_hz)
        return [(word, a, b) for word, a, b in found if word]


def _place(sound: Any, begin: int, line: Uttered, rate_hz: int) -> float:
    """Return when a line begins in a recording: where the two go together best."""
    theirs = np.frombuffer(line.pcm, "<i2").astype(float)
    step = 1 / rate_hz * line.rate_hz
    theirs = np.interp(np.arange(0, len(theirs), step), np.arange(len(theirs)), theirs)[:rate_hz]
    window = sound[begin : begin + len(theirs) + rate_hz]
    size = 1 << (len(window) + len(theirs)).bit_length()
    product = np.fft.rfft(window, size) * np.conj(np.fft.rfft(theirs, size))
    fit = np.fft.irfft(product, size)[: max(1, len(window) - len(theirs) // 2)]
    return (begin + int(fit.argmax())) / rate_hz


def _form(call: Call) -> tuple[dict[str, str], bytes]:
    kind = call.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data; boundary="):
        raise ValueError("not multipart/form-data")
    message = BytesParser().parsebytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + call.body)
    fields, file = {}, b""
    for part in message.get_payload():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        if name == "file":
            if not part.get_filename():
                raise ValueError("the file has no name")
            file = content
        else:
            fields[name] = content.decode()
    return fields, file


def _wrong_form(fields: dict[str, str], file: bytes) -> str:
    if unknown := set(fields) - FORM_FIELDS:
        return f"Unknown parameter: {min(unknown)}"
    checks = {
        "file": 0 < len(file) <= MAX_FILE and file.startswith(b"RIFF"),
        "model": fields.get("model") in LISTENING,
        "response_format": fields.get("response_format", "json") in ("json", "verbose_json"),
        "timestamp_granularities": "timestamp_granularities[]" not in fields
        or fields.get("response_format") == "verbose_json",
        "language": len(fields.get("language", "en")) in (2, 3),
    }
    return next((f"Invalid value for {name}" for name, good in checks.items() if not good), "")


def _wrong(body: Any) -> str:
    if not isinstance(body, dict) or not isinstance(body.get("input"), str):
        return "input is required"
    if unknown := set(body) - FIELDS:
        return f"Unknown parameter: {min(unknown)}"
    model, speed = body.get("model"), body.get("speed", 1)
    checks = {
        "input": 1 <= len(body["input"]) <= MAX_INPUT,
        "model": model in MODELS,
        "voice": body.get("voice") in VOICES
        and not (str(model).startswith("tts-1") and body["voice"] in NEW_VOICES),
        "instructions": "instructions" not in body or not str(model).startswith("tts-1"),
        "response_format": body.get("response_format", "mp3") in TYPES,
        "speed": isinstance(speed, int | float) and 0.25 <= speed <= 4.0,
        "stream_format": body.get("stream_format", "audio") == "audio",
    }
    return next((f"Invalid value for {name}" for name, good in checks.items() if not good), "")


if __name__ == "__main__":
    main(OpenaiSpeech)
