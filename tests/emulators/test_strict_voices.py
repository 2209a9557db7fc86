"""An emulated voice that takes what the service would not is worth nothing."""

import json
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from include.providers import catalogue
from include.providers.transport import reach, route
from include.providers.values import Account
from include.providers.voice import Line
from tests.emulators.answers import Call
from tests.emulators.elevenlabs import Elevenlabs
from tests.emulators.kokoro import Kokoro
from tests.emulators.openai_speech import OpenaiSpeech
from tests.emulators.opentts import Opentts
from tests.emulators.piper import Piper

VOICES = {
    "openai": (OpenaiSpeech, "alloy", "gpt-4o-mini-tts"),
    "kokoro": (Kokoro, "af_heart", ""),
    "elevenlabs": (Elevenlabs, "voice-en", ""),
    "piper": (Piper, "en_US-lessac-medium", ""),
    "opentts": (Opentts, "espeak:en", ""),
}


def answered(name, **change):
    kind, own, model = VOICES[name]
    emulator = kind()
    try:
        voice = catalogue.find("speech", name)(Account(emulator.url, "emulator-key", model=model))
        request = voice.ask(Line("sea", own, "en"))
        hop = route.first(request, reach.Reach(emulator.url))
        sent = urlsplit(hop.url)
        headers = {header.lower(): value for header, value in hop.headers.items()}
        call = Call(hop.method, sent.path, dict(parse_qsl(sent.query)), headers, hop.body)
        call = replace(call, **{key: value(getattr(call, key)) for key, value in change.items()})
        return emulator.answer(emulator.route(call), call, {}).status, emulator.stats()["charged"]
    finally:
        emulator.server.server_close()


def body(**change):
    return lambda raw: json.dumps({**json.loads(raw), **change}).encode()


def less(*names):
    return lambda given: {name: value for name, value in given.items() if name not in names}


def more(**values):
    return lambda given: {**given, **values}


def put(value):
    return lambda _: value


@pytest.mark.parametrize("name", VOICES)
def test_a_good_line_is_spoken(name):
    assert answered(name) == (200, 1)


REFUSED = [
    ("openai", 401, {"headers": less("authorization")}),
    ("openai", 404, {"path": put("/v1/audio/speeches")}),
    ("openai", 404, {"method": put("GET")}),
    ("openai", 400, {"headers": more(**{"content-type": "text/plain"})}),
    ("openai", 400, {"body": put(b"{")}),
    ("openai", 400, {"body": body(input="")}),
    ("openai", 400, {"body": body(input="x" * 4097)}),
    ("openai", 400, {"body": body(model="tts-9")}),
    ("openai", 400, {"body": body(voice="nobody")}),
    ("openai", 400, {"body": body(model="tts-1", voice="marin")}),
    ("openai", 400, {"body": body(model="tts-1", instructions="Calmly.")}),
    ("openai", 400, {"body": body(response_format="midi")}),
    ("openai", 400, {"body": body(speed=4.1)}),
    ("openai", 400, {"body": body(loudness=3)}),
    ("kokoro", 404, {"path": put("/v1/dev/captioned_speech")}),
    ("kokoro", 422, {"body": put(b"{")}),
    ("kokoro", 422, {"body": body(input=None)}),
    ("kokoro", 422, {"body": body(speed=5)}),
    ("kokoro", 422, {"body": body(response_format="midi")}),
    ("kokoro", 422, {"body": body(loudness=3)}),
    ("kokoro", 400, {"body": body(model="xtts")}),
    ("kokoro", 400, {"body": body(voice="af_nobody")}),
    ("kokoro", 400, {"body": body(input="  ")}),
    ("elevenlabs", 401, {"headers": less("xi-api-key")}),
    ("elevenlabs", 404, {"path": put("/v1/text-to-speech/voice-en/with-times")}),
    ("elevenlabs", 404, {"path": put("/v1/text-to-speech/nobody/with-timestamps")}),
    ("elevenlabs", 422, {"body": body(text="")}),
    ("elevenlabs", 422, {"body": body(loudness=3)}),
    ("elevenlabs", 400, {"body": body(text="x" * 10_001)}),
    ("elevenlabs", 400, {"body": body(model_id="eleven_v9")}),
    ("elevenlabs", 400, {"body": body(language_code="en")}),
    ("elevenlabs", 400, {"body": body(voice_settings={"speed": 1.3})}),
    ("elevenlabs", 422, {"query": more(output_format="mp3_44100_999")}),
    ("elevenlabs", 422, {"query": more(format="mp3")}),
    ("piper", 404, {"path": put("/speak")}),
    ("piper", 405, {"method": put("GET")}),
    ("piper", 415, {"headers": more(**{"content-type": "text/plain"})}),
    ("piper", 400, {"body": put(b"{")}),
    ("piper", 500, {"body": body(text=" ")}),
    ("piper", 500, {"body": body(length_scale=0)}),
    ("opentts", 404, {"path": put("/api/speak")}),
    ("opentts", 500, {"body": put(b" ")}),
    ("opentts", 500, {"query": more(voice="espeak:xx")}),
    ("opentts", 500, {"query": more(vocoder="best")}),
    ("opentts", 500, {"query": more(speed="2")}),
]


@pytest.mark.parametrize(("name", "status", "change"), REFUSED)
def test_what_the_documentation_does_not_allow_is_refused_and_free(name, status, change):
    assert answered(name, **change) == (status, 0)


def test_a_piper_takes_a_voice_it_does_not_have_for_its_usual_one():
    assert answered("piper", body=body(voice="en_US-nobody-low")) == (200, 1)


def test_kokoro_streams_unless_told_not_to():
    kokoro = Kokoro()
    try:
        raw = json.dumps({"input": "sea", "voice": "af_heart"}).encode()
        answer = kokoro.answer("submit", Call("POST", "/dev/captioned_speech", {}, {}, raw), {})
        assert len(answer.body.splitlines()) == 2
    finally:
        kokoro.server.server_close()
