import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.speech.matching import matched, usable
from include.speech.pronunciation import said
from include.speech.tokens import plain, tokens


def timed(words, step_s=0.5):
    """Words one after the other, each as long as the others."""
    return [(word, at * step_s, (at + 1) * step_s) for at, word in enumerate(words)]


def begins(text, words, language="en", sounds=None):
    """When the tokens of a text begin, counted in words that were heard."""
    heard = timed(words)
    line, parts = said(text, language, sounds), tokens(text, language)
    found = matched(line, parts, heard, language, end_s=0.5 * len(heard))
    return found and [round(2 * start_s, 2) for start_s in found]


def test_the_same_words_have_the_times_that_were_told():
    assert begins("The tide is high.", ["The", "tide", "is", "high"]) == [0, 1, 2, 3]


def test_marks_told_as_words_are_nobodys():
    heard = usable(timed(["“", "Yes", ",", "we", "do", ".", "”"]), duration_s=9)
    assert [word for word, _, _ in heard] == ["Yes", "we", "do"]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("It costs $5 now", "It costs five dollars now", [0, 1, 2, 4]),
        ("In 2024 it rose", "In twenty twenty four it rose", [0, 1, 4, 5]),
        ("About 1,200 well-known beaches", "About one thousand two hundred well known beaches",
         [0, 1, 5, 7]),
        ("Salt & pepper", "Salt and pepper", [0, 1, 2]),
        ("50% of 3 pm", "fifty percent of three p m", [0, 2, 3, 4]),
        ("Dr. Smith's dog", "Doctor Smith's dog", [0, 1, 2]),
        ("Hello – there", "Hello there", [0, 1]),
        ("The the the end", "the the the end", [0, 1, 2, 3]),
        ("café naïve", "cafe naive", [0, 1]),
    ],
)  # fmt: skip
def test_what_was_said_otherwise_is_found_in_its_place(text, words, expected):
    assert begins(text, words.split()) == pytest.approx(expected, abs=0.21)


def test_a_word_that_was_not_heard_gets_its_share():
    assert begins("one hidden two", ["one", "two"]) == pytest.approx([0, 0.33, 1], abs=0.1)


def test_a_pronunciation_is_heard_for_the_word_that_is_written():
    assert begins("Ask NASA now", ["Ask", "nasser", "now"], sounds={"NASA": "nasser"}) == [0, 1, 2]


def test_letters_of_chinese_share_the_times_of_the_words_they_make():
    found = begins("潮汐来了。", ["潮汐", "来了"], language="zh")
    assert found == [0, 0.5, 1, 1.5]


@pytest.mark.parametrize(
    "words", [[], ["mumble"], ["mumble"] * 9, ["Untertitel", "der", "Amara.org-Community"]]
)
def test_words_of_something_else_are_not_believed(words):
    assert begins("The tide rises twice a day, and nobody knows why.", words) is None


def test_any_number_of_words_of_any_length_takes_bounded_time():
    many = [f"word{number}" for number in range(20_000)]
    assert begins("The tide rises.", many) is None
    assert begins("The 1,200 tides", ["the", *["so"] * 40, "tides"])
    assert begins("The 1,200 tides", ["the", *many[:300], "tides"]) is None
    assert usable([("x" * 100_000, 0.0, 1.0)], duration_s=2.0) == ()


@pytest.mark.parametrize(
    "words",
    [
        [("a", 1.0, 0.5)],
        [("a", 5.0, 6.0)],
        [("b", 1.0, 1.1), ("a", 0.5, 0.6)],
    ],
)
def test_times_that_go_back_or_beyond_the_sound_are_not_believed(words):
    assert len(usable(words, duration_s=2.0)) < 1 + (words[0][0] == "b")


@given(
    st.text(max_size=60).map(plain),
    st.lists(st.tuples(st.text(max_size=8), st.floats(0, 9), st.floats(0, 9)), max_size=12),
    st.sampled_from(["en", "zh", "hi"]),
)
def test_whatever_was_heard_times_go_on_inside_the_sound(text, words, language):
    parts = tokens(text, language)
    if not parts:
        return
    heard = usable(words, duration_s=8.0)
    found = matched(said(text, language), parts, heard, language, end_s=8.0)
    if found is not None:
        assert len(found) == len(parts)
        assert found == sorted(found)
        assert 0 <= found[0] <= found[-1] <= 8.0
