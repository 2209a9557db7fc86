import itertools

import numpy as np
import pytest

from include.speech.joining import Piece, joined
from include.speech.sentences import sentences

RATE_HZ = 22_050


def silent(text):
    return [Piece(each, b"", [0.0] * len(each.tokens)) for each in sentences(text, "en")]


def loud(text, *, rng):
    """A sentence of noise that neither begins nor ends softly."""
    (sentence,) = sentences(text, "en")
    count = len(sentence.tokens) * RATE_HZ // 3
    pcm = rng.integers(-20_000, 20_000, count).astype("<i2")
    pcm = np.repeat(pcm[::40], 40)  # steps are rare, and none as large as a click at a join
    return Piece(sentence, pcm.tobytes(), [0.0] * len(sentence.tokens))


def test_a_whole_sentence_ends_with_a_longer_pause_than_a_piece_of_one():
    pieces = silent("water and more water " * 20)
    words_s = sum(len(piece.sentence.tokens) for piece in pieces) * 0.042
    narrated = joined([pieces], sample_rate_hz=RATE_HZ)
    assert narrated.duration_s == pytest.approx(words_s + 0.06 * (len(pieces) - 1), abs=0.01)
    narrated = joined([silent("Water. More.")], sample_rate_hz=RATE_HZ)
    assert narrated.duration_s == pytest.approx(2 * 0.042 + 0.25, abs=0.01)


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
def test_beats_are_parted_by_a_pause_that_goes_with_the_speed(speed):
    narrated = joined([silent("Water."), silent("More.")], sample_rate_hz=RATE_HZ, speed=speed)
    first, second = narrated.spans()
    assert second.start_s == pytest.approx(0.042 + 0.45 / speed, abs=0.002)
    assert first.end_s == second.start_s


def test_no_join_is_a_jump():
    """Both sides of every join come down to silence over milliseconds."""
    rng = np.random.default_rng(6)
    texts = ["One two three.", "Four five.", "Six."]
    narrated = joined([[loud(t, rng=rng) for t in texts]] * 2, sample_rate_hz=RATE_HZ)
    sound = np.frombuffer(bytes(narrated.pcm), "<i2").astype(float)
    silent = np.flatnonzero(sound == 0)
    runs = np.split(silent, np.flatnonzero(np.diff(silent) > 1) + 1)
    edges = [edge for run in runs if len(run) > RATE_HZ // 10 for edge in (run[0], run[-1])]
    assert len(edges) == 2 * 5
    for edge, side in zip(edges, itertools.cycle((-1, 1)), strict=False):
        within = np.abs(sound[edge : edge + side * 20 : side])
        assert within.max() < 20_000 * 22 / 110, "a ramp of 5 ms"
        assert abs(sound[edge + side]) < 400
