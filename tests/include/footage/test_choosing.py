"""Of what a stock offers, what suits the shot best, and nothing that does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.footage.choosing import enlarged, ranked
from include.footage.rules import rules
from tests.include.footage.parts import hit, need

UPRIGHT, WIDE = ((1080, 1920),), ((1920, 1080),)


def best(*hits, used=(), **wanted):
    return [choice.hit.footage_id for choice in ranked(hits, need(**wanted), used=used)]


def test_what_no_tag_says_to_be_about_the_shot_is_left_out():
    """Stocks answer every search with something."""
    assert best(hit("a", words=("city", "traffic")), hit("b"), hit("c", words=())) == ["b"]


def test_a_clip_about_more_of_the_shot_comes_first():
    one, both = hit("one", words=("waves",)), hit("both", words=("ocean", "wave"))
    assert best(one, both) == ["both", "one"]


def test_a_clip_of_the_shape_of_the_short_comes_first():
    assert best(hit("wide", sizes=WIDE), hit("upright", sizes=UPRIGHT)) == ["upright", "wide"]
    found = best(hit("upright", sizes=UPRIGHT), hit("wide", sizes=WIDE), aspect="16:9")
    assert found[0] == "wide"


def test_a_clip_too_short_to_be_slowed_to_the_shot_is_left_out():
    short, slowed, long = hit("s", duration_s=3.5), hit("m", duration_s=3.6), hit("l")
    assert best(short, slowed, long) == ["l", "m"]


def test_a_clip_that_is_far_too_long_is_left_out():
    assert best(hit("film", duration_s=rules().longest_s + 1), hit("clip")) == ["clip"]


def test_a_still_may_be_shown_for_as_long_as_needed_but_a_clip_comes_first():
    assert best(hit("still", duration_s=0), hit("clip"), duration_s=9) == ["clip", "still"]


def test_the_smallest_file_that_is_sharp_enough_is_taken():
    sizes = ((2160, 3840), (1080, 1920), (540, 960))
    (choice,) = ranked([hit(sizes=sizes)], need())
    assert choice.rendition.height_px == 1920
    (choice,) = ranked([hit(sizes=((720, 1280), (900, 1600), (360, 640)))], need())
    assert choice.rendition.height_px == 1600


def test_what_would_look_soft_is_left_out():
    assert best(hit("tiny", sizes=((360, 640),)), hit("hd", sizes=((720, 1280),))) == ["hd"]


def test_a_wide_clip_is_shown_whole_and_needs_less():
    assert enlarged(1920, 1080, need()) == pytest.approx(1080 / 1920)
    assert enlarged(540, 960, need()) == pytest.approx(2.0)


def test_what_was_shown_before_is_left_out():
    assert best(hit("a"), hit("b"), used={"a"}) == ["b"]


def test_of_equals_the_stocks_first_is_taken():
    assert best(*(hit(str(n)) for n in range(5))) == list("01234")


HITS = st.builds(
    hit,
    st.uuids().map(str),
    words=st.lists(st.sampled_from(["ocean", "waves", "city", "moon"])).map(tuple),
    sizes=st.lists(
        st.tuples(st.integers(1, 8000), st.integers(1, 8000)), min_size=1, max_size=4
    ).map(tuple),
    duration_s=st.floats(0, 4000),
)


@given(st.lists(HITS, max_size=8), st.sampled_from(["9:16", "16:9", "1:1", "4:5"]),
       st.floats(0, 30))  # fmt: skip
def test_whatever_is_offered_what_is_chosen_can_be_shown(hits, aspect, duration_s):
    wanted = need(aspect=aspect, duration_s=duration_s)
    choices = ranked(hits, wanted)
    assert [c.score for c in choices] == sorted((c.score for c in choices), reverse=True)
    for choice in choices:
        found, file = choice.hit, choice.rendition
        assert file in found.renditions
        assert enlarged(file.width_px, file.height_px, wanted) <= rules().most_enlarged
        assert {"ocean", "waves"} & set(found.words)
        assert found.is_still or found.duration_s * rules().slowest >= duration_s
