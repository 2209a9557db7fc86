"""One recording for all sentences that came without times."""

import io
import json
import wave

import pytest

from include.audio.decoding import RATE_HZ
from include.ordering.fulfilled import Fulfilled
from include.providers import catalogue
from include.providers.values import Account
from include.speech.transcription import BETWEEN_S, HEARD_HZ, listened
from include.storage.media import MediaStore

SOUND = b"\x10\x00" * RATE_HZ
"""A second."""


def listening(tmp_path, words):
    """What is ordered for three sentences of a second, and what it comes to."""
    store = MediaStore(tmp_path)
    listener = catalogue.find("transcription", "openai_transcription")(Account(model="whisper-1"))
    work = listened(listener, [SOUND] * 3, ["One.", "Two.", "Three."], "en", store=store)
    (order,) = next(work)
    told = [{"word": word, "start": start_s, "end": end_s} for word, start_s, end_s in words]
    media = store.put(json.dumps({"text": "x", "words": told}).encode(), "application/json")
    with pytest.raises(StopIteration) as end:
        work.send([Fulfilled(order=order, provider=listener.name, media=media, cost_usd=0.01)])
    return store, order, end.value.value


def test_words_go_to_the_sentence_they_were_heard_in(tmp_path):
    step_s = 1 + BETWEEN_S
    words = [("one", 0.2, 0.6), ("two", step_s + 0.1, step_s + 0.5), ("x", 0.9, 1.1)]
    words += [("three", 2 * step_s, 2 * step_s + 0.9)]
    _, _, (shared, cost_usd) = listening(tmp_path, words)
    assert [[word for word, _, _ in each] for each in shared] == [["one", "x"], ["two"], ["three"]]
    assert shared[1][0][1:] == pytest.approx((0.1, 0.5))
    assert shared[2][0][1:] == pytest.approx((0.0, 0.9))
    assert cost_usd == 0.01


def test_the_recording_is_small_and_found_by_its_order(tmp_path):
    store, order, _ = listening(tmp_path, [])
    media = store.find(order.options["recording"])
    with wave.open(io.BytesIO(store.local(media).read_bytes())) as file:
        assert (file.getframerate(), file.getnchannels()) == (HEARD_HZ, 1)
        assert file.getnframes() / HEARD_HZ == pytest.approx(3 + 2 * BETWEEN_S, abs=0.01)
    assert order.duration_s == pytest.approx(3 + 2 * BETWEEN_S, abs=0.1)
    assert order.prompt == "One. Two. Three."


def test_a_word_between_two_sentences_belongs_to_one_of_them(tmp_path):
    _, _, (shared, _) = listening(tmp_path, [("um", 1.1, 1.3)])
    assert sum(map(len, shared)) == 1
