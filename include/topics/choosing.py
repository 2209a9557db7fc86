"""Which stories are made: new ones first, the best of them, never more than asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from include.domain import Finding, Severity, Topic
from include.providers.errors import Refused
from include.topics.memory import Recalled
from include.topics.merging import Story
from include.topics.scoring import Scored

MOST_DROPPED = 50
"""So many that were dropped are told of one by one."""


@dataclass(frozen=True)
class Choice:
    """The stories to be made, each told as its topic, and what a person should know of the rest."""

    stories: tuple[Story, ...]
    findings: tuple[Finding, ...]

    @property
    def topics(self) -> tuple[Topic, ...]:
        """What is made."""
        return tuple(story.topic for story in self.stories)


def choose(
    found: Sequence[Scored],
    *,
    kept: Sequence[str],
    made: Mapping[str, Recalled],
    limit: int,
    repeats: str,
    banned: Sequence[tuple[Story, str]] = (),
) -> Choice:
    """Choose at most ``limit`` stories, and say why each was chosen or dropped.

    Args:
        found: The stories, best first.
        kept: Ids the same batch chose when its task ran before: they stay, in their order.
        made: What is remembered of stories that were made before, by their topics' ids.
        limit: How many there may be.
        repeats: With "avoid", stories made before come after the new ones, those made longest ago
            first; with "never" they are dropped.
        banned: Stories that are out of the question, with the word that they say.

    Raises:
        Refused: None is left.
    """
    again = {one.story.topic.topic_id: one for one in found if one.story.topic.topic_id in kept}
    rest = [one for one in found if one.story.topic.topic_id not in again]
    new = [again[key] for key in kept if key in again]
    new += [one for one in rest if one.story.topic.topic_id not in made]
    old = [one for one in rest if one.story.topic.topic_id in made]
    old.sort(key=lambda one: made[one.story.topic.topic_id].at)
    repeated = old[: max(0, limit - len(new))] if repeats != "never" else []
    if not new and not repeated:
        raise Refused(_nothing_left(len(old), banned))
    chosen = [_because(one.story, one.why) for one in new[:limit]]
    chosen += [_because(one.story, _before(made[one.story.topic.topic_id])) for one in repeated]
    dropped = [
        *((story, f"it says {word!r}, which is banned") for story, word in banned),
        *((one.story, _was_made(made[one.story.topic.topic_id])) for one in old[len(repeated) :]),
        *((one.story, f"{limit} were better; {one.why}") for one in new[limit:]),
    ]
    merged = [finding for story in chosen for finding in _merged(story)]
    return Choice(
        tuple(chosen),
        (
            *map(_repeated, chosen[len(new[:limit]) :]),
            *_bounded([*merged, *map(_dropped, dropped)]),
        ),
    )


def _because(story: Story, why: str) -> Story:
    first = story.tellings[0]
    told = replace(first, topic=first.topic.model_copy(update={"why": why}))
    return Story((told, *story.tellings[1:]))


def _before(recalled: Recalled) -> str:
    return f"Made before, on {recalled.at:%Y-%m-%d}."


def _was_made(recalled: Recalled) -> str:
    return (
        f"it was made before, on {recalled.at:%Y-%m-%d}, as {recalled.title[:80]!r}, known by "
        f"{recalled.by} ({recalled.likelihood:.0%})"
    )


def _nothing_left(made: int, banned: Sequence[object]) -> str:
    if not made and not banned:
        return "The sources have no topic a short can be made of."
    reasons = [f"all {made} topics of the source were made before"] if made else []
    reasons += [f"{len(banned)} say banned words"] if banned else []
    return (
        f"No topic is left: {' and '.join(reasons)}. Wait for new ones, name another feed, give "
        "topics by hand, or set repeats to avoid."
    )


def _merged(story: Story) -> list[Finding]:
    return [
        _finding(f"{one.topic.title!r} of {one.source} is the story of {story.topic.title!r}.")
        for one in story.tellings[1:]
    ]


def _dropped(dropped: tuple[Story, str]) -> Finding:
    story, why = dropped
    return _finding(f"{story.topic.title!r} was not chosen: {why}.")


def _finding(message: str) -> Finding:
    return Finding(
        code="topic_dropped",
        severity=Severity.INFO,
        message=message,
        remedy="Nothing is needed; give the topic by hand if it is wanted.",
    )


def _bounded(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    shown, more = findings[:MOST_DROPPED], len(findings) - MOST_DROPPED
    if more <= 0:
        return tuple(shown)
    return (*shown, _finding(f"{more} more topics were not chosen."))


def _repeated(story: Story) -> Finding:
    return Finding(
        code="topic_repeated",
        severity=Severity.WARNING,
        message=f"{story.topic.title!r}: {story.topic.why}",
        remedy="Set repeats to never, or add a source with new topics.",
    )
