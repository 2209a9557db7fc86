from datetime import UTC, datetime

import pytest

from include.domain import Topic
from include.providers.errors import Refused
from include.topics.choosing import MOST_DROPPED, choose
from include.topics.memory import Recalled
from include.topics.merging import Story, Telling
from include.topics.scoring import Scored

YESTERDAY = datetime(2026, 11, 21, tzinfo=UTC)
LAST_WEEK = datetime(2026, 11, 15, tzinfo=UTC)


def story(name: str, *others: str) -> Story:
    topics = (Topic(topic_id=each, slug=each, title=each) for each in (name, *others))
    return Story(tuple(Telling(topic, f"source of {topic.title}") for topic in topics))


FOUND = tuple(Scored(story(name), 0.5, {}) for name in ("tides", "bees", "glass"))


def choice(made=None, *, limit=3, repeats="avoid", kept=(), found=FOUND, banned=()):
    before = {
        n: Recalled("As told then", "b", at, 0.9, "its words") for n, at in (made or {}).items()
    }
    return choose(found, kept=kept, made=before, limit=limit, repeats=repeats, banned=banned)


def chosen(made=None, **kwargs):
    return [topic.topic_id for topic in choice(made, **kwargs).topics]


def test_new_topics_come_best_first_and_never_more_than_asked_for():
    assert chosen(limit=2) == ["tides", "bees"]


def test_topics_made_before_come_last_those_made_longest_ago_first():
    assert chosen({"tides": YESTERDAY, "bees": LAST_WEEK}) == ["glass", "bees", "tides"]


def test_a_repeated_topic_is_a_finding():
    (finding,) = choice({"tides": YESTERDAY}).findings
    assert (finding.code, finding.severity) == ("topic_repeated", "warning")
    assert "2026-11-21" in finding.message


def test_never_means_never_and_says_what_it_was():
    found = choice({"tides": YESTERDAY}, repeats="never")
    assert [topic.topic_id for topic in found.topics] == ["bees", "glass"]
    (finding,) = found.findings
    assert (finding.code, finding.severity) == ("topic_dropped", "info")
    assert finding.message == (
        "'tides' was not chosen: it was made before, on 2026-11-21, as 'As told then', known by "
        "its words (90%)."
    )


def test_no_topic_left_is_refused_with_what_to_do():
    made = dict.fromkeys(["tides", "bees", "glass"], YESTERDAY)
    with pytest.raises(Refused, match=r"No topic is left: all 3 topics.*give topics by hand"):
        chosen(made, repeats="never")


def test_run_again_a_batch_keeps_its_topics_whatever_others_made_meanwhile():
    made = {"tides": YESTERDAY, "bees": YESTERDAY}
    assert chosen(made, limit=2, kept=["bees", "tides"]) == ["bees", "tides"]


def test_a_topic_that_left_the_source_is_replaced():
    assert chosen(limit=2, kept=["gone", "glass"]) == ["glass", "tides"]


def test_what_was_not_chosen_is_said_one_by_one_and_then_counted():
    found = [Scored(story(f"t{n}"), 0.5, {}) for n in range(80)]
    findings = choice(found=found, limit=1).findings
    assert len(findings) == MOST_DROPPED + 1
    assert findings[0].message == "'t1' was not chosen: 1 were better; score 0.50."
    assert findings[-1].message == "29 more topics were not chosen."


def test_what_says_a_banned_word_is_dropped_with_the_word():
    findings = choice(banned=[(story("sharks"), "attack")]).findings
    assert findings[0].message == "'sharks' was not chosen: it says 'attack', which is banned."


def test_the_other_tellings_of_a_chosen_story_are_told():
    found = [Scored(story("tides", "the tides"), 0.5, {})]
    (finding,) = choice(found=found).findings
    assert finding.message == "'the tides' of source of the tides is the story of 'tides'."
