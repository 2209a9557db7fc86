import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.text.breaking import may_break, phrases

SENTENCES = {
    "ja": ("月が海の水を引くので、潮は満ちます。", "海の"),
    "zh": ("月亮吸引海水，所以潮水每天涨两次。", "吸引"),
    "zh-TW": ("月亮吸引海水，所以潮水每天漲兩次。", "海水，"),
    "th": ("ดวงจันทร์ดึงน้ำทะเล", "น้ำ"),
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_text_without_spaces_falls_into_phrases(language):
    text, phrase = SENTENCES[language]
    found = phrases(text, language)
    assert "".join(found) == text
    assert phrase in found


def test_a_text_with_spaces_is_one_phrase():
    assert phrases("high tide", "en") == ("high tide",)
    assert phrases("", "ja") == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("海", "、"),
        ("海", "」と"),
        ("「", "海"),
        ("カ", "ー"),
        ("き", "ゃ"),
        ("น", "้ำ"),
        ("a", "\u0301"),
    ],
)
def test_no_line_begins_or_ends_against_the_rules(before, after):
    assert not may_break(before, after)


def test_a_line_may_break_elsewhere():
    assert may_break("海の", "水")
    assert may_break("海。", "「水")


def test_no_thai_consonant_is_torn_off_its_word():
    found = phrases("ดวงจันทร์ดึงน้ำในมหาสมุทรเข้าหาตัวเอง", "th")
    assert "ม" not in found
    assert "มหาสมุทร" in found


@given(st.text(max_size=80), st.sampled_from([*SENTENCES, "en", "ar"]))
def test_phrases_lose_nothing(text, language):
    assert "".join(phrases(text, language)) == text
