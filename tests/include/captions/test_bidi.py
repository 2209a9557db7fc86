import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.captions.bidi import LEFT, RIGHT, held, levels, order, reads_right_to_left

MIXED = "في عام 2024، قالت NASA. نعم"


def standing(text: str, *, right_to_left: bool) -> str:
    """The characters as they stand from left to right."""
    places = order(levels(text, right_to_left=right_to_left))
    return "".join(text[place] for place in places)


def test_plain_text_stands_as_it_is_read():
    assert standing("We say 42, twice.", right_to_left=False) == "We say 42, twice."


def test_a_right_to_left_line_is_turned_but_its_numbers_and_foreign_words_are_not():
    shown = standing(MIXED, right_to_left=True)
    assert shown.index("NASA") < shown.index("2024")
    assert shown[::-1].startswith("في عام ")


def test_a_foreign_phrase_keeps_its_order_inside_a_left_to_right_line():
    shown = standing("We say القمر والبحر, meaning", right_to_left=False)
    assert shown.startswith("We say ")
    assert shown.endswith(", meaning")
    assert shown.index("ر") < shown.index("ق")
    assert shown.index("و") < shown.index("ق"), "the second word stands left of the first"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("a1", [0, 0]), ("ا1", [1, 2]), ("1,2", [2, 2, 2]), ("1-", [2, 1]), ("א(", [1, 1])],
)
def test_numbers_and_marks_take_the_direction_the_standard_gives_them(text, kinds):
    assert levels(text, right_to_left=text[0] != "a") == kinds


@pytest.mark.parametrize(
    ("text", "language", "turned"),
    [
        ("القمر", "en", True),
        ("the Moon", "ar", False),
        ("القمر in Arabic", "en", False),
        ("NASA قالت", "ar", True),
        ("2024", "ar", True),
        ("2024", "en", False),
    ],
)
def test_letters_decide_and_mixed_ones_follow_the_language(text, language, turned):
    assert reads_right_to_left(text, language) is turned


def test_a_word_by_itself_is_held_as_it_stands_in_its_line():
    assert held("NASA.", [2, 2, 2, 2, 1], right_to_left=True) == f"{RIGHT}{LEFT}NASA.{RIGHT}"
    assert held("القمر,", [1, 1, 1, 1, 1, 0], right_to_left=False).endswith(LEFT)
    assert held("plain", [0] * 5, right_to_left=False) == "plain"


@given(st.text(max_size=60), st.booleans())
def test_every_character_stands_somewhere_once(text, right_to_left):
    depth = levels(text, right_to_left=right_to_left)
    assert len(depth) == len(text)
    assert sorted(order(depth)) == list(range(len(text)))
