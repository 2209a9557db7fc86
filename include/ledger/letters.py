"""Dead letters: orders that will not be tried again by themselves, with what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from include.ledger.database import now, reading, writing
from include.ledger.entries import (
    DEAD,
    INTENT,
    OPEN,
    SUCCEEDED,
    Claim,
    Entry,
    entry_of,
    new_row,
    newest,
    told,
)
from include.ledger.models import JobRow, SpendRow

ID_LENGTH = 12


@dataclass(frozen=True)
class Letter:
    """An order that was given up, whatever the number of its submissions.

    ``origin`` is the submission it was first given up with, ``latest`` the newest one; ``error``
    is what went wrong last. ``owners`` are the tasks that gave it up. ``paid_usd`` was charged,
    ``doubtful_usd`` perhaps.
    """

    origin: Entry
    latest: Entry
    since: datetime
    owners: tuple[str, ...]
    error_kind: str
    error: str
    paid_usd: float
    doubtful_usd: float

    @property
    def order_digest(self) -> str:
        """The order's digest."""
        return self.origin.order_digest

    @property
    def letter_id(self) -> str:
        """What a person calls it: the first digits of the order's digest."""
        return self.order_digest[:ID_LENGTH]


class Letters:
    """The dead letters of a ledger; ``url`` is its database.

    A job that was accepted stays accepted under its letter: a replay attaches to it.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def bury(self, claim: Claim, error: BaseException) -> None:
        """Make a dead letter of an order that will not be tried again by itself.

        What is a letter already keeps its age and the task it came from.
        """
        with writing(self._url) as session:
            row = session.scalar(newest(claim.order.digest))
            if not row or row.state == SUCCEEDED or _anothers(row, claim):
                row = new_row(claim, attempt=row.attempt + 1 if row else 1, state=DEAD)
                session.add(row)
            for name, value in told(error).items():
                setattr(row, name, value)
            row.dead_at = row.dead_at or now()

    def take_out(self, order_digest: str) -> None:
        """Take a dead letter out: its order is fulfilled, or it has expired."""
        with writing(self._url) as session:
            mine = (JobRow.order_digest == order_digest, JobRow.dead_at.is_not(None))
            session.execute(update(JobRow).where(*mine).values(dead_at=None))

    def all(self) -> list[Letter]:
        """Return the orders that were given up, oldest first."""
        dead = select(JobRow.order_digest).where(JobRow.dead_at.is_not(None))
        with reading(self._url) as session:
            query = select(JobRow).where(JobRow.order_digest.in_(dead))
            rows = session.scalars(query.order_by(JobRow.order_digest, JobRow.attempt)).all()
            paid = _paid(session, [row.order_digest for row in rows])
            groups = groupby(rows, key=lambda row: row.order_digest)
            letters = [_letter(list(group), paid) for _, group in groups]
        return sorted(letters, key=lambda letter: letter.since)


def _anothers(row: JobRow, claim: Claim) -> bool:
    """Whether the row tells how another task fared, which may yet try again."""
    return row.owner != claim.owner and row.state not in OPEN and not row.dead_at


def _paid(session: Session, digests: Sequence[str]) -> dict[tuple[str, bool], float]:
    query = select(SpendRow.order_digest, SpendRow.certain, func.sum(SpendRow.usd))
    query = query.where(SpendRow.order_digest.in_(set(digests)))
    rows = session.execute(query.group_by(SpendRow.order_digest, SpendRow.certain))
    return {(digest, certain): usd for digest, certain, usd in rows}


def _letter(rows: Sequence[JobRow], paid: dict[tuple[str, bool], float]) -> Letter:
    dead = [row for row in rows if row.dead_at]
    digest, last = rows[0].order_digest, dead[-1]
    unknown = sum(row.expected_usd for row in rows if row.state == INTENT)
    return Letter(
        origin=entry_of(dead[0]),
        latest=entry_of(rows[-1]),
        since=min(row.dead_at for row in dead if row.dead_at),
        owners=tuple(dict.fromkeys(row.owner for row in dead)),
        error_kind=last.error_kind,
        error=last.error,
        paid_usd=paid.get((digest, True), 0.0),
        doubtful_usd=paid.get((digest, False), 0.0) + unknown,
    )
