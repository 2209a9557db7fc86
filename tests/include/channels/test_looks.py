import pytest

from include.channels import ChannelError, channel, looks
from include.resources import RESOURCES

OWN = (RESOURCES / "looks/calm.yaml").read_text()


def test_a_channel_brings_looks_of_its_own(write):
    write("tides/looks/brand.yaml", OWN.replace("palette: ", "palette: teal #", 1))
    write("tides.yaml", "look: brand\n")
    assert channel("tides").asks.look == "brand"
    assert looks.looks("tides") == ("bold", "brand", "calm", "default")
    found = looks.look("brand", "tides")
    assert (found.name, found.palette) == ("tides/brand", "teal")


def test_one_of_the_same_name_comes_before_the_shipped(write):
    write("tides/looks/calm.yaml", OWN)
    assert looks.look("calm", "tides").name == "tides/calm"
    assert looks.look("calm", "bees").name == "calm"


def test_the_looks_of_a_channel_are_no_other_s(write):
    write("tides/looks/brand.yaml", OWN)
    with pytest.raises(ValueError, match="Look 'brand' does not exist"):
        looks.look("brand", "daily")


def test_a_broken_look_is_told_of_with_its_channel(write):
    write("tides/looks/brand.yaml", OWN + "\nglitter: 3\n")
    write("tides.yaml", "look: brand\n")
    with pytest.raises(ChannelError, match=r"tides/looks/brand.yaml, line \d+, field glitter"):
        channel("tides")


def test_its_captions_are_a_style_there_is(write):
    write("tides/looks/brand.yaml", OWN.replace("caption: ", "caption: odd #", 1))
    with pytest.raises(ChannelError, match="field caption: there is no caption style 'odd'"):
        looks.look("brand", "tides")
