"""Money in the ledger: one row for each submission that was, or may have been, paid."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.ledger.database import now, reading
from include.ledger.models import SpendRow

if TYPE_CHECKING:
    from include.ledger.orders import Entry


@dataclass(frozen=True)
class Spent:
    """A sum in USD, and how much of it is in doubt because a reply was lost."""

    usd: float
    doubtful_usd: float


class Spend:
    """The spending of a ledger; ``url`` is its database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def spent_usd(self, *, batch: str = "", day: date | None = None) -> float:
        """Return what a batch, or a UTC day, cost; doubtful amounts included."""
        return self.spent(batch=batch, day=day).usd

    def spent(self, *, batch: str = "", day: date | None = None) -> Spent:
        """Return what a batch, or a UTC day, cost, with the doubtful part apart."""
        where = []
        if batch:
            where.append(SpendRow.batch == batch)
        if day:
            start = datetime.combine(day, time(), UTC)
            where += [SpendRow.at >= start, SpendRow.at < start + timedelta(days=1)]
        with reading(self._url) as session:
            query = select(SpendRow.certain, func.sum(SpendRow.usd)).where(*where)
            sums = dict(session.execute(query.group_by(SpendRow.certain)).all())
        doubtful = sums.get(False) or 0.0
        return Spent(usd=(sums.get(True) or 0.0) + doubtful, doubtful_usd=doubtful)


def record(session: Session, entry: "Entry", *, usd: float, certain: bool) -> None:
    """Write or correct the amount of one submission."""
    row = session.get(SpendRow, (entry.order_digest, entry.attempt))
    if row:
        row.usd, row.certain = usd, certain
        return
    session.add(
        SpendRow(
            order_digest=entry.order_digest,
            attempt=entry.attempt,
            at=now(),
            batch=entry.batch,
            provider=entry.provider,
            stage=entry.stage,
            usd=usd,
            certain=certain,
        )
    )
