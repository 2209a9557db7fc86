"""What a channel made does not come again, by its address, its title, or in other words."""

from datetime import UTC, datetime, timedelta

import pytest

from include.domain import Topic
from include.ledger.ledger import Ledger
from include.topics.memory import looking, remembered

NOW = datetime.now(UTC)
QUAKE = "Magnitude 7.1 earthquake strikes off the coast of northern Chile"


def topic(title, identity=None, language="en", text=""):
    identity = identity or f"id of {title}"
    return Topic(topic_id=identity, slug="x", title=title, language=language, text=text)


@pytest.fixture
def ledger(tmp_path):
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def make(ledger, *topics, batch="b1", channel="daily", state="published", edit="e"):
    ledger.memory.remember(channel, batch, [remembered(one) for one in topics])
    for one in topics:
        facts = {"state": state, "edit_digest": edit}
        ledger.shorts.record_short(batch, one.topic_id, **facts)


def opinion(ledger, about, *others, channel="daily", batch="b2", days=365, now=None):
    with looking(ledger.memory, channel, now=now or NOW, days=days, except_batch=batch) as memory:
        return memory.opinion(about, others)


def by(ledger, about, *others, **kwargs):
    made = opinion(ledger, about, *others, **kwargs).made
    return made and made.by


def test_an_address_comes_back_whatever_the_title(ledger):
    make(ledger, topic(QUAKE, "t1"))
    assert by(ledger, topic("Something else entirely", "t1")) == "its address"


def test_a_title_comes_back_whatever_its_signs(ledger):
    make(ledger, topic("“Why — the SEA is salty!”"))
    assert by(ledger, topic("Why the sea is salty", "t9")) == "its title"


def test_a_story_comes_back_in_other_words(ledger):
    make(ledger, topic(QUAKE), topic("Why cats purr"))
    found = opinion(ledger, topic("Chile hit by 7.1-magnitude quake, tsunami warning issued")).made
    assert (found.title, found.by, found.batch) == (QUAKE, "its words", "b1")
    assert 0.6 <= found.likelihood < 1


def test_another_story_that_shares_words_is_new(ledger):
    make(ledger, topic(QUAKE))
    seen = opinion(ledger, topic("Magnitude 6.4 earthquake strikes off the coast of Japan"))
    assert seen.made is None
    assert 0 < seen.nearness < 0.6


def test_the_other_tellings_of_a_story_are_remembered_and_looked_for(ledger):
    ledger.memory.remember("daily", "b1", [remembered(topic(QUAKE, "t1"), (topic("x", "t2"),))])
    assert by(ledger, topic("Anything", "t2")) == "its address"
    assert by(ledger, topic("Anything", "t8"), topic("Other", "t1")) == "its address"


def test_it_outlives_the_process(ledger, tmp_path):
    make(ledger, topic(QUAKE, "t1"))
    again = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    assert by(again, topic("x", "t1")) == "its address"


def test_channels_do_not_remember_for_each_other(ledger):
    make(ledger, topic(QUAKE, "t1"), channel="tides")
    assert by(ledger, topic(QUAKE, "t1")) is None
    assert by(ledger, topic(QUAKE, "t1"), channel="tides") == "its address"


def test_what_failed_or_was_given_up_may_come_again(ledger, monkeypatch):
    make(ledger, topic(QUAKE, "t1"), state="failed", edit="")
    assert by(ledger, topic(QUAKE, "t1")) is None


def test_what_another_batch_is_at_counts_as_made_for_two_days(ledger, monkeypatch):
    """Else two runs that overlap would make and publish the same story."""
    ledger.memory.remember("daily", "b1", [remembered(topic(QUAKE, "t1"))])
    assert by(ledger, topic(QUAKE, "t1")) == "its address"
    monkeypatch.setattr("include.ledger.memory.now", lambda: NOW + timedelta(days=3))
    assert by(ledger, topic(QUAKE, "t1")) is None


def test_a_batch_does_not_count_what_it_chose_itself(ledger):
    make(ledger, topic(QUAKE, "t1"))
    assert by(ledger, topic(QUAKE, "t1"), batch="b1") is None


def test_what_is_older_than_the_memory_may_come_again(ledger, monkeypatch):
    monkeypatch.setattr("include.ledger.memory.now", lambda: NOW - timedelta(days=40))
    make(ledger, topic(QUAKE, "t1"))
    assert by(ledger, topic(QUAKE, "t1"), days=30) is None
    assert by(ledger, topic(QUAKE, "t1"), days=60) == "its address"


def test_the_next_of_its_kind_weeks_later_must_be_more_alike(ledger, monkeypatch):
    monkeypatch.setattr("include.ledger.memory.now", lambda: NOW - timedelta(days=100))
    make(ledger, topic(QUAKE, "t1"))
    retold = topic("Chile hit by 7.1-magnitude quake, tsunami warning issued")
    early = opinion(ledger, retold, now=NOW - timedelta(days=99)).made
    assert early
    late = opinion(ledger, retold).made
    assert late is None or late.likelihood >= 0.75


def test_remembering_again_changes_nothing(ledger):
    for _ in range(2):
        make(ledger, topic(QUAKE, "t1"))
    with looking(ledger.memory, "daily", now=NOW, days=9, except_batch="") as memory:
        known = memory.recall.near(remembered(topic(QUAKE, "t1")).keys)
    assert len(known.found) == 1
    assert max(known.counts.values()) == 1


def test_what_is_long_past_is_forgotten_at_once_and_seldom(ledger, monkeypatch):
    for days in (500, 400, 10):
        monkeypatch.setattr("include.ledger.memory.now", lambda d=days: NOW - timedelta(days=d))
        make(ledger, topic(f"{QUAKE} {days}", f"t{days}"), batch=f"b{days}")
    assert ledger.memory.forget("tides", before=NOW - timedelta(days=365)) == 0
    assert ledger.memory.forget("daily", before=NOW - timedelta(days=365)) == 2
    assert ledger.memory.forget("daily", before=NOW - timedelta(days=365)) == 0
    monkeypatch.undo()
    assert by(ledger, topic("x", "t400"), days=999) is None
    assert by(ledger, topic("x", "t10"), days=999) == "its address"


@pytest.mark.parametrize("title", ["", "…", "the", "😀", "a" * 3000, "雪", "\u202e"])
def test_any_title_can_be_remembered_and_found(ledger, title):
    make(ledger, topic(title, "t1"))
    assert by(ledger, replace_id(topic(title, "t1"))) == "its title"


def replace_id(about):
    return about.model_copy(update={"topic_id": "another"})
