"""The phrase files: complete, whole sentences, nothing asserted about a topic."""

import re

import pytest

from include.text.rates import spoken_s
from include.text.sentences import split, whole
from include.writing.phrases import FOLDER, PhraseFile, phrases_for

LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def lines(language: str) -> list[str]:
    phrases = phrases_for(language)
    filled = [
        line.replace("{topic}", "X").replace("{item}", "X").replace("{source}", "X")
        for group in (
            phrases.introductions,
            phrases.questions,
            phrases.item_questions,
            phrases.closings,
            phrases.closings_with_source,
        )
        for line in group
    ]
    return [*filled, phrases.source.replace("{source}", "X")]


def test_fifteen_languages_are_shipped():
    assert {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "ru", "tr", "ja", "zh", "ar",
            "hi"} <= set(LANGUAGES)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_is_made_of_whole_sentences(language):
    for line in lines(language):
        spoken = line.replace("X", "雪" if language in {"ja", "zh"} else "X")
        assert all(whole(sentence) for sentence in split(spoken, language)), line
        assert not re.search(r"[{}<>]|http", spoken)
        assert spoken_s(spoken, language) < 9, line


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_stands_there_twice(language):
    found = lines(language)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_is_complete(language):
    assert isinstance(phrases_for(language), PhraseFile)
    assert "{text}" in phrases_for(language).background


def test_a_region_uses_its_languages_file_and_an_unknown_language_none():
    assert phrases_for("pt-BR") == phrases_for("pt")
    assert phrases_for("fi").questions == ()
    assert phrases_for("../en").questions == ()


@pytest.mark.parametrize("absurd", ["have a say", "your family", "change your view"])
def test_no_question_is_out_of_place_for_a_bee_or_a_bridge(absurd):
    assert not any(absurd in question for question in phrases_for("en").questions)
