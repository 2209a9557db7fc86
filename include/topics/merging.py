"""What several sources tell, as stories: each once, by whoever tells the most of it."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from include.domain import Topic
from include.topics.gathering import Gathered
from include.topics.memory import trace
from include.topics.sameness import MODEL, Rarity, same
from include.topics.wording import Wording, wording

MOST_COMPARED = 20
"""A topic is compared with so many stories, those that share the most of its words."""
ENOUGH_OF_ALL = 0.35
"""So alike it must be to all tellings of a story on average, lest stories grow into chains."""
FEWEST_KNOWN = 1000
MOST_TEXT = 2000


@dataclass(frozen=True)
class Telling:
    """A topic as one source tells it; ``rank`` is its place there, 0 for the first, below 1.

    ``links`` where its source only names a page elsewhere.
    """

    topic: Topic
    source: str
    rank: float = 0.0
    links: bool = False


@dataclass(frozen=True)
class Story:
    """One story and its tellings, the fullest first."""

    tellings: tuple[Telling, ...]

    @property
    def topic(self) -> Topic:
        """Its fullest telling."""
        return self.tellings[0].topic

    @property
    def others(self) -> tuple[Topic, ...]:
        """Its other tellings."""
        return tuple(one.topic for one in self.tellings[1:])

    @property
    def sources(self) -> tuple[str, ...]:
        """Who tells it, each once."""
        return tuple(dict.fromkeys(one.source for one in self.tellings))

    def told_as(self, topic_ids: Sequence[str]) -> "Story":
        """Return it with the telling of one of these ids first, if it has such."""
        named = [one for one in self.tellings if one.topic.topic_id in topic_ids]
        rest = [one for one in self.tellings if one not in named]
        return Story((*named, *rest))


def tellings(gathered: Sequence[Gathered]) -> list[Telling]:
    """Return every topic of every source, in the sources' order."""
    return [
        Telling(
            topic,
            topic.source or str(each.source),
            rank=place / len(each.harvest.topics),
            links=each.links,
        )
        for each in gathered
        for place, topic in enumerate(each.harvest.topics)
    ]


def stories(told: Sequence[Telling]) -> tuple[Story, ...]:
    """Return what is told, each story once, in the order in which it is first told."""
    read = [_Read(one) for one in told]
    rarity = _rarity(read)
    found: list[list[_Read]] = []
    holders: dict[str, list[int]] = {}
    for one in read:
        shared = Counter(index for key in one.keys for index in holders.get(key, ()))
        best, likely = -1, 0.0
        for index, _ in shared.most_common(MOST_COMPARED):
            likelihoods = [_likely(one, other, rarity) for other in found[index]]
            alike = sum(likelihoods) / len(likelihoods) >= ENOUGH_OF_ALL
            if alike and max(likelihoods) >= max(MODEL.one_story, likely + 1e-9):
                best, likely = index, max(likelihoods)
        if best < 0:
            best = len(found)
            found.append([])
        found[best].append(one)
        for key in one.keys:
            if best not in holders.setdefault(key, []):
                holders[key].append(best)
    return tuple(Story(_fullest_first(members)) for members in found)


@dataclass(frozen=True)
class _Read:
    telling: Telling
    said: Wording = field(init=False)
    keys: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        topic = self.telling.topic
        said = wording(topic.title, topic.text, language=topic.language)
        object.__setattr__(self, "said", said)
        object.__setattr__(self, "keys", trace(topic, said))


def _likely(one: _Read, other: _Read, rarity: Rarity) -> float:
    if one.telling.topic.topic_id == other.telling.topic.topic_id:
        return 1.0
    return same(one.said, other.said, rarity)


def _rarity(read: Sequence[_Read]) -> Rarity:
    """Hold a word the more telling the fewer of these titles say it."""
    counts = Counter(term for one in read for term in one.said.title)
    whole = math.log(2 + max(len(read), FEWEST_KNOWN))

    def rarity(term: str) -> float:
        # the two that are compared say it, if anybody does
        return 1 - math.log(max(1, counts[term] - 1)) / whole

    return rarity


def _fullest_first(members: Sequence[_Read]) -> tuple[Telling, ...]:
    tellings = [one.telling for one in members]
    return tuple(sorted(tellings, key=lambda one: -min(len(one.topic.text), MOST_TEXT)))
