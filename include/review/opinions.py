"""What the reviewers' answers come to."""

from collections.abc import Sequence

from include.domain import Review
from include.domain.review import Opinion


def decided(opinions: Sequence[Opinion], *, approvals: int) -> Review | None:
    """Return the decision that the answers so far come to; ``None`` while it takes one more.

    Whoever rejects, or wants a new take, decides alone. Somebody who approves twice is one person.
    """
    last = opinions[-1]
    if last.decision != "approve":
        return Review(decision=last.decision, by=last.by, feedback=last.feedback, at=last.at)
    each = tuple({opinion.user_id: opinion for opinion in opinions}.values())
    if len(each) < approvals:
        return None
    names = " and ".join(opinion.by for opinion in each)
    return Review(decision="approve", by=names, feedback=_feedback(each), at=last.at)


def _feedback(opinions: Sequence[Opinion]) -> str:
    said = [opinion for opinion in opinions if opinion.feedback]
    if len(said) == 1:
        return said[0].feedback
    return "\n".join(f"{opinion.by}: {opinion.feedback}" for opinion in said)
