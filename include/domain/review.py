"""How a run wants its shorts reviewed, and what a reviewer said."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from include.domain.base import Model

MOST_FEEDBACK = 4000
"""Characters of a reviewer's feedback that are kept."""

MOST_TAKES = 10

ReviewPolicy = Literal["ask", "approve", "reject"]
Decision = Literal["approve", "reject", "new_take"]
UserId = Annotated[str, Field(min_length=1, max_length=250)]


class AutoApprove(Model):
    """What a short must be like to need no person; all of it must hold.

    ``worst_finding`` is the gravest finding it may have; ``cost_below_usd``, where given, is what
    it must cost less than.
    """

    worst_finding: Literal["none", "info", "warning"] = "info"
    cost_below_usd: float | None = Field(default=None, gt=0)


class ReviewRequest(Model):
    """Who decides: a person (``ask``), or a policy at once.

    Of a person, ``auto_approve`` is asked first. ``reviewers`` are the ids of Airflow's users who
    may answer, anybody with the permission when there are none; ``approvals`` is how many of them
    must approve. Each is waited for ``timeout_days``, then ``on_timeout`` decides. ``takes`` is how
    many takes of a topic there may be, the first one included.
    """

    policy: ReviewPolicy = "ask"
    auto_approve: AutoApprove | None = None
    reviewers: tuple[UserId, ...] = Field(default=(), max_length=50)
    approvals: Literal[1, 2] = 1
    timeout_days: float = Field(default=7, gt=0, le=60)
    on_timeout: Literal["reject", "approve"] = "reject"
    takes: int = Field(default=3, ge=1, le=MOST_TAKES)

    @model_validator(mode="after")
    def _can_be_approved(self) -> Self:
        if self.reviewers and len(set(self.reviewers)) < self.approvals:
            raise ValueError(
                f"{self.approvals} approvals need as many reviewers, and only "
                f"{', '.join(self.reviewers)} is named"
            )
        return self


class Opinion(Model):
    """One person's answer to a review; ``user_id`` is Airflow's."""

    decision: Decision
    user_id: str
    by: str
    feedback: str = ""
    at: datetime
