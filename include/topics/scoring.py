"""How good each story is: fresh, much told, fitting, new, well placed, and rich enough."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from include.domain import Topic
from include.resources import data
from include.text.languages import spaced
from include.topics.meanings import plain
from include.topics.merging import Story

SIGNALS = ("points", "views", "searches", "comments", "likes")
"""What a source counts; the first that it does is what its topics are compared by."""
UNKNOWN = 0.5
SETTLING_H = 2.0
"""Nothing is as fast as what has just begun seems to be."""
MANY_SOURCES = 3
SHORTEST_BEGINNING = 4


@dataclass(frozen=True)
class Wanted:
    """What a channel wants of topics: words it is about, and words it never says."""

    keywords: tuple[str, ...] = ()
    banned: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scored:
    """A story with its score, from 0 to 1, and what that is made of."""

    story: Story
    score: float
    parts: Mapping[str, float]
    keyword: str = ""

    @property
    def why(self) -> str:
        """What speaks for it, in words."""
        topic, said = self.story.topic, [self.story.topic.why]
        if len(self.story.sources) > 1:
            said.append(f"told by {len(self.story.sources)} sources: {_listed(self.story.sources)}")
        if self.keyword:
            said.append(f"says {self.keyword!r}")
        said += [f"{topic.signals[one]:,.0f} {one}" for one in SIGNALS if topic.signals.get(one)]
        return "; ".join(part for part in (*said, f"score {self.score:.2f}") if part)


def banned_word(story: Story, wanted: Wanted) -> str:
    """Return the first banned word or phrase that any telling of a story says, "" for none."""
    topics = (story.topic, *story.others)
    said = (_said_of(wanted.banned, f"{one.title}\n{one.text}", one.language) for one in topics)
    return next(filter(None, said), "")


def scored(
    stories: Sequence[Story],
    wanted: Wanted,
    *,
    now: datetime,
    nearness: Mapping[str, float] | None = None,
) -> tuple[Scored, ...]:
    """Return the stories with their scores, the best first.

    Args:
        stories: What is told, each once.
        wanted: What the channel wants.
        now: The time it is scored at.
        nearness: How near the nearest thing made before comes to a story, by its topic's id.
    """
    speeds = _speeds(stories, now)
    found = []
    for story in stories:
        keyword, fit = _fit(story, wanted)
        near = (nearness or {}).get(story.topic.topic_id)
        parts = {
            "freshness": _freshness(story, now),
            "velocity": _velocity(story, speeds, now),
            "fit": fit,
            "novelty": 1.0 if near is None else 1 - near,
            "rank": 1 - min(one.rank for one in story.tellings),
            "substance": min(1.0, len(story.topic.text.split()) / _told()["enough_words"])
            if spaced(story.topic.language)
            else min(1.0, len(story.topic.text) / (2 * _told()["enough_words"])),
        }
        found.append(Scored(story, _sum(parts), parts, keyword))
    return tuple(sorted(found, key=lambda one: -one.score))


def _told() -> dict[str, float]:
    told: dict[str, float] = data("topics/scoring.yaml")
    return told


def _sum(parts: Mapping[str, float]) -> float:
    weights: Mapping[str, float] = data("topics/scoring.yaml")["weights"]
    return sum(weights[name] * value for name, value in parts.items()) / sum(weights.values())


def _freshness(story: Story, now: datetime) -> float:
    dates = [one.topic.published_at for one in story.tellings if one.topic.published_at]
    if not dates:
        return UNKNOWN
    return float(0.5 ** (_age_h(max(dates), now) / _told()["half_life_h"]))


def _velocity(story: Story, speeds: Mapping[str, list[float]], now: datetime) -> float:
    """Half by how many sources tell it, half by its place among the counts of its source."""
    told = min(1.0, (len(story.sources) - 1) / (MANY_SOURCES - 1))
    places = [UNKNOWN]
    for one in story.tellings:
        speed = _speed(one.topic, now)
        others = speeds.get(one.source, [])
        if speed is not None and len(others) > 1:
            places.append(bisect_left(others, speed) / (len(others) - 1))
    best = max(places[1:], default=UNKNOWN)
    return (told + best) / 2


def _speeds(stories: Sequence[Story], now: datetime) -> dict[str, list[float]]:
    speeds: dict[str, list[float]] = {}
    for story in stories:
        for one in story.tellings:
            speed = _speed(one.topic, now)
            if speed is not None:
                speeds.setdefault(one.source, []).append(speed)
    return {source: sorted(found) for source, found in speeds.items()}


def _speed(topic: Topic, now: datetime) -> float | None:
    """What its source counts of it, an hour."""
    counted = next((topic.signals[one] for one in SIGNALS if one in topic.signals), None)
    if counted is None:
        return None
    age_h = _age_h(topic.published_at, now) if topic.published_at else 24.0
    return counted / (age_h + SETTLING_H)


def _age_h(moment: datetime, now: datetime) -> float:
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (now - moment).total_seconds() / 3600)


def _fit(story: Story, wanted: Wanted) -> tuple[str, float]:
    """The keyword that a story says, and what that is worth."""
    if not wanted.keywords:
        return "", UNKNOWN
    topics = (story.topic, *story.others)
    for topic in topics:
        if word := _said_of(wanted.keywords, topic.title, topic.language):
            return word, 1.0
    for topic in topics:
        if word := _said_of(wanted.keywords, topic.text, topic.language):
            return word, _told()["in_the_text"]
    return "", 0.0


def _said_of(words: Sequence[str], text: str, language: str) -> str:
    said = plain(text)
    return next((word for word in words if _says(said, plain(word), language)), "")


def _says(text: str, word: str, language: str) -> bool:
    """Whether a text says a word, whole and with the endings words have, or a phrase."""
    if not spaced(language) or not word.strip():
        return bool(word.strip()) and word in text
    ending = r"(?:['’]?s|e[nrs]?|n|x)?" if len(word) >= SHORTEST_BEGINNING else ""
    return re.search(rf"(?<!\w){re.escape(word)}{ending}(?!\w)", text) is not None


def _listed(sources: Sequence[str]) -> str:
    shown = [source or "unnamed" for source in sources[:5]]
    return ", ".join(shown) + (" and more" if len(sources) > len(shown) else "")
