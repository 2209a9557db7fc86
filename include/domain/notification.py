"""Something that somebody may want to be told of."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from include.domain.base import Model

Kind = Literal["review_requested", "batch_finished", "failure_budget_passed", "spend_passed"]


class Notification(Model):
    """One event: words for people, ``data`` for programs.

    ``event_id`` is the same however often the event is told; ``link`` is a whole address.
    """

    kind: Kind
    event_id: str
    at: datetime
    subject: str
    body: str
    link: str = ""
    data: dict[str, str | float | None] = Field(default_factory=dict)
