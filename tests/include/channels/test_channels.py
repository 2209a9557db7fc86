"""Channels are found by their files; a broken one is told of and hides no other."""

import pytest

from include import channels
from include.domain.source import Source
from include.settings import PROJECT

EXAMPLE = PROJECT / "include/channels/example.yaml.sample"


def test_the_shipped_example_is_off_and_sound(write):
    assert channels.names() == ()
    write("example.yaml", EXAMPLE.read_text())
    example = channels.channel("example")
    assert (example.schedule, example.timezone) == ("30 7 * * 1-5", "Europe/Lisbon")
    assert (example.asks.aspect, example.asks.look) == ("9:16", "calm")
    assert example.pronunciations == {"Bay of Fundy": "Bay of Fundee"}


def test_so_is_what_it_has_in_comments(write):
    text = EXAMPLE.read_text()
    start = text.index("# allow_hosts")
    write("example.yaml", text[:start] + text[start:].replace("\n# ", "\n").removeprefix("# "))
    (capture,) = channels.channel("example").captures
    assert [step.do for step in capture.steps] == ["click", "wait", "scroll"]


def test_no_channel_file_is_shipped():
    assert list((PROJECT / "include/channels").glob("*.y*ml")) == []


def test_a_broken_file_hides_no_other(write):
    write("bees.yaml", "title: Bees\nsources: ['https://bees.example/feed.xml']\n")
    write("tides.yaml", "limit: 0\n")
    write("Tea Time.yaml", "")
    write("wind.yml", "")
    (bees,) = channels.channels()
    assert bees.asks.sources == (Source(provider="feed", query="https://bees.example/feed.xml"),)
    tea, tides, wind = channels.faults()
    assert "Tea Time.yaml" in tea
    assert "tides.yaml, line 1, field limit" in tides
    assert "Name it wind.yaml" in wind


def test_the_channel_of_the_daily_batch_needs_no_file(write):
    assert channels.channel("daily").asks == type(channels.channel("daily").asks)()


def test_a_channel_without_a_file_is_answered_with_those_that_have_one(write):
    write("bees.yaml", "")
    with pytest.raises(channels.ChannelError, match=r"tides.yaml. .*one of: daily, bees"):
        channels.channel("tides")


@pytest.mark.parametrize("name", ["../tides", "/etc/passwd", "x/../../tides"])
def test_a_name_leads_nowhere_else(write, tmp_path, name):
    (tmp_path.parent / "tides.yaml").write_text("")
    with pytest.raises(channels.ChannelError):
        channels.channel(name)


def test_what_is_hidden_or_no_yaml_is_not_looked_at(write):
    for name in (".bees.yaml", "bees.yaml~", "bees.yaml.sample", "notes.txt"):
        write(name, "x")
    assert channels.names() == ()
