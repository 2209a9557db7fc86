import numpy as np
import pytest

from include.speech.assembly import Narrated, faded, trimmed
from include.speech.sentences import Sentence
from include.speech.tokens import tokens

RATE_HZ = 22_050


def tone(*, before_s: float, lasts_s: float, after_s: float) -> bytes:
    samples = np.zeros(int((before_s + lasts_s + after_s) * RATE_HZ))
    first, last = int(before_s * RATE_HZ), int((before_s + lasts_s) * RATE_HZ)
    samples[first:last] = 12_000 * np.sin(0.2 * np.arange(last - first))
    return samples.astype("<i2").tobytes()


def sentence(text: str) -> Sentence:
    return Sentence(text, tokens(text, "en"))


def test_silence_is_cut_from_both_ends_and_word_times_move_with_it():
    pcm = tone(before_s=0.5, lasts_s=1.0, after_s=0.7)
    sound, times = trimmed(pcm, [0.0, 22_050.0], RATE_HZ)
    assert len(sound) / RATE_HZ == pytest.approx(1.05, abs=0.01)
    assert times == pytest.approx([0.0, 0.525], abs=0.01)


def test_silence_alone_leaves_room_for_every_word():
    sound, times = trimmed(bytes(44_100), [0.0, 7350.0, 14_700.0], RATE_HZ)
    assert len(sound) / RATE_HZ == pytest.approx(0.126, abs=0.001)
    assert times == pytest.approx([0.0, 0.042, 0.084], abs=0.001)


def test_a_fade_takes_both_ends_to_zero_and_leaves_the_rest():
    sound = faded(np.full(2000, 1000.0), RATE_HZ)
    assert sound[0] == sound[-1] == 0.0
    assert np.all(sound[110:-110] == 1000.0)
    assert np.abs(np.diff(sound)).max() < 10


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_the_shortest_sounds_can_be_faded(count):
    assert len(faded(np.ones(count), RATE_HZ)) == count


def test_beats_follow_each_other_without_a_gap():
    narrated = Narrated(RATE_HZ)
    pcm = tone(before_s=0.1, lasts_s=0.5, after_s=0.1)
    for _ in range(3):
        narrated.begin_beat()
        narrated.add(sentence("word"), pcm, [0.0])
        narrated.pause(0.3)
    spans = narrated.spans()
    assert [word.beat for word in narrated.words] == [0, 1, 2]
    assert spans[0].start_s == 0.0
    assert spans[0].end_s == spans[1].start_s == pytest.approx(0.85, abs=0.01)
    assert spans[2].end_s == narrated.duration_s
