"""OpenTTS: WAV out of text, and HTTP 500 with a line of text out of everything wrong.

Run it by itself with ``python -m tests.emulators.opentts --port 5500`` and point a
connection at it::

    AIRFLOW_CONN_DAILIES_SPEECH='{"conn_type": "http", "host": "http://127.0.0.1:5500",
      "extra": {"provider": "opentts", "price_usd": 0}}'

Routes: submit, voices. Settings and misbehaviour: those of ``voices``; besides, ``trouble``.
"""

from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.server import main
from tests.emulators.voices import VoiceEmulator, encoded

VOICES = {
    "espeak:en": "en", "espeak:de": "de", "espeak:fr": "fr", "larynx:harvard": "en",
    "larynx:thorsten": "de", "nanotts:en-GB": "en", "coqui-tts:fr_mai": "fr",
}  # fmt: skip
PARAMS = {"voice", "text", "lang", "vocoder", "denoiserStrength", "speakerId", "ssml", "cache",
          "noiseScale", "lengthScale", "ssmlNumbers", "ssmlDates", "ssmlCurrency"}  # fmt: skip
TEXT = {"content-type": "text/plain; charset=utf-8"}


class Opentts(VoiceEmulator):
    """Speech of many makers."""

    def defaults(self) -> dict[str, Any]:
        return {**super().defaults(), "variant": "f4"}

    def route(self, call: Call) -> str:
        if call.path == "/api/tts" and call.method in ("GET", "POST"):
            return "submit"
        return "voices" if (call.method, call.path) == ("GET", "/api/voices") else "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "unknown":
            return Answer(404, b"404 Not Found", TEXT)
        if route == "voices":
            return Answer(200, {name: _voice(name) for name in VOICES})
        text = (call.body.decode() if call.method == "POST" else call.query.get("text", "")).strip()
        voice = call.query.get("voice", "").partition("#")[0]
        if fault.get("how") == "trouble":
            return Answer(500, b"CUDA out of memory", TEXT)
        if unknown := set(call.query) - PARAMS:
            return Answer(500, f"unexpected argument {min(unknown)}".encode(), TEXT)
        if not text:
            return Answer(500, b"No text provided", TEXT)
        if voice not in VOICES:
            return Answer(500, f"Voice not found for {voice}".encode(), TEXT)
        if call.query.get("vocoder", "high") not in ("low", "medium", "high"):
            return Answer(500, b"Invalid vocoder quality", TEXT)
        spoken = self.speak(text, fault, language=VOICES[voice])
        audio = b"\x00" * 64 if fault.get("how") == "no_sound" else encoded(spoken, "wav", 16_000)
        return Answer(200, audio, {"content-type": "audio/wav"})


def _voice(name: str) -> dict[str, Any]:
    maker, _, own = name.partition(":")
    return {
        "id": own,
        "name": own,
        "gender": "F",
        "language": VOICES[name],
        "locale": VOICES[name],
        "tts_name": maker,
        "multispeaker": False,
        "speakers": None,
        "tag": None,
    }


if __name__ == "__main__":
    main(Opentts)
