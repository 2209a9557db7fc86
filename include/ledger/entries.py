"""What the ledger says of one submission of an order, and how it gets there and back."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session

from include.ledger.database import now
from include.ledger.models import JobRow
from include.providers.errors import LONGEST_MESSAGE, Fatal
from include.providers.values import Job, Order
from include.text.printable import on_a_line

INTENT, ACCEPTED, SUCCEEDED = "intent", "accepted", "succeeded"
FAILED, REFUSED, CANCELLED, LOST, DEAD = "failed", "refused", "cancelled", "lost", "dead"
OPEN = (INTENT, ACCEPTED)


@dataclass(frozen=True)
class Claim:
    """What is written down before an order is submitted.

    ``owner`` names the task that asks, ``epoch`` counts how often a person cleared it, ``try_id``
    names one try of it; ``lease_s`` is how long the submission may take before others may think it
    dead.
    """

    order: Order
    subject: str
    conn_id: str
    batch: str
    topic_id: str
    shot_index: int
    owner: str
    epoch: int
    try_id: str
    expected_usd: float
    lease_s: float


@dataclass(frozen=True)
class Entry:
    """A row of the ledger as it was when read."""

    order_digest: str
    attempt: int
    state: str
    stage: str
    provider: str
    conn_id: str
    batch: str
    topic_id: str
    shot_index: int
    owner: str
    epoch: int
    try_id: str
    job_id: str
    doubt: bool
    error_kind: str
    error: str
    expected_usd: float
    actual_usd: float | None
    submitted_at: datetime
    lease_until: datetime
    accepted_at: datetime | None
    dead_at: datetime | None
    job_data: dict[str, str] = field(default_factory=dict)
    order: dict[str, Any] = field(default_factory=dict)

    @property
    def job(self) -> Job:
        """The accepted job."""
        return Job(self.job_id, self.job_data)

    @property
    def asked(self) -> Order:
        """What was ordered.

        Raises:
            Fatal: It was written down by a version of ours whose orders were others.
        """
        try:
            order = Order(**self.order)
            if order.digest == self.order_digest:
                return order
        except TypeError:
            pass  # it has other fields than ours
        raise Fatal(
            f"Order {self.order_digest[:12]} was written down by another version and cannot be "
            "ordered again. Clear the task that asked for it."
        )


def newest(order_digest: str) -> Select[JobRow]:
    """Select the newest submission of an order."""
    query = select(JobRow).where(JobRow.order_digest == order_digest)
    return query.order_by(JobRow.attempt.desc()).limit(1)


def new_row(claim: Claim, *, attempt: int, state: str) -> JobRow:
    """Return the row of a submission that has not begun."""
    order, at = claim.order, now()
    return JobRow(
        order_digest=order.digest,
        attempt=attempt,
        state=state,
        stage=order.stage,
        provider=order.provider,
        conn_id=claim.conn_id,
        model=order.model,
        order=asdict(order),
        batch=claim.batch,
        topic_id=claim.topic_id,
        shot_index=claim.shot_index,
        owner=claim.owner,
        epoch=claim.epoch,
        try_id=claim.try_id,
        job_id="",
        job_data={},
        expected_usd=claim.expected_usd,
        doubt=False,
        error_kind="",
        error="",
        submitted_at=at,
        lease_until=at + timedelta(seconds=claim.lease_s),
    )


def change(session: Session, entry: Entry, when: ColumnElement[bool], **values: Any) -> bool:
    """Compare and set: change the row only while it is as it should be."""
    mine = (JobRow.order_digest == entry.order_digest, JobRow.attempt == entry.attempt)
    result = session.execute(update(JobRow).where(*mine, when).values(**values))
    return bool(result.rowcount)  # type: ignore[attr-defined]


def told(error: BaseException | None) -> dict[str, str]:
    """Return an error as columns."""
    if error is None:
        return {}
    said = on_a_line(str(error), longest=LONGEST_MESSAGE)
    return {"error_kind": type(error).__name__, "error": said}


def entry_of(row: JobRow) -> Entry:
    """Return a row as it is now."""
    return Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})
