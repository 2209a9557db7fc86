"""A shot becomes a few words that a stock can be asked for, from precise to general."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.footage.searching import Terms, alike, searches, terms_of
from include.writing.visuals import FRAMINGS, picture, subject


def said(seen, *emphasis, language="en"):
    return [term.word for term in terms_of(seen, emphasis, language).terms]


def test_camera_and_small_words_are_not_searched_for():
    seen = "A wide cinematic shot of ocean waves hitting a rocky coast, slow motion, no text"
    assert said(seen) == ["ocean", "waves", "hitting", "rocky", "coast"]


def test_the_mood_of_a_picture_is_not_what_it_shows():
    """Else a drone over a city would be about a drone over a forest."""
    seen = "Aerial drone shot over a dense rainforest canopy with morning mist"
    assert said(seen) == ["rainforest", "canopy", "morning", "mist"]


def test_our_own_framing_and_light_are_left_out():
    seen = picture(2, False, ["Gezeiten", "Mond"], variant=3)
    assert said(seen, language="de") == ["Gezeiten", "Mond"]


@given(st.integers(0, 9), st.booleans(), st.integers(0, 50))
def test_what_a_picture_of_ours_shows_is_found_again(number, last, variant):
    assert subject(picture(number, last, ["the sea; at night"], variant=variant)) == (
        "the sea; at night"
    )
    assert subject(picture(number, last, [], variant=variant)) == ""


@pytest.mark.parametrize("seen", ["", FRAMINGS[0], "Close-up of a bee; warm light", "of ; "])
def test_what_is_not_ours_stays_as_it_is(seen):
    assert subject(seen) == seen


def test_what_is_stressed_is_searched_for_first():
    terms = terms_of("Boats in a harbour under a full moon", ["Moon"], "en")
    assert searches(terms) == ("boats harbour moon", "boats moon", "moon")


def test_a_stressed_word_that_is_not_seen_counts_little():
    terms = terms_of("Boats in a harbour", ["gravity"], "en")
    assert searches(terms)[-1] == "boats"
    assert [term.weight for term in terms.terms] == [1.0, 1.0, 0.5]


def test_a_picture_that_shows_nothing_is_searched_by_what_is_stressed():
    assert said("Moving shapes", "tides") == ["tides"]
    assert searches(terms_of("Moving shapes", [], "en")) == ()


def test_words_that_one_can_see_are_kept_though_lists_call_them_small():
    assert said("A man reads a page by the fire in his room") == ["man", "page", "fire", "room"]


def test_a_picture_described_in_english_is_searched_in_english_whatever_is_spoken():
    terms = terms_of("The moon over the sea at night", ["Mond"], "de")
    assert terms.language == "en"
    assert terms_of("Der Mond über dem Meer", [], "de").language == "de"


def test_languages_without_spaces_are_searched_too():
    terms = terms_of("満月と海の波", ["満月"], "ja")
    assert terms.terms
    assert all(searches(terms))
    assert terms.relevance(["満月の夜", "海"]) > 0


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=5),
       st.sampled_from(["en", "de", "ja", "ar", "", "tlh"]))  # fmt: skip
def test_whatever_is_to_be_seen_comes_to_few_short_searches(seen, emphasis, language):
    found = searches(terms_of(seen, emphasis, language))
    assert len(found) <= 3
    assert all(words.strip() for words in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [("wave", "waves"), ("Coast", "coastal"), ("beach", "beaches"), ("mountain", "mountainous"),
     ("Meer", "Meere"), ("café", "CAFE"), ("海", "海の波")],
)  # fmt: skip
def test_forms_of_a_word_are_alike(one, other):
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("sea", "search"), ("star", "start"), ("moon", "mood"), ("car", "cartoon"), ("ship", "shop"),
     ("plan", "planet"), ("", "sea")],
)  # fmt: skip
def test_words_that_only_look_alike_are_not(one, other):
    assert not alike(one, other)


def test_relevance_is_the_share_of_the_words_by_weight():
    terms = terms_of("Boats in a harbour under a full moon", ["Moon"], "en")
    assert terms.relevance(["moon", "night"]) == pytest.approx(0.5)
    assert terms.relevance(["boat", "harbour", "moon"]) == 1
    assert terms.relevance([]) == 0
    assert Terms((), "en").relevance(["moon"]) == 0
