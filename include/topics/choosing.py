"""Which of the topics found are made: new ones first, never more than asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from include.domain import Finding, Severity, Topic
from include.providers.errors import Refused
from include.providers.harvesting import Harvest


def choose(
    harvest: Harvest,
    *,
    kept: Sequence[str],
    made: Mapping[str, datetime],
    limit: int,
    repeats: str,
) -> tuple[tuple[Topic, ...], tuple[Finding, ...]]:
    """Choose at most ``limit`` topics and say why each was chosen.

    ``kept`` are the ids the same batch chose when its task ran before: they stay, in their order.
    ``made`` maps topic ids to when another batch made them last. With ``repeats`` "avoid", topics
    made before come after the new ones, those made longest ago first; with "never" they are
    dropped.

    Raises:
        Refused: The source has no usable topic, or none is left.
    """
    found = harvest.topics
    if not found:
        reasons = " ".join(finding.message for finding in harvest.dropped[:3])
        raise Refused(f"The source has no topic a short can be made of. {reasons}".rstrip())
    again = {topic.topic_id: topic for topic in found if topic.topic_id in kept}
    rest = [topic for topic in found if topic.topic_id not in again]
    new = [again[key] for key in kept if key in again]
    new += [topic for topic in rest if topic.topic_id not in made]
    old = sorted((t for t in rest if t.topic_id in made), key=lambda t: made[t.topic_id])
    if repeats == "never":
        old = []
    if not new and not old:
        raise Refused(
            f"No topic is left: all {len(found)} topics of the source were made before. Wait for "
            "new ones, name another feed, give topics by hand, or set repeats to avoid."
        )
    fresh = [_because(topic, topic.why or "New in the source.") for topic in new[:limit]]
    repeated = [
        _because(topic, f"Made before, on {made[topic.topic_id]:%Y-%m-%d}.")
        for topic in old[: limit - len(fresh)]
    ]
    return (*fresh, *repeated), tuple(_finding(topic) for topic in repeated)


def _because(topic: Topic, why: str) -> Topic:
    return topic.model_copy(update={"why": why})


def _finding(topic: Topic) -> Finding:
    return Finding(
        code="topic_repeated",
        severity=Severity.WARNING,
        message=f"{topic.title!r}: {topic.why}",
        remedy="Set repeats to never, or add a source with new topics.",
    )
