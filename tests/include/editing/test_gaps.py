"""Silence at the ends and long pauses are left out; every time moves along exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.domain import Media, Narration, Span, Word
from include.editing.gaps import kept, moved
from include.editing.look import mix
from include.editing.timeline import cut
from tests.include.editing.parts import narration as spoken
from tests.include.editing.parts import script

MIX = mix()
AUDIO = Media(uri="narration.wav", digest="0", content_type="audio/wav", size_bytes=1)


def told(*times: tuple[float, float], duration_s: float, timing: str = "spoken") -> Narration:
    words = [Word(text="word", start_s=a, end_s=b, beat=0) for a, b in times]
    return Narration(
        topic_id="t",
        language="en",
        voice="v",
        provider="p",
        audio=AUDIO,
        duration_s=duration_s,
        timing=timing,
        words=tuple(words),
        beats=(Span(start_s=0, end_s=duration_s),),
    )


def spans(found: tuple[Span, ...]) -> list[tuple[float, float]]:
    return [(span.start_s, span.end_s) for span in found]


def test_a_narration_without_long_pauses_is_kept_whole():
    assert spans(kept(told((0.05, 1), (1.9, 2.95), duration_s=3), MIX)) == [(0, 3)]


def test_silence_before_and_after_is_left_out_but_for_an_edge():
    assert spans(kept(told((2, 3), duration_s=5), MIX)) == [(1.9, 3.1)]


def test_a_long_pause_is_shortened_in_its_middle():
    narration = told((0, 1), (3, 4), duration_s=4)
    found = kept(narration, MIX)
    assert spans(found) == [(0, 1.3), (2.7, 4)]
    shorter = moved(narration, found)
    assert [(w.start_s, w.end_s) for w in shorter.words] == [(0, 1), (1.6, 2.6)]
    assert shorter.duration_s == 2.6


def test_a_beat_that_begins_within_what_is_left_out_begins_at_the_cut():
    narration = told((0, 1), (3, 4), duration_s=4)
    beats = (Span(start_s=0, end_s=2), Span(start_s=2, end_s=4))
    narration = narration.model_copy(update={"beats": beats})
    assert spans(moved(narration, kept(narration, MIX)).beats) == [(0, 1.3), (1.3, 2.6)]


def test_a_narration_without_words_is_kept_whole():
    assert spans(kept(told(duration_s=3), MIX)) == [(0, 3)]


def test_words_out_of_order_or_beyond_the_file_lose_nothing_that_is_spoken():
    found = kept(told((5, 6), (0, 5.5), (7, 90), duration_s=8), MIX)
    assert spans(found) == [(0, 6.3), (6.7, 8)]


def test_measured_silence_counts_where_times_are_estimates():
    narration = told((0, 1), (1.1, 4), duration_s=5, timing="estimated")
    silences = [Span(start_s=2, end_s=3.5), Span(start_s=4, end_s=5), Span(start_s=0, end_s=0.4)]
    assert spans(kept(narration, MIX, silences)) == [(0.3, 2.3), (3.2, 4.1)]
    assert spans(kept(narration, MIX)) == [(0, 5)]


def test_a_narration_that_is_all_silence_is_kept_for_the_render_to_refuse():
    narration = told((0, 1), duration_s=5, timing="estimated")
    assert spans(kept(narration, MIX, [Span(start_s=0, end_s=5)])) == [(0, 5)]


@given(
    st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 900)), min_size=1, max_size=20),
)
def test_every_word_keeps_its_length_and_no_pause_is_longer_than_allowed(steps):
    """Steps are a pause and a word, in milliseconds; half a second follows."""
    clock, times = 0, []
    for gap, word in steps:
        times.append(((clock + gap) / 1000, (clock + gap + word) / 1000))
        clock += gap + word
    before = told(*times, duration_s=(clock + 500) / 1000)
    found = kept(before, MIX)
    after = moved(before, found)
    assert abs(after.duration_s - sum(s.end_s - s.start_s for s in found)) < 1e-6
    for old, new in zip(before.words, after.words, strict=True):
        assert abs((new.end_s - new.start_s) - (old.end_s - old.start_s)) < 1e-6
    for left, right in zip(after.words, after.words[1:], strict=False):
        assert right.start_s - left.end_s <= MIX.longest_pause_s + 1e-6
    assert after.words[0].start_s <= MIX.edge_s + 1e-6
    assert after.duration_s - after.words[-1].end_s <= MIX.edge_s + 1e-6


def test_the_edit_is_cut_to_the_narration_that_is_heard(tmp_path):
    written = script(["One two three.", "Four five six."])
    told = spoken(written, tmp_path, word_s=0.3)
    late = [
        w.model_copy(update={"start_s": w.start_s + 4, "end_s": w.end_s + 4}) for w in told.words
    ]
    longer = told.model_copy(
        update={
            "words": (*told.words[:3], *late[3:]),
            "duration_s": told.duration_s + 5,
            "beats": (told.beats[0], Span(start_s=4.9, end_s=told.duration_s + 5)),
        }
    )
    made = cut(script=written, narration=longer, clips=[], music=None)
    first, second = made.sound.narration_spans
    assert first.start_s == 0
    assert second.end_s == pytest.approx(longer.words[-1].end_s + MIX.edge_s)
    heard_s = first.end_s + second.end_s - second.start_s
    assert made.speech.end_s - made.speech.start_s == pytest.approx(heard_s)
    pause_s = made.cues[1].words[0].start_s - made.cues[0].words[-1].end_s
    assert abs(pause_s - MIX.pause_s) < 0.002
    assert abs(made.shots[1].first_frame / 30 - made.cues[1].start_s) <= 0.5 / 30 + MIX.pause_s
