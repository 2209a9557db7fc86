"""Who waits for which accepted job, so that the last one to leave may cancel it."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.ledger.database import writing_alone
from include.ledger.entries import ACCEPTED, Entry
from include.ledger.models import JobRow, WaitRow


class Waits:
    """The waiting tasks of a ledger; ``url`` is its database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def join(self, entry: Entry, owner: str) -> None:
        """Take note that a task waits for an accepted job, whoever ordered it."""
        with writing_alone(self._url) as session:
            row = session.get(JobRow, (entry.order_digest, entry.attempt))
            if row and row.state == ACCEPTED:
                record(session, entry, owner)

    def leave(self, owner: str) -> set[str]:
        """Let a task wait no more; return the order digests of jobs nobody waits for now."""
        with writing_alone(self._url) as session:
            mine = set(session.scalars(select(WaitRow.order_digest).where(WaitRow.owner == owner)))
            session.execute(delete(WaitRow).where(WaitRow.owner == owner))
            others = session.scalars(
                select(WaitRow.order_digest).where(WaitRow.order_digest.in_(mine))
            )
            return mine - set(others)


def record(session: Session, entry: Entry, owner: str) -> None:
    """Write within a transaction that a task waits for a job."""
    key = (entry.order_digest, entry.attempt, owner)
    if session.get(WaitRow, key) is None:
        session.add(WaitRow(order_digest=entry.order_digest, attempt=entry.attempt, owner=owner))


def end(session: Session, entry: Entry) -> None:
    """Write within a transaction that a job has ended, so that nobody waits for it."""
    mine = (WaitRow.order_digest == entry.order_digest, WaitRow.attempt == entry.attempt)
    session.execute(delete(WaitRow).where(*mine))
