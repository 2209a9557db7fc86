"""The rules are whole and can be kept."""

from include.footage.rules import rules
from include.quality.thresholds import thresholds
from include.rendering.clips import SLOWEST


def test_what_is_chosen_is_neither_held_nor_soft_in_the_short():
    """The render slows a clip so far before it holds a frame; the gate warns of soft ones."""
    assert rules().slowest <= SLOWEST
    assert rules().most_enlarged <= thresholds().enlarged_times


def test_searches_go_from_precise_to_general():
    counts = rules().query_words
    assert list(counts) == sorted(counts, reverse=True)
    assert counts[-1] >= 1
    assert counts[0] <= rules().most_terms


def test_what_is_visible_is_not_called_camera_too():
    assert not rules().visible & rules().camera
