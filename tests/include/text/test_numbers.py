import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.text.numbers import numbers


def means(one, other, language="en", of=""):
    (left,), (right,) = numbers(one, language), numbers(other, of or language)
    return left.means(right)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("16", "sixteen"),
        ("25", "twenty-five"),
        ("3,400", "3400"),
        ("3.400", "3400"),
        ("1.5 million", "1,500,000"),
        ("two million", "2,000,000"),
        ("three hundred", "297"),
        ("48 217", "48.217"),
        ("40 %", "forty percent"),
        ("٤٠", "40"),
    ],
)
def test_two_ways_to_write_a_number_are_the_same(one, other):
    assert means(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("16", "17"),
        ("1961", "1962"),
        ("1.5 million", "1.5 billion"),
        ("300", "400"),
        ("seven", "eleven"),
    ],
)
def test_other_numbers_are_not(one, other):
    assert not means(one, other)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("3,2 Millionen", "3.200.000", "de"),
        ("zwanzig", "20", "de"),
        ("cent", "100", "fr"),
        ("tres mil", "3000", "es"),
        ("5万", "50000", "ja"),
    ],
)
def test_numbers_are_read_in_their_language(one, other, language):
    assert means(one, other, language)


def test_a_scale_after_digits_is_one_number():
    assert [number.written for number in numbers("about 3 million people", "en")] == ["3"]


@given(st.text(max_size=200), st.sampled_from(["en", "de", "ja", "xx"]))
def test_any_text_can_be_read(text, language):
    assert all(number.values for number in numbers(text, language))
