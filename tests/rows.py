"""What the ledger has of a batch, row by row."""

from sqlalchemy import select

from include.ledger.database import reading
from include.ledger.entries import entry_of
from include.ledger.models import JobRow


def rows_of(ledger, batch):
    """Return every submission of a batch, oldest first."""
    with reading(ledger.url) as session:
        query = select(JobRow).where(JobRow.batch == batch).order_by(JobRow.submitted_at)
        return [entry_of(row) for row in session.scalars(query)]
