from datetime import UTC, datetime

import pytest

from include.domain import Finding, Severity, Topic
from include.providers.errors import Refused
from include.providers.harvesting import Harvest
from include.topics.choosing import choose

YESTERDAY = datetime(2026, 11, 21, tzinfo=UTC)
LAST_WEEK = datetime(2026, 11, 15, tzinfo=UTC)


def topic(name: str) -> Topic:
    return Topic(topic_id=name, slug=name, title=name)


FOUND = (topic("tides"), topic("bees"), topic("glass"))


def chosen(made, *, limit=3, repeats="avoid", kept=()):
    topics, _ = choose(Harvest(FOUND), kept=kept, made=made, limit=limit, repeats=repeats)
    return [each.topic_id for each in topics]


def test_new_topics_come_in_the_order_of_the_source_and_never_more_than_asked_for():
    assert chosen({}, limit=2) == ["tides", "bees"]


def test_topics_made_before_come_last_those_made_longest_ago_first():
    assert chosen({"tides": YESTERDAY, "bees": LAST_WEEK}) == ["glass", "bees", "tides"]


def test_a_repeated_topic_is_a_finding():
    _, findings = choose(
        Harvest(FOUND), kept=(), made={"tides": YESTERDAY}, limit=3, repeats="avoid"
    )
    assert [finding.code for finding in findings] == ["topic_repeated"]
    assert "2026-11-21" in findings[0].message


def test_never_means_never():
    assert chosen({"tides": YESTERDAY}, repeats="never") == ["bees", "glass"]


def test_no_topic_left_is_refused_with_what_to_do():
    made = dict.fromkeys(["tides", "bees", "glass"], YESTERDAY)
    with pytest.raises(Refused, match=r"No topic is left: all 3 topics.*give topics by hand"):
        chosen(made, repeats="never")


def test_a_source_without_a_usable_topic_is_refused_with_why():
    empty = Finding(code="empty_feed", severity=Severity.WARNING, message="It has no entries.")
    with pytest.raises(Refused, match=r"no topic a short can be made of\. It has no entries\."):
        choose(Harvest((), (empty,)), kept=(), made={}, limit=3, repeats="avoid")


def test_run_again_a_batch_keeps_its_topics_whatever_others_made_meanwhile():
    made = {"tides": YESTERDAY, "bees": YESTERDAY}
    assert chosen(made, limit=2, kept=["bees", "tides"]) == ["bees", "tides"]


def test_a_topic_that_left_the_source_is_replaced():
    assert chosen({}, limit=2, kept=["gone", "glass"]) == ["glass", "tides"]
