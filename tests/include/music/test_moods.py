from random import Random

import pytest

from include.music.moods import mood, theory
from include.music.score import STEPS
from include.providers.errors import Fatal


def test_the_five_moods_exist():
    assert set(theory().moods) == {"calm", "bright", "curious", "serious", "upbeat"}


def test_auto_reaches_every_mood():
    chosen = [mood("auto", Random(seed)) for seed in range(60)]
    assert all(known in chosen for known in theory().moods.values())


@pytest.mark.parametrize("name", ["", "gloomy", "Calm", "../calm", "{}"])
def test_an_unknown_mood_is_refused_with_those_that_exist(name):
    with pytest.raises(Fatal, match="calm, bright, curious, serious, upbeat"):
        mood(name, Random(1))


@pytest.mark.parametrize("known", theory().moods.values(), ids=list(theory().moods))
def test_a_mood_names_only_what_exists(known):
    assert set(known.modes) <= set(theory().modes)
    assert set(known.colours) <= set(theory().colours)
    assert set(known.patterns) <= set(theory().patterns)
    assert {degree for roots in known.roots for degree in roots} <= set(range(7))


def test_every_pattern_fills_a_bar():
    assert all(len(pattern) == STEPS for pattern in theory().patterns.values())
    assert set("".join(theory().patterns.values())) <= set("0123.")
