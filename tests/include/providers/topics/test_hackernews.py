"""Hacker News, through everything that its documentation says may happen."""

import pytest

from include.providers.errors import BadReply, Retryable
from tests.emulators.hackernews import Hackernews
from tests.include.topics.talks import found


@pytest.fixture
def emulator():
    with Hackernews() as emulator:
        yield emulator


def test_a_list_is_stories_in_its_order_with_what_they_count(emulator, tmp_path):
    harvest = found("hackernews", emulator, tmp_path, "top")
    assert [topic.url for topic in harvest.topics[:3]] == [
        f"https://news.example/{n}" for n in (1, 2, 3)
    ]
    assert harvest.topics[0].signals == {"points": 499.0, "comments": 1.0}
    assert harvest.topics[0].published_at is not None
    assert {topic.source for topic in harvest.topics} == {"Hacker News"}


def test_what_is_no_story_is_left_out_and_counted(emulator, tmp_path):
    harvest = found("hackernews", emulator, tmp_path)
    assert not {"Killed", "Hive"} & {topic.title.split()[0] for topic in harvest.topics}
    (finding,) = harvest.dropped
    assert finding.message.startswith("4 items of Hacker News left out")


def test_a_story_without_an_address_has_its_own_and_its_text(emulator, tmp_path):
    harvest = found("hackernews", emulator, tmp_path)
    (ask,) = [topic for topic in harvest.topics if "keeps bees" in topic.title]
    assert ask.title == "Who keeps bees in town?"
    assert ask.url == "https://news.ycombinator.com/item?id=9002"
    assert "forty thousand" in ask.text


def test_titles_are_read_as_markup_and_lose_what_is_not_said(emulator, tmp_path):
    titles = [topic.title for topic in found("hackernews", emulator, tmp_path).topics]
    assert "Bee & Flower a map of the world's hives" in titles


def test_no_more_stories_are_asked_for_than_wanted(emulator, tmp_path):
    harvest = found("hackernews", emulator, tmp_path, extra={"stories": 3})
    assert (emulator.requests["item"], len(harvest.topics)) == (3, 3)


def test_items_that_fail_are_a_finding_and_the_others_topics(emulator, tmp_path):
    emulator.misbehave("item", "malformed", times=2)
    emulator.misbehave("item", "gone", times=2)
    harvest = found("hackernews", emulator, tmp_path)
    assert len(harvest.topics) > 20
    assert [f.code for f in harvest.dropped] == ["items_left_out", "items_failed"]
    assert "2 items" in harvest.dropped[1].message


def test_an_item_is_asked_for_again_where_trouble_passes(emulator, tmp_path):
    for how in ("500", "cut_before", "429"):
        emulator.misbehave("item", how)
    harvest = found("hackernews", emulator, tmp_path)
    assert [f.code for f in harvest.dropped] == ["items_left_out"]


def test_when_every_item_fails_the_source_fails(emulator, tmp_path):
    emulator.misbehave("item", "503", times=0)
    with pytest.raises(Retryable):
        found("hackernews", emulator, tmp_path, extra={"stories": 2})


def test_a_search_asks_for_stories_of_the_last_days(emulator, tmp_path):
    harvest = found("hackernews", emulator, tmp_path, "morning papers")
    (call,) = [call for route, call in emulator.calls if route == "search"]
    assert call.query["tags"] == "story"
    assert call.query["query"] == "morning papers"
    assert len(harvest.topics) == 30
    assert harvest.topics[0].signals["points"] > 0


def test_a_search_that_finds_nothing_is_no_error(emulator, tmp_path):
    emulator.settings["count"] = 1
    assert found("hackernews", emulator, tmp_path, "x", extra={"days": 0.001}).topics == ()


@pytest.mark.parametrize("how", ["html", "malformed"])
def test_a_list_that_is_none_is_named(emulator, tmp_path, how):
    emulator.misbehave("list", how)
    with pytest.raises(BadReply, match="Check the connection's host"):
        found("hackernews", emulator, tmp_path)
