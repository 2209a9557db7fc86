import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.speech.pronunciation import said
from include.speech.timing import starts
from include.speech.tokens import heard, plain, tokens

SOUNDS = {
    "nasa": "nasser",
    "US": "you ess",
    "New York": "noo yawk",
    "SQL": "S Q L",
    "C++": "see plus",
}


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("NASA's list.", "nasser's list."),
        ("Ask Nasa, now", "Ask nasser, now"),
        ("Nasal spray", "Nasal spray"),
        ("the US and us", "the you ess and us"),
        ("In New York City", "In noo yawk City"),
        ("He wrote C++ in SQL.", "He wrote see plus in S Q L."),
        ("nothing here", "nothing here"),
    ],
)
def test_words_of_the_list_are_said_as_it_says(written, spoken):
    assert said(written, "en", SOUNDS).text == spoken


def test_where_words_are_not_parted_they_are_found_anywhere():
    assert said("他说重庆话", "zh", {"重庆": "chongqing"}).text == "他说chongqing话"


def test_the_longer_of_two_words_counts():
    assert said("New York", "en", {"New": "a", "New York": "b", "York": "c"}).text == "b"


def test_every_character_knows_the_word_it_stands_for():
    line = said("The NASA list", "en", SOUNDS)
    assert [line.text[i] for i, place in enumerate(line.places) if 4 <= place < 8] == list("nasser")


def test_a_word_said_as_several_begins_with_the_first_of_them():
    text = "An SQL trick"
    line, parts = said(text, "en", SOUNDS), tokens(text, "en")
    events = ((0, 0), (3, 100), (5, 150), (7, 200), (9, 300))
    assert starts(line, parts, events, 400) == [0, 100, 300]


def test_the_words_of_a_name_keep_their_own_times():
    text = "In New York now"
    line, parts = said(text, "en", SOUNDS), tokens(text, "en")
    events = ((0, 0), (3, 100), (7, 200), (12, 300))
    assert starts(line, parts, events, 400) == [0, 100, 200, 300]


@given(
    st.text(max_size=80).map(plain),
    st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=12), max_size=4),
    st.sampled_from(["en", "zh", "ar"]),
)
def test_any_list_leaves_every_character_a_place_in_order(text, sounds, language):
    line = said(text, language, sounds)
    assert len(line.places) == len(line.text)
    assert list(line.places) == sorted(line.places)
    assert all(0 <= place < len(text) for place in line.places)


@given(st.text(max_size=80).map(plain))
def test_without_a_list_it_is_what_a_voice_is_given(text):
    line = said(text, "en")
    assert (line.text, line.places) == heard(text)
