"""Topics and shorts are written down once per batch."""

import pytest
from sqlalchemy import select

from include.domain import Topic
from include.ledger.database import reading
from include.ledger.ledger import Ledger
from include.ledger.models import TopicRow


@pytest.fixture
def ledger(tmp_path):
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def recorded(ledger, batch, *names):
    for name in names:
        ledger.shorts.record_topic(batch, Topic(topic_id=name, slug=name, title=name))


def test_a_topic_is_written_down_once_per_batch(ledger):
    topic = Topic(topic_id="t1", slug="tides", title="Tides")
    ledger.shorts.record_topic("b1", topic)
    ledger.shorts.record_topic("b1", topic.model_copy(update={"title": "The tides"}))
    with reading(ledger.url) as session:
        assert session.scalars(select(TopicRow.title)).all() == ["The tides"]


def test_a_short_keeps_what_later_stages_do_not_say(ledger):
    ledger.shorts.record_short("b1", "t1", slug="tides", title="Tides", state="started")
    ledger.shorts.record_short("b1", "t1", state="failed", stage="render_short", error="no room")
    (row,) = ledger.shorts.shorts("b1")
    assert (row["slug"], row["state"], row["stage"]) == ("tides", "failed", "render_short")


def test_an_unknown_fact_is_named(ledger):
    with pytest.raises(ValueError, match="'colour'"):
        ledger.shorts.record_short("b1", "t1", colour="blue")


def test_the_topics_of_a_batch_keep_their_order(ledger):
    for name in ("t3", "t1", "t2", "t1"):
        ledger.shorts.record_topic("b1", Topic(topic_id=name, slug=name, title=name))
    ledger.shorts.record_topic("b2", Topic(topic_id="t9", slug="t9", title="t9"))
    assert ledger.shorts.topic_ids("b1") == ["t3", "t1", "t2"]
