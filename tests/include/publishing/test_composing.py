"""What a platform is told: within its limits, and with all that must be said."""

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.domain.edit import Credit
from include.domain.sidecar import Part
from include.providers.errors import Fatal
from include.providers.publishing import Wording
from include.publishing.composing import composed
from include.resources import data
from include.text.fitting import MEASURES
from tests.include.publishing.world import CREDITS, DISCLOSURE, SOURCES, post

ROOMY = Wording(text=2200)
TITLED = Wording(text=5000, title=100, unit="bytes", forbidden="<>", marks_ai=True)


def test_without_a_title_the_text_begins_with_it():
    assert composed(post(), ROOMY).description == (
        "Tides\n\nWhy the sea breathes twice a day.\n\n#Tides #Moon\n\n"
        "Sources:\nhttps://example.org/tides\nPictures: Ada Sea, CC-BY-4.0\n"
        "Music: bed, CC0-1.0\nMade with AI: synthetic voice, AI pictures"
    )


def test_a_platform_with_a_mark_for_ai_needs_no_words_for_it():
    assert "Made with AI" not in composed(post(), TITLED).description


def test_labels_are_in_the_language_of_the_short_and_english_for_others():
    assert "Quellen:\n" in composed(post(language="de-AT"), ROOMY).description
    assert "Sources:\n" in composed(post(language="tlh"), ROOMY).description


@pytest.mark.parametrize("language", sorted(data("post.yaml")))
def test_every_part_has_a_name_in_every_language(language):
    kinds = get_args(Credit.model_fields["kind"].annotation)
    parts = tuple(Part(part=k, kind=k, provider=k, licence="CC0-1.0") for k in kinds)
    said = DISCLOSURE.model_copy(update={"synthetic_text": True, "synthetic_music": True})
    made = composed(post(language=language, credits=parts, disclosure=said), ROOMY)
    assert made.description.count("CC0-1.0") == len(kinds)
    assert len(re.split("[,،、]", made.description.splitlines()[-1])) == 4


@given(
    st.text(max_size=6000),
    st.text(max_size=300),
    st.lists(st.text(max_size=40), max_size=60),
    st.sampled_from(sorted(MEASURES)),
    st.integers(300, 2200),
    st.sampled_from([0, 100]),
)
def test_it_never_passes_a_limit_and_never_cuts_what_must_be_said(
    free, title, hashtags, unit, room, longest_title
):
    wording = Wording(text=room, title=longest_title, unit=unit, hashtags=30, forbidden="<>")
    made = composed(
        post(description=free, title=title, hashtags=tuple(hashtags), credits=CREDITS), wording
    )
    assert MEASURES[unit](made.description) <= room
    assert len(made.title) <= (longest_title or room)
    assert not set("<>") & set(made.description + made.title)
    assert len(made.hashtags) <= 30
    for due in (*SOURCES, "Ada Sea, CC-BY-4.0", "CC0-1.0", "Made with AI"):
        assert due in made.description


def test_the_free_text_is_cut_and_not_the_sources():
    made = composed(post(description="word " * 2000), Wording(text=400))
    assert len(made.description) <= 400
    assert "word…" in made.description
    assert made.description.endswith("AI pictures")


def test_what_cannot_be_said_in_full_is_not_said_at_all():
    sources = tuple(f"https://example.org/{number:0100}" for number in range(30))
    with pytest.raises(Fatal, match="sources and licences of 'Tides' need"):
        composed(post(sources=sources), ROOMY)


def test_nobody_is_mentioned_and_nothing_tagged_by_somebody_elses_text():
    said = composed(post(title="@all #win", description="by @eve: a@b.c, C# #1"), ROOMY)
    assert said.description.startswith("all win\n\nby eve: a@b.c, C# 1\n\n#Tides")


def test_no_sign_is_left_to_command_when_another_is_taken_away():
    said = composed(post(title="@@all ##win", description="@#a #@b \uff20c \uff03d"), ROOMY)
    assert said.description.startswith("all win\n\na b c d\n\n#Tides")


def test_an_address_stays_one_and_mentions_nobody():
    source = "https://medium.com/@eve/a<b>"
    assert (
        "https://medium.com/%40eve/a%3Cb%3E"
        in composed(post(sources=(source,)), TITLED).description
    )


def test_direction_marks_and_control_characters_of_others_are_left_out():
    made = composed(post(title="a\u202eb\x00c\u2066d"), TITLED)
    assert made.title == "a b c d"


def test_a_hashtag_is_one_word_and_stands_once():
    made = composed(post(hashtags=("#New York", "#newyork", "#", "Moon", "#月")), TITLED)
    assert made.hashtags == ("#NewYork", "#Moon", "#月")
