"""Another take says something else, as far as the source goes."""

import pytest

from include.domain import Topic
from include.providers.text.extractive import Extractive

LONG = (
    "The moon pulls on the ocean and raises a bulge of water on the side that faces it. "
    "A second bulge rises on the far side of the Earth, where the pull is weakest. "
    "As the Earth turns, every coast passes through both bulges in about twenty-five hours. "
    "When sun and moon stand in line, their pulls add up to the high spring tides. "
    "In the Bay of Fundy the water climbs as much as sixteen metres between low and high. "
    "Fishers and pilots have read these rhythms from printed tables for two centuries. "
    "Mudflats that lie dry at noon feed thousands of wading birds before the evening flood. "
    "Engineers in Brittany turned the river mouth of the Rance into a power station. "
    "Oysters open their shells by a clock that follows the water, even in a dark tank. "
    "Corals write a thin band for every tide, and so tell how long an ancient day was. "
    "Friction in shallow seas slows the spin of the planet by a moment each century. "
    "The moon, in return, drifts away from us by as much as a fingernail grows."
)


def take(number, text=LONG, **fields):
    topic = Topic(
        topic_id="a1b2c3", slug="tides", title="Why the sea breathes twice a day", **fields
    )
    about = topic.model_copy(update={"text": text, "take": number})
    return Extractive().write(about, target_s=35)


def sentences(script):
    return {part for beat in script.beats for part in beat.spoken.split(". ")}


def test_each_take_opens_in_another_way():
    openings = [take(number).beats[0].spoken for number in (1, 2, 3)]
    assert len(set(openings)) == 3


def test_a_take_tells_more_that_is_new_than_that_was_told():
    first, second = sentences(take(1)), sentences(take(2))
    assert len(second - first) > len(second & first)


def test_the_same_take_is_always_the_same():
    assert take(3) == take(3)


def test_pictures_differ_too():
    assert not {b.seen for b in take(1).beats} & {b.seen for b in take(2).beats}


@pytest.mark.parametrize("text", ["", "The tide comes twice a day. It goes twice, too."])
@pytest.mark.parametrize("number", [2, 10])
def test_a_thin_source_still_gives_a_script(text, number):
    script = take(number, text)
    assert len(script.beats) >= 4


def test_other_opening_asked_of_a_take_is_not_that_of_the_next():
    wanted = take(2, feedback="Another opening, please.")
    assert wanted.beats[0].spoken not in {take(1).beats[0].spoken, take(2).beats[0].spoken}


def test_the_tenth_take_is_written_as_a_script_of_full_length():
    assert 4 <= len(take(10).beats) <= 8
