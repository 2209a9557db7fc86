import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.speech.pronunciation import said
from include.speech.timing import MIN_WORD_S, sounding, spread, starts
from include.speech.tokens import tokens


def begin(text: str, events: list[tuple[int, int]], samples: int = 1000) -> list[float]:
    return starts(said(text, "en"), tokens(text, "en"), tuple(events), samples)


def test_a_token_begins_with_the_first_event_inside_it():
    assert begin("Don't pay 42 now", [(0, 0), (6, 200), (10, 300), (11, 500), (13, 800)]) == [
        0, 200, 300, 800,
    ]  # fmt: skip


def test_a_token_without_event_gets_its_share_by_length():
    assert begin("ab abcd ab", [(0, 0), (8, 600)], samples=900) == [0, 200, 600]


def test_an_event_on_the_space_before_a_word_is_that_words():
    assert begin("etc. now", [(0, 0), (4, 500)]) == [0, 500]


def test_an_event_on_a_space_is_the_word_befores_when_the_word_after_has_its_own():
    assert begin("½ cup", [(0, 0), (1, 60), (2, 340)]) == [0, 340]


def test_an_event_that_goes_back_is_not_believed():
    assert begin("one two six", [(0, 0), (8, 600), (4, 700)]) == [0, 300, 600]


def test_an_event_beyond_text_or_sound_is_not_believed():
    assert begin("one two", [(0, 0), (4, 5000), (99, 10)]) == [0, 500]


def test_emoji_do_not_shift_the_words_after_them():
    assert begin("Hi 😀 you", [(0, 0), (5, 400)]) == [0, 400]


@given(
    st.lists(st.floats(0, 10), min_size=1, max_size=30).map(sorted),
    st.floats(1.5, 12),
)
def test_spread_times_keep_order_and_distance_and_stay_inside(times, end):
    moved = spread(times, end, MIN_WORD_S)
    assert moved[0] >= -1e-9
    assert all(b - a >= MIN_WORD_S - 1e-9 for a, b in itertools.pairwise(moved))
    assert moved[-1] <= end - MIN_WORD_S + 1e-9


def test_times_far_enough_apart_are_left_alone():
    assert spread([0.0, 0.5, 0.9], 2.0, MIN_WORD_S) == [0.0, 0.5, 0.9]


def test_silence_around_a_word_is_not_the_words():
    rate = 22_050
    sound = np.zeros(rate)
    sound[int(0.3 * rate) : int(0.5 * rate)] = 9000.0
    sound[int(0.8 * rate) :] = 9000.0
    (first, second) = sounding([0.0, 0.6], sound, rate)
    assert first == pytest.approx((0.28, 0.52), abs=0.011)
    assert second == pytest.approx((0.78, 1.0), abs=0.011)


def test_a_word_without_sound_keeps_its_time():
    assert sounding([0.0, 0.5], np.zeros(22_050), 22_050) == [(0.0, 0.5), (0.5, 1.0)]
