"""From what the sources gave to the stories a batch makes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from include.domain.batch import BatchRequest
from include.ledger.ledger import Ledger
from include.providers.errors import Refused
from include.topics.choosing import Choice, choose
from include.topics.gathering import Gathered
from include.topics.memory import Recalled, looking, remembered
from include.topics.merging import Story, stories, tellings
from include.topics.scoring import Scored, Wanted, banned_word, scored

MOST_REMEMBERED = 400
"""So many stories, the best without the memory, are looked for in it; more where few are new."""
KEPT_DAYS = 365
"""A run that looks back less far does not take away what others look back to."""


@dataclass(frozen=True)
class Discovery:
    """What a batch of a channel is after; ``now`` is the time it is after it."""

    request: BatchRequest
    channel: str
    batch: str
    book: Ledger = field(repr=False)
    now: datetime

    def choice(self, gathered: Sequence[Gathered]) -> Choice:
        """Return the stories to be made.

        Raises:
            Refused: There is none, or none is left.
        """
        kept = self.book.shorts.topic_ids(self.batch)
        told = tellings(gathered)
        if not told:
            said = " ".join(f.message for each in gathered for f in each.harvest.dropped[:3])
            raise Refused(f"The source has no topic a short can be made of. {said}".rstrip())
        wanted = Wanted(self.request.keywords, self.request.banned)
        found = [story.told_as(kept) for story in stories(told)]
        words = {story.topic.topic_id: banned_word(story, wanted) for story in found}
        allowed = [story for story in found if not words[story.topic.topic_id]]
        ranked = scored(allowed, wanted, now=self.now)
        made, nearness = self._recalled(ranked)
        looked_for = [one.story for one in ranked[: len(nearness)]]
        rest = ranked[len(nearness) :]
        return choose(
            [*scored(looked_for, wanted, now=self.now, nearness=nearness), *rest],
            kept=kept,
            made=made,
            limit=self.request.limit,
            repeats=self.request.repeats,
            banned=[(s, words[s.topic.topic_id]) for s in found if words[s.topic.topic_id]],
        )

    def decided(self, gathered: Sequence[Gathered]) -> Choice:
        """Return the stories to be made, and remember them before any other run can choose them.

        A run of the channel that remembers something meanwhile may have chosen the same, so it is
        chosen anew; that ends, for each time another run has come further.

        Raises:
            Refused: As ``choice``.
        """
        while True:
            since = self.book.memory.newest(self.channel, except_batch=self.batch)
            choice = self.choice(gathered)
            if self.keep(choice.stories, since=since):
                return choice

    def keep(self, made: Sequence[Story], *, since: int | None = None) -> bool:
        """Remember what is made, and forget what is too old to matter; as ``Memory.remember``."""
        memory = self.book.memory
        known = [remembered(story.topic, story.others) for story in made]
        if not memory.remember(self.channel, self.batch, known, since=since):
            return False
        kept_days = max(self.request.memory_days, KEPT_DAYS)
        memory.forget(self.channel, before=self.now - timedelta(days=kept_days))
        return True

    def _recalled(self, ranked: Sequence[Scored]) -> tuple[dict[str, Recalled], dict[str, float]]:
        """Return which stories were made, and how near what was made comes to each looked for.

        Those are the best, so many that there are enough new ones among them.
        """
        made: dict[str, Recalled] = {}
        nearness: dict[str, float] = {}
        days = self.request.memory_days
        if not days:
            return made, nearness
        with looking(
            self.book.memory, self.channel, now=self.now, days=days, except_batch=self.batch
        ) as memory:
            for one in ranked:
                enough = len(nearness) - len(made) >= self.request.limit
                if enough and len(nearness) >= MOST_REMEMBERED:
                    break
                opinion = memory.opinion(one.story.topic, one.story.others)
                nearness[one.story.topic.topic_id] = opinion.nearness
                if opinion.made:
                    made[one.story.topic.topic_id] = opinion.made
        return made, nearness
