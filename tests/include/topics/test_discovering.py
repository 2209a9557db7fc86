"""From sources to what is made and remembered."""

from datetime import UTC, datetime, timedelta

import pytest

from include.domain import Finding, Severity, Topic
from include.domain.batch import BatchRequest
from include.domain.source import Source
from include.ledger.ledger import Ledger
from include.providers.errors import Refused
from include.providers.harvesting import Harvest
from include.topics.discovering import Discovery
from include.topics.gathering import Gathered

NOW = datetime.now(UTC)


@pytest.fixture
def ledger(tmp_path):
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def gathered(*titles, name="Courier"):
    topics = (Topic(topic_id=f"{name} {t}", slug="x", title=t, source=name) for t in titles)
    return Gathered(Source(provider="feed", query=name), Harvest(tuple(topics)))


def discovery(ledger, batch="b1", *, channel="daily", now=NOW, **asked):
    return Discovery(BatchRequest(**asked), channel, batch, ledger, now)


def made(ledger, batch, *sources, **asked):
    about = discovery(ledger, batch, **asked)
    choice = about.choice(sources)
    about.keep(choice.stories)
    for topic in choice.topics:
        ledger.shorts.record_topic(batch, topic)
        facts = {"state": "published", "edit_digest": "e"}
        ledger.shorts.record_short(batch, topic.topic_id, **facts)
    return [topic.title for topic in choice.topics]


def test_a_story_that_another_source_told_yesterday_is_not_made_again(ledger):
    today = gathered("Google agrees to buy cybersecurity startup Wiz for $32 billion")
    assert made(ledger, "b1", today)
    later = gathered("Google to acquire Wiz in $32bn deal", "Why cats purr", name="Gazette")
    assert made(ledger, "b2", later, repeats="never") == ["Why cats purr"]


def test_any_telling_of_what_was_made_is_known_by_its_address(ledger):
    told = gathered("Google agrees to buy cybersecurity startup Wiz for $32 billion")
    same = gathered("Google to acquire Wiz in $32bn deal", name="Gazette")
    assert len(made(ledger, "b1", told, same, limit=5)) == 1
    again = Gathered(same.source, Harvest((same.harvest.topics[0].model_copy(
        update={"title": "A quite different title by now"}),)))  # fmt: skip
    with pytest.raises(Refused, match="No topic is left"):
        made(ledger, "b2", again, repeats="never")


def test_channels_make_the_same_story_each_for_itself(ledger):
    for channel in ("tides", "ships"):
        assert made(ledger, f"b-{channel}", gathered("Why cats purr"), channel=channel)


def test_sources_without_a_topic_are_refused_with_what_they_dropped(ledger):
    said = Finding(code="empty_feed", severity=Severity.WARNING, message="It has no entries.")
    empty = Gathered(Source(provider="feed"), Harvest((), (said,)))
    with pytest.raises(Refused, match=r"no topic a short can be made of\. It has no entries\."):
        discovery(ledger).choice([empty])


def test_where_every_topic_is_banned_that_is_said(ledger):
    with pytest.raises(Refused, match="1 say banned words"):
        discovery(ledger, banned=("cats",)).choice([gathered("Why cats purr")])


def test_a_year_is_kept_however_short_a_run_looks_back(ledger, monkeypatch):
    for days in (500, 300):
        monkeypatch.setattr("include.ledger.memory.now", lambda d=days: NOW - timedelta(days=d))
        made(ledger, f"b{days}", gathered(f"Story of day {days} about walruses"))
    monkeypatch.undo()
    made(ledger, "b", gathered("Why cats purr"), memory_days=1)
    with ledger.memory.of("daily", since=NOW - timedelta(days=999)) as recall:
        found = recall.near(["id Courier Story of day 500 about walruses", "walrus"]).found
    assert [one.batch for one in found] == ["b300"]


def test_no_more_is_looked_for_in_the_memory_than_is_needed(ledger, monkeypatch):
    monkeypatch.setattr("include.topics.discovering.MOST_REMEMBERED", 3)
    names = ["Tides", "Bees", "Glass", "Whales", "Salt", "Moss"]
    assert made(ledger, "b1", gathered(*names[:4]), limit=4) == names[:4]
    about = discovery(ledger, "b2", repeats="never", limit=1)
    choice = about.choice([gathered(*names)])
    assert [topic.title for topic in choice.topics] == ["Salt"]
    assert len(choice.findings) == 5


def test_hundreds_of_topics_of_many_sources_are_decided_about(ledger):
    sources = [
        gathered(*(f"Report {n} of town {n * 7} about bridge {k}" for n in range(50)), name=f"s{k}")
        for k in range(4)
    ]
    choice = discovery(ledger, limit=5).choice(sources)
    assert len(choice.topics) == 5
    assert len(choice.findings) <= 51


def test_two_runs_that_decide_at_the_same_moment_make_different_stories(ledger):
    found, met = gathered("Why cats purr", "How glass is blown"), []

    class Slow(Discovery):
        def choice(self, gathered_):
            choice = super().choice(gathered_)
            if not met:
                other = discovery(ledger, "b2", limit=1).decided(gathered_)
                met.extend(topic.title for topic in other.topics)
            return choice

    slow = Slow(BatchRequest(limit=1), "daily", "b1", ledger, NOW)
    mine = [topic.title for topic in slow.decided([found]).topics]
    assert (met, mine) == (["Why cats purr"], ["How glass is blown"])
    again = [topic.title for topic in slow.decided([found]).topics]
    assert again == mine, "run again, it chooses the same"


def test_what_another_channel_remembers_meanwhile_is_no_reason_to_choose_anew(ledger):
    since = ledger.memory.newest("daily", except_batch="b1")
    discovery(ledger, "b2", channel="tides").decided([gathered("Why cats purr")])
    assert ledger.memory.newest("daily", except_batch="b1") == since
    assert ledger.memory.newest("tides", except_batch="b1") > since
