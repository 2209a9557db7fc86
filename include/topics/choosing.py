"""Which of the topics found are made: new ones first, never more than asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from include.domain import Finding, Severity, Topic
from include.providers.errors import Refused


def choose(
    found: Sequence[Topic],
    *,
    made: Mapping[str, datetime],
    limit: int,
    repeats: str,
) -> tuple[tuple[Topic, ...], tuple[Finding, ...]]:
    """Choose at most ``limit`` topics and say why each was chosen.

    ``made`` maps topic ids to when another batch made them last. With ``repeats`` "avoid", topics
    made before come after the new ones, those made longest ago first; with "never" they are
    dropped.

    Raises:
        Refused: No topic is left.
    """
    new = [topic for topic in found if topic.topic_id not in made]
    old = sorted(
        (topic for topic in found if topic.topic_id in made), key=lambda t: made[t.topic_id]
    )
    if repeats == "never":
        old = []
    if not new and not old:
        raise Refused(
            f"No topic is left: all {len(found)} topics of the source were made before. Wait for "
            "new ones, name another feed, give topics by hand, or set repeats to avoid."
        )
    chosen = [
        topic.model_copy(update={"why": topic.why or "New in the source."}) for topic in new
    ] + [
        topic.model_copy(update={"why": f"Made before, on {made[topic.topic_id]:%Y-%m-%d}."})
        for topic in old
    ]
    chosen = chosen[:limit]
    findings = tuple(
        Finding(
            code="topic_repeated",
            severity=Severity.WARNING,
            message=f"{topic.title!r} was made before, on {made[topic.topic_id]:%Y-%m-%d}.",
            remedy="Set repeats to never, or add a source with new topics.",
        )
        for topic in chosen
        if topic.topic_id in made
    )
    return tuple(chosen), findings
