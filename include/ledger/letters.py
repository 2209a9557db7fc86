"""Dead letters: orders that will not be tried again by themselves, with what went wrong."""

from sqlalchemy import select

from include.ledger.database import now, reading, writing
from include.ledger.entries import (
    DEAD,
    SUCCEEDED,
    Claim,
    Entry,
    change,
    entry_of,
    new_row,
    newest,
    told,
)
from include.ledger.models import JobRow


class Letters:
    """The dead letters of a ledger; ``url`` is its database.

    A job that was accepted stays accepted under its letter: a replay attaches to it.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def bury(self, claim: Claim, error: BaseException) -> None:
        """Make a dead letter of an order that will not be tried again by itself."""
        with writing(self._url) as session:
            row = session.scalar(newest(claim.order.digest))
            if not row or row.state == SUCCEEDED:
                row = new_row(claim, attempt=row.attempt + 1 if row else 1, state=DEAD)
                session.add(row)
            for name, value in told(error).items():
                setattr(row, name, value)
            row.dead_at = now()

    def unbury(self, entry: Entry) -> None:
        """Take a dead letter out: it is being replayed, or has expired."""
        with writing(self._url) as session:
            change(session, entry, JobRow.dead_at.is_not(None), dead_at=None)

    def all(self) -> list[Entry]:
        """Return the orders that were given up, oldest first."""
        with reading(self._url) as session:
            query = select(JobRow).where(JobRow.dead_at.is_not(None)).order_by(JobRow.dead_at)
            return [entry_of(row) for row in session.scalars(query)]
