"""Topics and shorts are written down once per batch."""

import pytest

from include.domain import Topic
from include.ledger.ledger import Ledger


@pytest.fixture
def ledger(tmp_path):
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def test_a_topic_another_batch_had_is_seen(ledger):
    topic = Topic(topic_id="t1", slug="tides", title="Tides")
    ledger.shorts.record_topic("b1", topic)
    ledger.shorts.record_topic("b1", topic.model_copy(update={"title": "The tides"}))
    assert set(ledger.shorts.seen(["t1", "t2"])) == {"t1"}
    assert ledger.shorts.seen(["t1"])["t1"].tzinfo is not None
    assert ledger.shorts.seen(["t1"], except_batch="b1") == {}


def test_a_short_keeps_what_later_stages_do_not_say(ledger):
    ledger.shorts.record_short("b1", "t1", slug="tides", title="Tides", state="started")
    ledger.shorts.record_short("b1", "t1", state="failed", stage="render_short", error="no room")
    (row,) = ledger.shorts.shorts("b1")
    assert (row["slug"], row["state"], row["stage"]) == ("tides", "failed", "render_short")


def test_an_unknown_fact_is_named(ledger):
    with pytest.raises(ValueError, match="'colour'"):
        ledger.shorts.record_short("b1", "t1", colour="blue")
