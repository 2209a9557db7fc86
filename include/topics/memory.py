"""Whether a channel made a story before, by its address, its title, or in other words."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from include.domain import Topic
from include.ledger.memory import Found, Memory, Recall, Remembered
from include.topics.meanings import plain
from include.topics.sameness import MODEL, Rarity, same
from include.topics.wording import COMMON, Wording, wording

MOST_KEYS = 8
"""So many words of a title it is found by; those that tell the most."""
FEW = 2
ID, TITLE = "id ", "title "
SAME_DAYS = timedelta(days=14)
"""Beyond so long, what reads alike may be the next of its kind, and must be more alike."""
FEWEST_KNOWN = 1000


@dataclass(frozen=True)
class Recalled:
    """What is remembered of a story, how likely it is the same, and by what."""

    title: str
    batch: str
    at: datetime
    likelihood: float
    by: str


@dataclass(frozen=True)
class Opinion:
    """What the memory says of a topic: it was made, and what comes nearest to it if not."""

    made: Recalled | None
    nearness: float


def remembered(topic: Topic, others: tuple[Topic, ...] = ()) -> Remembered:
    """Return what is to be remembered of a topic; ``others`` are the same story elsewhere."""
    said = wording(topic.title, language=topic.language)
    named = (key for one in others for key in _names(one))
    keys = dict.fromkeys((*trace(topic, said), *named))
    return Remembered(topic.topic_id, topic.title, topic.language, tuple(keys))


def trace(topic: Topic, said: Wording) -> tuple[str, ...]:
    """Return what a topic is found by: its id, its title, and its most telling words."""
    return (*_names(topic), *word_keys(said))


def word_keys(said: Wording) -> tuple[str, ...]:
    """Return the most telling words of a title, as keys."""
    terms = sorted(said.title.values(), key=lambda term: (-term.weight, term.text))
    telling = [term.text for term in terms if term.weight > COMMON][:MOST_KEYS]
    return tuple(telling if len(telling) > FEW else (term.text for term in terms[:MOST_KEYS]))


@dataclass(frozen=True)
class Looking:
    """A look into a channel's memory; ``now`` is the time it is done at."""

    recall: Recall
    now: datetime

    def opinion(self, topic: Topic, others: tuple[Topic, ...] = ()) -> Opinion:
        """Return whether a story was made, by whichever of its traces is the surest.

        ``others`` are its other tellings: their addresses and titles are looked for as well.
        """
        said = wording(topic.title, topic.text, language=topic.language)
        names = {key for one in (topic, *others) for key in _names(one)}
        known = self.recall.near((*names, *word_keys(said)))
        rarity = _rarity(known.counts, known.total)
        judged = [self._judged(said, rarity, one, names) for one in known.found]
        best = max(judged, key=lambda one: (one[0], one[1].likelihood), default=None)
        if best is None:
            return Opinion(None, 0.0)
        nearness = max(one.likelihood for _, one in judged)
        return Opinion(best[1] if best[0] else None, nearness)

    def _judged(
        self, said: Wording, rarity: Rarity, one: Found, names: set[str]
    ) -> tuple[bool, Recalled]:
        if named := names & one.shared:
            by = "its title" if all(key.startswith(TITLE) for key in named) else "its address"
            return True, Recalled(one.title, one.batch, one.at, 1.0, by)
        likely = same(said, _known(one.title, one.language), rarity)
        late = self.now - one.at > SAME_DAYS
        enough = MODEL.one_story_later if late else MODEL.one_story
        return likely >= enough, Recalled(one.title, one.batch, one.at, likely, "its words")


@contextmanager
def looking(
    memory: Memory, channel: str, *, now: datetime, days: int, except_batch: str
) -> Iterator[Looking]:
    """Look into what a channel made in the last ``days``, one batch apart."""
    since = now - timedelta(days=days)
    with memory.of(channel, since=since, except_batch=except_batch) as recall:
        yield Looking(recall, now)


def _rarity(counts: dict[str, int], total: int) -> Rarity:
    """Hold a word the more telling the fewer remembered topics say it."""
    whole = math.log(2 + max(total, FEWEST_KNOWN))

    def rarity(term: str) -> float:
        return 1 - math.log(1 + counts.get(term, 0)) / whole

    return rarity


@lru_cache(maxsize=2048)
def _known(title: str, language: str) -> Wording:
    return wording(title, language=language)


def _names(topic: Topic) -> tuple[str, str]:
    """Return the keys of its id, which stands for its address, and of its title."""
    words = "".join(c if c.isalnum() else " " for c in plain(topic.title)).split()
    return f"{ID}{topic.topic_id}", f"{TITLE}{' '.join(words)}"
