"""What is heard, measured in finished sound."""

import pytest

from include.domain import Word
from include.editing.timeline import cut
from include.rendering.footage import Sounds
from include.rendering.loudness import settled
from tests.include.editing.parts import local, media, narration, script
from tests.include.rendering.spoken import SCRIPTS, narrated, onsets, samples

pytestmark = pytest.mark.integration

AAC_FRAME = 1024
"""Samples; a decoder gives the last one whole, though the file says where the sound ends."""


def made_of(told, beats, **kwargs):
    return cut(script=script(beats, language=told.language), narration=told, clips=[], **kwargs)


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_captions_begin_with_their_words_where_pauses_are_cut_out(tmp_path, language):
    beats = SCRIPTS[language]
    told = narrated(tmp_path, beats, language, before_s=1.5, between_s=2.0)
    made = made_of(told, beats, music=None)
    assert len(made.sound.narration_spans) == len(beats)
    left_out_s = told.duration_s - (made.speech.end_s - made.speech.start_s)
    assert left_out_s == pytest.approx(1.4 + 2 * (2.0 + 0.45 - 0.6), abs=0.1)
    sound = settled(made, Sounds(local(told.audio)), folder=tmp_path)
    words = [word for cue in made.cues for word in cue.words]
    found = onsets(sound.path, words)
    assert len(found) >= len(beats)
    assert max(abs(said - heard) for _, said, heard in found) <= 0.04, found


def test_no_click_is_heard_where_something_is_left_out(tmp_path, made):
    """A hum goes on below the words: cut through without a fade, it would jump."""
    hum = made("hum.wav", "sine=f=211:r=48000:d=6,volume=4")
    words = [Word(text=text, start_s=at, end_s=at + 1, beat=0) for text, at in (("a", 0), ("b", 5))]
    told = narration(script(["a b"]), tmp_path).model_copy(
        update={"audio": media(hum, "audio/wav"), "duration_s": 6.0, "words": tuple(words)}
    )
    edit = made_of(told, ["a b"], music=None)
    assert len(edit.sound.narration_spans) == 2
    sound = settled(edit, Sounds(hum), folder=tmp_path)
    heard, rate_hz = samples(sound.path)
    jumps = abs(heard[1:] - heard[:-1])
    steady = jumps[round(0.5 * rate_hz) : round(1.2 * rate_hz)].max()
    splice = round((0.25 + 1.3) * rate_hz)
    assert abs(heard[splice - 20 : splice + 20]).max() < 0.2 * abs(heard).max()
    assert jumps[splice - 2000 : splice + 2000].max() < 1.2 * steady


@pytest.mark.slow
def test_after_ten_minutes_and_a_hundred_cuts_words_are_where_the_captions_are(tmp_path):
    beats = SCRIPTS["en"] * 49
    told = narrated(tmp_path, beats, "en", between_s=1.5)
    made = made_of(told, beats, music=None)
    assert len(made.sound.narration_spans) == len(beats)
    assert made.duration_s > 600
    sound = settled(made, Sounds(local(told.audio)), folder=tmp_path)
    heard, rate_hz = samples(sound.path)
    assert 0 <= len(heard) - made.frames * rate_hz // 30 < AAC_FRAME
    found = onsets(sound.path, [word for cue in made.cues for word in cue.words])
    assert max(abs(said - heard) for _, said, heard in found[-10:]) <= 0.04
