"""Voices of services, over HTTP: what is asked, what is heard, what a failure comes to."""

import io
import wave
from dataclasses import replace

import pytest

from include.audio.decoding import RATE_HZ, decoded
from include.providers import catalogue, errors
from include.providers.transport import ask
from include.providers.values import Account, Order
from include.providers.voice import Line, RemoteVoice
from include.speech.choosing import chosen_by
from include.speech.matching import usable
from tests.emulators.elevenlabs import Elevenlabs
from tests.emulators.kokoro import Kokoro
from tests.emulators.openai_speech import OpenaiSpeech
from tests.emulators.opentts import Opentts
from tests.emulators.piper import Piper
from tests.emulators.voices import CODECS, uttered

VOICES = {
    "openai": (OpenaiSpeech, "alloy", {"model": "gpt-4o-mini-tts"}),
    "kokoro": (Kokoro, "af_heart", {}),
    "elevenlabs": (Elevenlabs, "voice-en", {}),
    "piper": (Piper, "en_US-lessac-medium", {}),
    "opentts": (Opentts, "larynx:harvard", {}),
}
TEXT = "The tide rises twice a day."


@pytest.fixture
def emulators():
    started = {}
    yield started
    for emulator in started.values():
        emulator.stop()


@pytest.fixture
def at(emulators):
    """Return a voice at its emulator, and the emulator."""

    def connected(name, **extra):
        kind, _, account = VOICES[name]
        emulator = emulators.setdefault(name, kind().start())
        given = {"base_url": emulator.url, "secret": "emulator-key", **account, "extra": extra}
        voice = catalogue.find("speech", name)(Account(**given))
        assert isinstance(voice, RemoteVoice)
        return voice, emulator

    return connected


def spoken(voice, text=TEXT, *, speed=1.0, name=None, language="en"):
    line = Line(text, name or VOICES[voice.name][1], language, speed)
    reply = ask(voice, voice.ask(line), what="Speaking", paid=True)
    return voice.heard(reply), voice.result(reply)


def length_s(heard):
    return len(decoded(heard.audio, pcm_rate_hz=heard.pcm_rate_hz)) / 2 / RATE_HZ


@pytest.mark.parametrize("name", VOICES)
def test_a_line_is_spoken(at, name):
    voice, emulator = at(name)
    heard, result = spoken(voice)
    assert emulator.stats()["lines"] == [TEXT]
    assert 1.0 < length_s(heard) < 3.0
    assert result.inline
    assert (heard.words is None) == (name not in ("kokoro", "elevenlabs"))


@pytest.mark.parametrize("name", ["openai", "kokoro", "piper", "elevenlabs"])
def test_a_faster_line_takes_less_time(at, name):
    voice, _ = at(name)
    slow, fast = (min(max(s, voice.speeds[0]), voice.speeds[1]) for s in (0.7, 1.4))
    longer, shorter = (length_s(spoken(voice, speed=speed)[0]) for speed in (slow, fast))
    assert longer / shorter == pytest.approx(fast / slow, rel=0.15)


@pytest.mark.parametrize("kind", ["wav", "pcm", *CODECS])
def test_every_format_of_openais_shape_can_be_heard(at, kind):
    voice, _ = at("openai", response_format=kind)
    assert length_s(spoken(voice)[0]) == pytest.approx(
        length_s(spoken(at("openai")[0])[0]), abs=0.1
    )


@pytest.mark.parametrize("kind", ["mp3_22050_32", "mp3_44100_128", "pcm_24000", "wav_16000"])
def test_every_format_of_elevenlabs_can_be_heard(at, kind):
    voice, _ = at("elevenlabs", output_format=kind)
    heard, _ = spoken(voice)
    assert length_s(heard) == pytest.approx(heard.words[-1][2], abs=0.15)


@pytest.mark.parametrize("name", ["kokoro", "elevenlabs"])
def test_the_times_of_words_are_the_true_ones(at, name):
    voice, _ = at(name)
    truth = uttered(TEXT, "en-us" if name == "kokoro" else "en", "f2", 1.1).words
    heard, _ = spoken(voice)
    told = usable(heard.words, duration_s=9)
    assert [word.strip(".") for word, _, _ in told] == TEXT.strip(".").split()
    for (_, start_s, _), (_, true_s, _) in zip(told, truth, strict=True):
        assert start_s == pytest.approx(true_s, abs=0.002)


def test_kokoro_tells_the_words_as_it_spoke_them(at):
    heard, _ = spoken(at("kokoro")[0], "It costs $5.")
    assert [word for word, _, _ in heard.words] == ["It", "costs", "five", "dollars", "."]


def test_elevenlabs_tells_the_words_as_they_were_sent(at):
    heard, _ = spoken(at("elevenlabs")[0], "It costs $5.")
    assert [word for word, _, _ in heard.words] == ["It", "costs", "$5."]


@pytest.mark.parametrize("name", ["kokoro", "elevenlabs"])
def test_times_that_are_missing_are_not_made_up(at, name):
    voice, emulator = at(name)
    emulator.misbehave("submit", "no_times")
    assert spoken(voice)[0].words is None


def test_times_of_other_characters_are_a_bad_reply(at):
    voice, emulator = at("elevenlabs")
    emulator.misbehave("submit", "other_times")
    with pytest.raises(errors.BadReply, match="times of other characters"):
        spoken(voice)


FAULTS = [
    ("openai", "refused", errors.Refused, "safety system"),
    ("openai", "quota", errors.Fatal, "no credit left"),
    ("openai", "limited", errors.RateLimited, "too many requests"),
    ("openai", "overloaded", errors.Retryable, "503"),
    ("openai", "trouble", errors.Unreachable, "Whether the order was taken is unknown"),
    ("openai", "conflict", errors.Retryable, "busy"),
    ("openai", "invalid", errors.Fatal, "cannot use the order"),
    ("kokoro", "loading", errors.Retryable, "503"),
    ("kokoro", "processing", errors.Retryable, "500"),
    ("kokoro", "forbidden", errors.Fatal, "403"),
    ("elevenlabs", "quota", errors.Fatal, "no credit left"),
    ("elevenlabs", "payment", errors.Fatal, "no credit left"),
    ("elevenlabs", "plan", errors.Fatal, "refused the account"),
    ("elevenlabs", "concurrent", errors.RateLimited, "busy"),
    ("elevenlabs", "system_busy", errors.RateLimited, "busy"),
    ("elevenlabs", "conflict", errors.Retryable, "busy"),
    ("elevenlabs", "503", errors.Retryable, "503"),
    ("piper", "500", errors.Retryable, "500"),
    ("opentts", "trouble", errors.Retryable, "CUDA out of memory"),
]


@pytest.mark.parametrize(("name", "how", "kind", "says"), FAULTS)
def test_a_failure_is_what_the_documentation_says(at, name, how, kind, says):
    voice, emulator = at(name)
    emulator.misbehave("submit", how)
    with pytest.raises(kind, match=says) as raised:
        spoken(voice)
    assert type(raised.value) is kind
    assert "emulator-key" not in str(raised.value)
    assert emulator.stats()["charged"] == 0


@pytest.mark.parametrize("name", VOICES)
@pytest.mark.parametrize("how", ["html", "cut_after", "truncated", "large"])
def test_what_is_no_answer_is_never_sound(at, name, how):
    voice, emulator = at(name)
    emulator.misbehave("submit", how, bytes=voice.max_reply_bytes + 1)
    with pytest.raises((errors.BadReply, errors.Unreachable)):
        spoken(voice)


@pytest.mark.parametrize("name", ["openai", "elevenlabs"])
def test_a_wrong_key_is_told_of(at, name):
    voice, _ = at(name)
    wrong = type(voice)(replace(voice.account, secret="other"))
    with pytest.raises(errors.Fatal, match="key"):
        spoken(wrong)


@pytest.mark.parametrize(
    ("per", "usd"), [(None, 0.27), ("character", 270.0), ("minute", 0.3), ("piece", 10.0)]
)
def test_a_line_has_its_price(per, usd):
    extra = {"price_per": per} if per else {}
    voice = catalogue.find("speech", "openai")(Account(model="m", price_usd=10.0, extra=extra))
    assert voice.price_usd(Order("speech", "openai", "m", TEXT, 2.0)) == pytest.approx(
        usd, rel=0.01
    )


@pytest.mark.parametrize(
    ("model", "share"), [("eleven_multilingual_v2", 1), ("eleven_flash_v2_5", 0.5)]
)
def test_elevenlabs_is_paid_by_what_it_says_it_billed(at, model, share):
    voice, _ = at("elevenlabs")
    voice = type(voice)(replace(voice.account, model=model, price_usd=0.1))
    _, result = spoken(voice)
    assert result.cost_usd == pytest.approx(len(TEXT) / 1000 * 0.1 * share)


@pytest.mark.parametrize(
    ("name", "asked", "language", "chosen"),
    [
        ("openai", "auto", "en", "alloy"),
        ("openai", "nova", "en", "nova"),
        ("kokoro", "auto", "en", "af_heart"),
        ("kokoro", "auto", "en-GB", "bf_emma"),
        ("kokoro", "auto", "pt-BR", "pf_dora"),
        ("kokoro", "am_adam", "en", "am_adam"),
        ("piper", "auto", "en", "en_US-lessac-medium"),
        ("piper", "auto", "en-GB", "en_GB-alan-low"),
        ("piper", "auto", "de-AT", "de_DE-thorsten-medium"),
        ("piper", "auto", "ja", ""),
        ("opentts", "auto", "de", "larynx:thorsten"),
        ("opentts", "espeak:de", "de", "espeak:de"),
    ],
)
def test_a_voice_is_chosen(at, name, asked, language, chosen):
    found = chosen_by(at(name)[0], asked, language)
    assert found.voice == chosen
    assert [f.code for f in found.findings] == (["voice_language"] if not chosen else [])


@pytest.mark.parametrize("name", VOICES)
def test_the_connection_names_voices_by_language(at, name):
    own = VOICES[name][1]
    voice, _ = at(name, voices={"de": own, "default": own})
    assert chosen_by(voice, "auto", "de-AT").voice == own
    assert chosen_by(voice, "auto", "fr").voice == own


@pytest.mark.parametrize(
    ("name", "voice", "says"),
    [
        ("piper", "en_US-lessac-high", "such as en_US-lessac-medium"),
        ("opentts", "larynx:harvad", "such as larynx:harvard"),
    ],
)
def test_a_voice_that_is_not_there_is_said_before_anything_is_spoken(at, name, voice, says):
    found, emulator = at(name)
    with pytest.raises(errors.Fatal, match=says):
        chosen_by(found, voice, "en")
    assert [line for line in emulator.stats()["lines"] if line != "Hello."] == []


def test_elevenlabs_has_no_voice_for_everyone(at):
    with pytest.raises(errors.Fatal, match=r"elevenlabs needs a voice for language 'en'.*voices"):
        chosen_by(at("elevenlabs")[0], "auto", "en")


def test_opentts_without_a_voice_of_the_language_says_so(at):
    with pytest.raises(errors.Fatal, match="no voice for language 'ja'"):
        chosen_by(at("opentts")[0], "auto", "ja")


@pytest.mark.parametrize("name", ["piper", "opentts"])
def test_a_service_that_cannot_be_asked_is_in_trouble(at, name):
    voice, emulator = at(name)
    emulator.misbehave("voices", "503")
    with pytest.raises(errors.Retryable):
        chosen_by(voice, "auto", "en")


def test_pipers_sound_is_a_file_of_its_own_rate(at):
    heard, _ = spoken(at("piper")[0])
    with wave.open(io.BytesIO(heard.audio)) as file:
        assert (file.getframerate(), file.getnchannels()) == (22_050, 1)


def test_settings_of_a_connection_reach_the_service(at):
    voice, _ = at("openai", instructions="Calmly.", input={"speed": None, "stream_format": "audio"})
    body = voice.ask(Line(TEXT, "alloy", "en", 1.5)).json
    assert (body["instructions"], body["stream_format"]) == ("Calmly.", "audio")
    assert "speed" not in body
    voice, _ = at("elevenlabs", voice_settings={"stability": 0.4})
    body = voice.ask(Line(TEXT, "v", "en", 1.1)).json
    assert body["voice_settings"] == {"stability": 0.4, "speed": 1.1}


def test_what_cannot_be_asked_is_said_before_it_is(at):
    voice, _ = at("openai", response_format="midi")
    with pytest.raises(errors.Fatal, match="none of wav"):
        voice.ask(Line(TEXT, "alloy", "en"))
    with pytest.raises(errors.Fatal, match=r"extra\.model"):
        type(voice)(replace(voice.account, model="")).ask(Line(TEXT, "alloy", "en"))
