"""What is ordered of a voice, and what is not believed of what comes back."""

import numpy as np
import pytest

from include.ordering.fulfilled import Fulfilled
from include.providers import catalogue, errors
from include.providers.values import Account
from include.providers.voice import Chosen
from include.speech import remote
from include.speech.kept import reply_of
from include.speech.pronunciation import said
from include.storage.media import MediaStore


def voice(**account):
    return catalogue.find("speech", "openai")(Account(model="m", secret="k", **account))


def order(text="The tide rises.", *, by=None, name="alloy", language="en", speed=1.0):
    line = said(text, language)
    return remote.order_of(by or voice(), Chosen(name), line, language, speed)


def test_the_same_line_is_the_same_order_however_its_numbers_are_written():
    assert order(speed=1).digest == order(speed=1.0).digest
    assert order("The  tide rises.").digest == order().digest


@pytest.mark.parametrize(
    "other",
    [
        {"text": "The tide rose."},
        {"name": "nova"},
        {"language": "de"},
        {"speed": 1.1},
        {"by": voice(base_url="https://other.example")},
        {"by": voice(extra={"instructions": "Calmly."})},
    ],
)
def test_whatever_shapes_the_sound_makes_another_order(other):
    assert order(**other).digest != order().digest


def test_a_key_or_a_price_does_not_shape_the_sound():
    other = catalogue.find("speech", "openai")(Account(model="m", secret="other", price_usd=9.0))
    assert order(by=other).digest == order().digest


@pytest.mark.parametrize(("speed", "given"), [(0.5, 0.7), (1.0, 1.0), (2.0, 1.2)])
def test_a_speed_beyond_the_service_is_asked_for_as_far_as_it_goes(speed, given):
    found = catalogue.find("speech", "elevenlabs")(Account(secret="k"))
    assert order(by=found, speed=speed).options["speed"] == given


@pytest.mark.parametrize(("peak", "heard"), [(0, False), (99, False), (-32_768, True), (500, True)])
def test_silence_is_told_from_sound(peak, heard):
    assert remote.audible(np.array([0, peak, 0], "<i2").tobytes()) is heard


def test_no_samples_are_silence():
    assert not remote.audible(b"")


def test_an_order_without_a_file_is_asked_for_again(tmp_path):
    with pytest.raises(errors.Retryable, match="asks again"):
        reply_of(Fulfilled(order=order(), provider="openai", media=None), MediaStore(tmp_path))


def test_a_reply_is_read_as_it_was_kept(tmp_path):
    store = MediaStore(tmp_path)
    media = store.put(b"{}", "application/json")
    reply = reply_of(Fulfilled(order=order(), provider="openai", media=media), store)
    assert (reply.body, reply.headers["content-type"]) == (b"{}", "application/json")
