import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.speech.tokens import heard, joiner, plain, speakable, tokens

LANGUAGES = ("en", "fr", "ar", "hi", "zh", "ja", "th", "km")


MARKED = st.text("a0 \u00a0\x85([{«“¿.,!”»)]日กา", max_size=30)
"""Texts in which marks and spaces meet in every order."""


def texts(text: str, language: str) -> list[str]:
    return [token.text for token in tokens(text, language)]


@given(st.text(max_size=200) | MARKED, st.sampled_from(LANGUAGES))
def test_tokens_joined_give_the_text_back_or_it_cannot_be_spoken(text, language):
    found = texts(text, language)
    if found:
        assert joiner(language).join(found) == plain(text)
    else:
        assert not speakable(text)


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_every_token_begins_where_it_says(text, language):
    whole = plain(text)
    for token in tokens(text, language):
        assert whole.startswith(token.text, token.start)


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_every_token_can_be_spoken(text, language):
    assert all(speakable(token.text) for token in tokens(text, language))


@given(st.text(max_size=100))
def test_plain_text_stays_as_it_is(text):
    assert plain(plain(text)) == plain(text)


@given(st.text(max_size=100))
def test_a_voice_is_never_given_what_it_cannot_take(text):
    given_to_voice, places = heard(plain(text))
    assert len(given_to_voice) == len(places)
    assert list(places) == sorted(set(places))
    given_to_voice.encode()
    assert not set(given_to_voice) & set("<>[]{}*_`\\|\x00\x01\x1b")


def test_punctuation_stays_with_its_word():
    assert texts("Don't pay $1,234.56 – Dr. Smith's well-known “friend”!", "en") == [
        "Don't", "pay", "$1,234.56 –", "Dr.", "Smith's", "well-known", "“friend”!",
    ]  # fmt: skip


def test_an_opening_mark_standing_alone_goes_with_the_word_after_it():
    assert texts("Il dit : « Oui », puis ¡ Hola !", "fr") == [
        "Il", "dit :", "« Oui »,", "puis", "¡ Hola !",
    ]  # fmt: skip


def test_an_opening_mark_that_ends_a_word_stays_there():
    assert [token.text for token in tokens("0( 0", "en")] == ["0(", "0"]


def test_a_no_break_space_does_not_break_a_word_from_its_mark():
    assert texts("Vraiment\u202f? Oui\u00a0!", "fr") == ["Vraiment\u202f?", "Oui\u00a0!"]


def test_emoji_are_kept_and_not_heard():
    assert texts("Hi 😀👍🏽 there 👨‍👩‍👧", "en") == ["Hi 😀👍🏽", "there 👨‍👩‍👧"]
    assert heard("Hi 😀👍🏽 there")[0].split() == ["Hi", "there"]


@pytest.mark.parametrize("nothing", ["", "   ", "...", "😀😀", "\x00\x07", "—", "\u200b\u200d"])
def test_what_cannot_be_spoken_has_no_tokens(nothing):
    assert tokens(nothing, "en") == ()


def test_chinese_is_divided_by_character_and_keeps_foreign_words_whole():
    assert texts("使用 Airflow 3.3。“好”", "zh") == ["使", "用 ", "Airflow ", "3.3。", "“好”"]


def test_japanese_is_divided_where_the_script_changes():
    assert texts("「今日」は東京タワーへ行きました。", "ja") == [
        "「今日」", "は", "東京", "タワー", "へ", "行きました。",
    ]  # fmt: skip


def test_a_thai_vowel_stays_with_the_consonant_after_it():
    assert not any(
        text.rstrip()[-1] in "เแโใไ" for text in texts("สวัสดีชาวโลก เราไปแล้วโน่นเมื่อใด", "th")
    )


def test_control_characters_are_gone_and_line_breaks_are_spaces():
    assert plain("a\x00b\x1b[0m\r\nc\td\ud800") == "ab[0m c d"


def test_a_soft_hyphen_does_not_break_its_word():
    given_to_voice, places = heard("Donau\u00addampf")
    assert given_to_voice == "Donaudampf"
    assert places[5] == 6


def test_full_width_digits_are_heard_as_digits():
    assert heard("２０２４年")[0] == "2024年"
