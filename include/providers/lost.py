"""What is known of a submission whose reply was lost."""

from dataclasses import dataclass
from typing import Any

from include.providers.values import Order

SKEW_S = 120.0
"""So far the clock of a service may be behind ours."""


@dataclass(frozen=True)
class Submission:
    """A submission whose reply was lost, and what its job could be recognised by.

    ``sent_at`` is when it was about to leave, in epoch seconds; ``known`` are jobs of others.
    """

    order: Order
    key: str
    sent_at: float
    known: frozenset[str] = frozenset()

    def may_be(self, job_id: Any, created_at: Any) -> bool:
        """Whether a job of that id and time (epoch seconds) may have come of it."""
        named = isinstance(job_id, str) and job_id != "" and job_id not in self.known
        return named and not self.is_after(created_at)

    def is_after(self, created_at: Any) -> bool:
        """Whether it was sent after a job of that time (epoch seconds) was created."""
        return isinstance(created_at, int | float) and created_at < self.sent_at - SKEW_S
