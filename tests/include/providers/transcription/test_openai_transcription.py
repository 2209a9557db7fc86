"""Transcription over HTTP: a form with a recording, and the words heard in it."""

import pytest

from include.providers import catalogue, errors
from include.providers.transport import ask
from include.providers.values import Account, Order
from tests.emulators.openai_speech import OpenaiSpeech
from tests.emulators.voices import encoded, uttered

TEXT = "The tide rises twice a day."


@pytest.fixture
def service():
    with OpenaiSpeech() as emulator:
        account = Account(emulator.url + "/v1", "emulator-key", model="whisper-1", price_usd=0.006,
                          extra={"price_per": "minute"})  # fmt: skip
        yield catalogue.find("transcription", "openai_transcription")(account), emulator


def order(**options):
    options = {"language": "en-GB", **options}
    return Order("transcription", "openai_transcription", "whisper-1", TEXT, 90.0, options=options)


def heard(listener, wav, **options):
    request = listener.submit(order(wav=wav, **options), key="")
    return listener.words(ask(listener, request, what="Listening", paid=True))


def test_the_words_of_a_recording_have_their_times(service):
    listener, emulator = service
    spoken = uttered(TEXT, "en", "f2", 1.0)
    emulator.spoken.append(spoken)
    words = heard(listener, encoded(spoken, "wav"))
    assert [word for word, _, _ in words] == ["The", "tide", "rises", "twice", "a", "day"]
    for (_, start_s, _), (_, true_s, _) in zip(words, spoken.words, strict=True):
        assert start_s == pytest.approx(true_s, abs=0.03)


def test_the_form_holds_what_the_model_needs(service):
    listener, _ = service
    request = listener.submit(order(wav=b"RIFF\r\n--x\r\n"), key="")
    for said in (b'name="language"\r\n\r\nen\r\n', b"verbose_json", b"word", TEXT.encode()):
        assert said in request.body
    assert "RIFF" not in repr(request)
    boundary = request.headers["content-type"].partition("boundary=")[2]
    assert request.body.endswith(f"--{boundary}--\r\n".encode())


def test_a_model_that_tells_no_times_gives_no_words(service):
    listener, emulator = service
    emulator.misbehave("transcribe", "no_words")
    assert heard(listener, encoded(uttered(TEXT, "en", "f2", 1.0), "wav")) == ()


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ("quota", errors.Fatal),
        ("limited", errors.RateLimited),
        ("overloaded", errors.Retryable),
        ("cut_after", errors.Unreachable),
        ("html", errors.BadReply),
    ],
)
def test_a_failure_is_what_the_documentation_says(service, how, kind):
    listener, emulator = service
    emulator.misbehave("transcribe", how)
    with pytest.raises(kind):
        heard(listener, encoded(uttered(TEXT, "en", "f2", 1.0), "wav"))


def test_no_recording_is_refused_by_the_service(service):
    with pytest.raises(errors.Fatal, match="Invalid value for file"):
        heard(service[0], b"")


def test_a_recording_is_paid_by_the_minute(service):
    assert service[0].price_usd(order()) == pytest.approx(0.009)
