import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.text.fitting import MEASURES, characters, fitted


@given(st.text(), st.integers(0, 60), st.sampled_from(sorted(MEASURES)))
def test_it_is_never_longer_than_there_is_room(text, room, unit):
    measure = MEASURES[unit]
    found = fitted(text, room, measure)
    assert measure(found) <= room
    assert found in (text, "") or found.endswith("…")
    found.encode()


@given(st.text())
def test_characters_put_together_are_the_text(text):
    assert "".join(characters(text)) == text


@pytest.mark.parametrize(
    ("text", "room", "unit", "found"),
    [
        ("the sea now breathes", 16, "characters", "the sea now…"),
        ("the sea breathes twice", 17, "characters", "the sea breathes…"),
        ("the sea, it breathes", 10, "characters", "the sea…"),
        ("unbreakablelongword", 8, "characters", "unbreak…"),
        ("海は一日に二度息をする", 10, "bytes", "海は…"),
        ("ab👩‍👩‍👧cd", 6, "utf-16", "ab…"),
        ("e\u0301e\u0301e\u0301", 4, "characters", "e\u0301…"),
        ("🇩🇪🇫🇷🇮🇹", 4, "characters", "🇩🇪…"),
        ("👍🏽👍🏽", 3, "characters", "👍🏽…"),
        ("anything", 1, "characters", ""),
    ],
)
def test_it_is_cut_between_words_and_never_in_a_character(text, room, unit, found):
    assert fitted(text, room, MEASURES[unit]) == found
