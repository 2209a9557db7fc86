"""Narrations by services, on the real spine: each sentence paid once, whatever happens."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from dailies.operators.narrate import NarrateOperator
from include.domain import Beat, Narration, Script
from include.domain.channel import Channel
from include.providers import errors
from include.speech.tokens import plain
from tests.emulators.elevenlabs import Elevenlabs
from tests.emulators.kokoro import Kokoro
from tests.emulators.openai_speech import OpenaiSpeech
from tests.emulators.opentts import Opentts
from tests.emulators.piper import Piper
from tests.plugins.jobs import TOPIC, context, finished

BEATS = (
    "It costs $5 to look. NASA's well-known list has 1,200 beaches.",
    "The tide rises twice a day, and nobody on the coast knows why.",
)
LINES = (
    "It costs $5 to look.",
    "NASA's well-known list has 1,200 beaches.",
    "The tide rises twice a day, and nobody on the coast knows why.",
)
PRICE_USD = 0.1
ROOT = Path(__file__).resolve().parents[3]
VOICES = {
    "openai": (OpenaiSpeech, {"model": "gpt-4o-mini-tts"}),
    "kokoro": (Kokoro, {}),
    "elevenlabs": (Elevenlabs, {"voices": {"default": "voice-en"}}),
    "piper": (Piper, {}),
    "opentts": (Opentts, {}),
}
TIMED = ("kokoro", "elevenlabs")


@pytest.fixture(autouse=True)
def any_length(monkeypatch):
    """These scripts take a few seconds, whatever length a run asks for."""
    monkeypatch.setattr("include.speech.correcting.NEAR", 1.0)


@pytest.fixture(params=VOICES)
def voice(request, running, data, monkeypatch):
    """An emulated voice, with the connection to it."""
    return connected(request.param, running, monkeypatch)


@pytest.fixture
def openai(running, data, monkeypatch):
    return connected("openai", running, monkeypatch)


def connected(name, running, monkeypatch, **more):
    kind, extra = VOICES[name]
    found = running.get(kind) or running.setdefault(kind, kind().start())
    found.reset()
    found.settings = found.defaults()
    extra = {"provider": name, "price_usd": PRICE_USD, **extra, **more}
    fields = {"conn_type": "http", "host": found.url, "password": "emulator-key", "extra": extra}
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_SPEECH", json.dumps(fields))
    found.name = name
    return found


def operator(*spoken, language="en"):
    beats = tuple(Beat(role="beat", spoken=text, seen="sea") for text in spoken or BEATS)
    script = Script(topic_id="t1", title="Tides", language=language, beats=beats)
    return NarrateOperator(
        task_id="narrate",
        topic=TOPIC,
        script=script.model_dump(mode="json"),
        first_event_s=0.0,
        lease_s=0.0,
    )


def narrated(*spoken, language="en", **ctx) -> Narration:
    told = finished(operator(*spoken, language=language), context(**ctx))
    return Narration.model_validate(told)


def samples(narration):
    with media_store().open(narration.audio) as stream:
        return np.frombuffer(stream.read()[44:], "<i2").astype(float)


def spoil(voice, how, *, line=1, **details):
    """Have a voice misbehave at a line of the script."""
    before = line - 1 + (voice.name == "piper")  # which is first asked where it speaks
    if before:
        voice.misbehave("submit", "slow", seconds=0, times=before)
    voice.misbehave("submit", how, **details)


def submitted(voice):
    """The lines that were spoken, but for the word by which an old Piper is told from a new."""
    return [line for line in voice.stats()["lines"] if line != "Hello."]


def test_a_script_is_spoken_a_sentence_at_a_time_and_paid_once(voice):
    narration = narrated()
    assert submitted(voice) == list(LINES)
    assert " ".join(word.text for word in narration.words) == plain(" ".join(BEATS))
    assert [word.beat for word in narration.words] == [0] * 11 + [1] * 13
    assert narration.provider == voice.name
    assert narration.timing == ("spoken" if voice.name in TIMED else "estimated")
    codes = [finding.code for finding in narration.findings]
    assert codes == ([] if voice.name in TIMED else ["estimated_timing"])
    usd = sum(map(len, LINES)) / 1000 * PRICE_USD
    assert narration.cost_usd == pytest.approx(usd)
    assert ledger().spend.spent(batch="run").usd == pytest.approx(usd)
    assert ledger().spend.by_topic("run") == {"t1": pytest.approx(usd)}
    assert narrated() == narration
    assert narrated(run_id="another", speed=1.0).audio == narration.audio
    assert submitted(voice) == list(LINES)


def test_the_words_are_heard_where_they_are_said_to_be(voice):
    """Between the words of two sentences there is silence, within each there is sound."""
    narration = narrated()
    sound, rate = samples(narration), 48_000
    for word in narration.words:
        heard = sound[int(word.start_s * rate) : int(word.end_s * rate)]
        assert np.abs(heard).max() > 500, word
    first_of_second = narration.words[5]
    assert first_of_second.text == "NASA's"
    before = sound[
        int((first_of_second.start_s - 0.1) * rate) : int(first_of_second.start_s * rate)
    ]
    assert np.abs(before[: len(before) // 2]).max() == 0


def test_no_join_is_a_jump(voice):
    """Where silence ends or begins, the sound comes and goes over milliseconds."""
    sound = samples(narrated())
    silent = np.flatnonzero(sound == 0)
    runs = np.split(silent, np.flatnonzero(np.diff(silent) > 1) + 1)
    pauses = [run for run in runs if len(run) > 0.2 * 48_000]
    assert len(pauses) == 2
    for run in pauses:
        before, after = sound[run[0] - 48 : run[0] + 1], sound[run[-1] : run[-1] + 49]
        assert np.abs(np.diff(before)).max() < 600
        assert np.abs(np.diff(after)).max() < 600


def test_a_faster_voice_takes_less_time(voice):
    usual = narrated()
    for speed in (0.6, 1.5, 2.0):
        other = narrated(run_id=f"at {speed}", speed=speed)
        assert other.duration_s == pytest.approx(usual.duration_s / speed, rel=0.12)
        assert [w.text for w in other.words] == [w.text for w in usual.words]
        assert other.words[-1].end_s > 0.9 * other.duration_s


def test_a_failure_in_between_pays_only_for_what_is_missing_the_next_time(voice):
    spoil(voice, "500", line=2)
    with pytest.raises(errors.Retryable):
        narrated()
    first = submitted(voice)
    assert len(list(media_store().root.glob("files/**/*.*"))) == len(first) == 1
    narration = narrated(try_number=2)
    assert submitted(voice) == [*first, *(line for line in LINES if line not in first)]
    assert narration.duration_s > 4
    spent = ledger().spend.spent(batch="run")
    assert spent.usd - spent.doubtful_usd == pytest.approx(sum(map(len, LINES)) / 1000 * PRICE_USD)


def test_a_budget_stops_the_sentence_that_would_pass_it(voice):
    with pytest.raises(errors.OverBudget, match="nothing was ordered"):
        narrated(budget_usd=0.004)
    assert submitted(voice) == [LINES[0]]
    assert ledger().spend.spent(batch="run").usd <= 0.004


@pytest.mark.parametrize("how", ["cut_short", "silent", "no_sound"])
def test_a_sentence_cut_short_or_silent_is_not_kept(voice, how):
    spoil(voice, how, line=2)
    with pytest.raises((errors.Retryable, errors.BadReply)):
        narrated()
    assert narrated(try_number=2).duration_s > 4
    assert sorted(submitted(voice)) == sorted([*LINES, LINES[1]])


def test_a_pronunciation_is_heard_and_not_shown(voice, monkeypatch):
    told = Channel(name="daily", pronunciations={"NASA": "nasser"})
    monkeypatch.setattr("include.channels.channel", lambda name: {"daily": told}[name])
    narration = narrated()
    assert submitted(voice)[1] == "nasser's well-known list has 1,200 beaches."
    assert narration.words[5].text == "NASA's"


def test_too_many_requests_are_waited_for_without_a_worker(openai):
    openai.misbehave("submit", "limited", after_ms=300)
    assert narrated().duration_s > 4
    assert submitted(openai) == list(LINES)


def test_a_transcription_tells_the_times_that_the_voice_does_not(running, data, monkeypatch):
    model = {"transcription_model": "whisper-1", "transcription_price_usd": 0.6}
    openai = connected("openai", running, monkeypatch, **model)
    narration = narrated()
    assert openai.stats()["listened"] == 1
    assert narration.findings == ()
    truth = [w for line in openai.spoken for w in line.words]
    assert len(truth) == len(narration.words)
    lengths = [line.duration_s for line in openai.spoken]
    assert narration.cost_usd == pytest.approx(
        sum(map(len, LINES)) / 1000 * PRICE_USD + (sum(lengths) + 0.8) / 60 * 0.6, rel=0.02
    )
    first = [word.start_s for word in narration.words[:5]]
    told = [start_s for _, start_s, _ in openai.spoken[0].words]
    assert np.abs(np.diff(first) - np.diff(told)).max() < 0.06


@pytest.mark.parametrize("how", ["no_words", "misheard", "quota", "500", "html"])
def test_a_transcription_that_does_not_help_leaves_estimates(running, data, monkeypatch, how):
    openai = connected("openai", running, monkeypatch, transcription_model="whisper-1")
    openai.misbehave("transcribe", how)
    narration = narrated()
    assert [finding.code for finding in narration.findings] == ["estimated_timing"]
    assert len(narration.words) == 24
    assert not ledger().letters.all()


def test_a_task_that_is_told_to_end_does_not_go_on_with_estimates(running, data, monkeypatch):
    connected("openai", running, monkeypatch, transcription_model="whisper-1")
    task = operator()
    naming = task.naming

    def told_to_end(index, order):
        if order.stage == "transcription":
            task.on_kill()
        return naming(index, order)

    monkeypatch.setattr(task, "naming", told_to_end)
    with pytest.raises(errors.Retryable, match="stopped from outside"):
        finished(task, context())


def test_a_voice_that_does_not_exist_is_named_and_nothing_is_paid(voice):
    with pytest.raises(errors.Fatal, match=r"(?i)voice"):
        narrated(voice="nobody")
    assert submitted(voice) == []


def test_an_old_piper_is_asked_where_it_speaks(running, data, monkeypatch):
    piper = connected("piper", running, monkeypatch)
    piper.settings["old"] = True
    assert narrated().duration_s > 4
    assert submitted(piper) == list(LINES)


@pytest.mark.parametrize(("name", "voice"), [("piper", "de_DE"), ("kokoro", "ff_siwis")])
def test_auto_takes_a_voice_of_the_language(running, data, monkeypatch, name, voice):
    connected(name, running, monkeypatch)
    language = "de" if name == "piper" else "fr"
    assert narrated("La mer monte.", language=language).voice.startswith(voice)


def test_a_language_without_a_voice_is_told_of(running, data, monkeypatch):
    connected("kokoro", running, monkeypatch)
    narration = narrated("Das Meer steigt zweimal am Tag.", language="de")
    assert [finding.code for finding in narration.findings][:1] == ["voice_language"]


def test_a_script_said_in_other_words_pays_for_its_new_sentences_only(openai, monkeypatch):
    monkeypatch.setattr("include.speech.correcting.NEAR", 0.1)
    more = "A second bulge forms on the far side of the Earth, so the water rises there as well."
    task = operator(*BEATS, more)
    narration = Narration.model_validate(finished(task, context(duration_s=20)))
    assert narration.script
    lines = submitted(openai)
    assert set(LINES) < set(lines)
    assert len(lines) == len(set(lines))
    usd = sum(map(len, lines)) / 1000 * PRICE_USD
    assert ledger().spend.spent(batch="run").usd == pytest.approx(usd)
    assert " ".join(word.text for word in narration.words) == plain(
        " ".join(beat.spoken for beat in narration.script.beats)
    )


def test_espeak_needs_no_service(data):
    narration = narrated()
    assert (narration.provider, narration.timing, narration.cost_usd) == ("espeak", "spoken", 0)
    assert narrated() == narration


KILLED = """
import os, signal, sys
from include.ledger.orders import Orders
from include.storage.media import MediaStore
from tests.plugins.operators.test_narrate import narrated

where, at = sys.argv[1], int(sys.argv[2])
kind = MediaStore if where == "put" else Orders
inner, calls = getattr(kind, where), []

def killed(self, *args, **kwargs):
    calls.append(1)
    if len(calls) == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return inner(self, *args, **kwargs)

setattr(kind, where, killed)
narrated()
"""


@pytest.mark.faults
@pytest.mark.parametrize(
    ("where", "at"), [("claim", 2), ("accepted", 2), ("succeeded", 3), ("put", 4)]
)
def test_a_killed_narration_pays_for_what_is_missing_only(openai, data, where, at):
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, where, str(at)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT}/plugins"},
        check=False,
        capture_output=True,
        timeout=120,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-2000:]
    narration = narrated(try_number=2)
    assert submitted(openai) == list(LINES)
    usd = sum(map(len, LINES)) / 1000 * PRICE_USD
    assert ledger().spend.spent(batch="run").usd == pytest.approx(usd)
    assert ledger().orders.doubts("run") == []
    assert narration.duration_s > 4
