from hypothesis import given
from hypothesis import strategies as st

from include.speech.sentences import MAX_CHARACTERS, sentences
from include.speech.tokens import tokens


def texts(text: str, language: str = "en") -> list[str]:
    return [sentence.text for sentence in sentences(text, language)]


def test_a_beat_is_divided_at_its_sentences():
    assert texts("It rose. Why? Nobody knows!") == ["It rose.", "Why?", "Nobody knows!"]


def test_an_abbreviation_does_not_end_a_sentence():
    assert texts("Dr. Smith paid $3.50. He left.") == ["Dr. Smith paid $3.50.", "He left."]


def test_other_scripts_end_their_sentences_with_marks_of_their_own():
    assert texts("潮汐来了。我们走！", "zh") == ["潮汐来了。", "我们走！"]
    assert texts("यह पानी है। कैसे?", "hi") == ["यह पानी है।", "कैसे?"]
    assert texts("كيف حالك؟ أنا بخير.", "ar") == ["كيف حالك؟", "أنا بخير."]


def test_a_long_sentence_is_divided_after_a_comma():
    text = "the water rises and falls along the coast, " * 12
    found = sentences(text, "en")
    assert len(found) > 1
    assert all(sentence.text.endswith(",") for sentence in found)
    assert [sentence.whole for sentence in found] == [False] * (len(found) - 1) + [True]


def test_a_long_sentence_without_commas_is_divided_between_words():
    assert all(len(text) <= MAX_CHARACTERS for text in texts("water " * 200))


def test_one_endless_word_is_left_whole():
    assert texts("x" * 1000 + " end") == ["x" * 1000, "end"]


@given(st.text(max_size=600), st.sampled_from(["en", "de", "zh", "th", "xx"]))
def test_no_token_is_lost_or_moved(text, language):
    found = [token for sentence in sentences(text, language) for token in sentence.tokens]
    assert [token.text for token in found] == [token.text for token in tokens(text, language)]


@given(st.text(max_size=600), st.sampled_from(["en", "zh"]))
def test_every_token_stands_in_its_sentence_where_it_says(text, language):
    for sentence in sentences(text, language):
        for token in sentence.tokens:
            assert sentence.text.startswith(token.text, token.start)
