"""Orders of which nobody knows whether they were paid, and what a person is told of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Self

from include.domain import Finding, Severity
from include.ledger.entries import INTENT, Entry

CODE = "order_in_doubt"
SHOWN_PROMPT = 60


@dataclass(frozen=True)
class Doubt:
    """A submission whose reply was lost. ``spent`` says that the spending counts it already."""

    topic_id: str
    usd: float
    spent: bool
    finding: Finding

    @classmethod
    def of(cls, entry: Entry, *, page: str = "") -> Self:
        """Tell of an entry of the ledger; ``page`` is where a person sees the provider's jobs."""
        spent = entry.state != INTENT
        finding = Finding(
            code=CODE,
            severity=Severity.WARNING,
            message=_message(entry),
            remedy=_remedy(entry, page or f"the jobs of {entry.provider}", again=spent),
        )
        return cls(entry.topic_id, entry.expected_usd, spent, finding)


def usd(doubts: Iterable[Doubt]) -> float:
    """Return what may have been charged."""
    return sum(doubt.usd for doubt in doubts)


def unspent_usd(doubts: Iterable[Doubt]) -> float:
    """Return what may have been charged and the spending does not count."""
    return usd(doubt for doubt in doubts if not doubt.spent)


def _message(entry: Entry) -> str:
    sent = entry.submitted_at.astimezone(UTC)
    return (
        f"{entry.stage.capitalize()} {entry.shot_index + 1} was sent to {entry.provider} at "
        f"{sent:%Y-%m-%d %H:%M:%S} UTC and the reply was lost: nobody knows whether "
        f"{entry.expected_usd:.2f} USD were charged."
    )


def _remedy(entry: Entry, where: str, *, again: bool) -> str:
    prompt = " ".join(str(entry.order.get("prompt", "")).split())
    shown = prompt if len(prompt) <= SHOWN_PROMPT else f"{prompt[:SHOWN_PROMPT].rstrip()}…"
    look = f'Look for "{shown}" in {where}.'
    if again:
        return f"{look} It was ordered again: what is there twice was paid twice."
    return f"{look} It was not ordered again; to do so, see lost_submit_policy and clear the task."
