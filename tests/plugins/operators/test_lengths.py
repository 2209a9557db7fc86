"""Shorts are as long as they are asked to be, whoever writes and whoever speaks.

The voices of the services are emulated with espeak-ng at other paces; espeak itself is real.
"""

import json
from functools import partial

import pytest

from dailies.operators.narrate import NarrateOperator
from dailies.operators.write_script import WriteScriptOperator
from include.domain import Narration
from tests.emulators.elevenlabs import Elevenlabs
from tests.emulators.kokoro import Kokoro
from tests.emulators.openai_speech import OpenaiSpeech
from tests.emulators.openai_text import OpenaiText
from tests.emulators.opentts import Opentts
from tests.emulators.piper import Piper
from tests.include.writing.articles import NAMES, article
from tests.plugins.jobs import context, finished

pytestmark = [pytest.mark.integration, pytest.mark.slow]

NEAR = 0.10
TARGET_S = 35.0
SPOKEN = ["bridge-hum", "stadtbaeume"]
VOICES = {
    "openai": (OpenaiSpeech, "/v1", {"model": "gpt-4o-mini-tts", "price_usd": 0.015}),
    "elevenlabs": (
        Elevenlabs,
        "",
        {"voices": {"default": "voice-en", "de": "voice-de"}, "price_usd": 0.1},
    ),
    "kokoro": (Kokoro, "", {"price_usd": 0}),
    "opentts": (Opentts, "", {"price_usd": 0}),
    "piper": (Piper, "", {"price_usd": 0}),
}
PACES = [0.85, 1.25]


def connection(emulator, path, **extra):
    fields = {"conn_type": "http", "host": emulator.url + path, "password": "emulator-key"}
    return json.dumps({**fields, "extra": extra})


@pytest.fixture(params=["extractive", "openai"])
def writer(request, data, monkeypatch):
    """Each writer; the model writes a fifth too much."""
    if request.param == "extractive":
        yield request.param
        return
    with OpenaiText() as model:
        model.settings |= {"dialect": "ollama", "bias": 1.2}
        facts = {"provider": "openai", "model": "gpt-6-mini"}
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_TEXT", connection(model, "/v1", **facts))
        yield request.param


def narrated(topic):
    told = topic.model_dump(mode="json")
    ctx = partial(context, duration_s=TARGET_S)
    script = WriteScriptOperator(task_id="write_script", topic=told).execute(ctx())
    task = NarrateOperator(task_id="narrate", topic=told, script=script, first_event_s=0.0)
    return Narration.model_validate(finished(task, ctx()))


@pytest.mark.parametrize("name", NAMES)
def test_every_article_fits_as_espeak_really_speaks_it(name, writer):
    narration = narrated(article(name))
    assert abs(narration.duration_s / TARGET_S - 1) <= NEAR, narration.findings


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("name", SPOKEN)
@pytest.mark.parametrize("voice", VOICES)
def test_an_article_fits_whatever_service_speaks_it(voice, name, pace, writer, monkeypatch):
    kind, path, facts = VOICES[voice]
    with kind() as emulator:
        topic = article(name)
        emulator.settings |= {"rate": pace, "language": topic.language}
        known = connection(emulator, path, provider=voice, **facts)
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_SPEECH", known)
        narration = narrated(topic)
        assert emulator.stats()["charged"] > 5
    assert narration.provider == voice
    assert abs(narration.duration_s / TARGET_S - 1) <= NEAR, narration.findings
