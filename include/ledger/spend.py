"""Money in the ledger: one row for each submission that was, or may have been, paid."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.domain.spending import DaySpend
from include.ledger.database import now, reading
from include.ledger.models import JobRow, SpendRow

if TYPE_CHECKING:
    from include.ledger.entries import Entry


@dataclass(frozen=True)
class Spent:
    """A sum in USD, and how much of it is in doubt because a reply was lost, in how many orders."""

    usd: float
    doubtful_usd: float
    doubts: int


class Spend:
    """The spending of a ledger; ``url`` is its database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def spent(self, *, batch: str) -> Spent:
        """Return what a batch cost, with the doubtful part apart."""
        with reading(self._url) as session:
            query = select(SpendRow.certain, func.sum(SpendRow.usd), func.count())
            mine = query.where(SpendRow.batch == batch).group_by(SpendRow.certain)
            rows = session.execute(mine).all()
        sums = {certain: (usd or 0.0, orders) for certain, usd, orders in rows}
        sure, (doubtful, doubts) = sums.get(True, (0.0, 0)), sums.get(False, (0.0, 0))
        return Spent(usd=sure[0] + doubtful, doubtful_usd=doubtful, doubts=doubts)

    def by_day(self, since: date) -> tuple[DaySpend, ...]:
        """Return what each UTC day from ``since`` on cost at each provider, oldest first.

        In doubt are also the orders that were sent and of which nobody has found out anything.
        """
        start = datetime.combine(since, time(), UTC)
        paid = select(SpendRow.at, SpendRow.provider, SpendRow.usd, SpendRow.certain)
        sent = select(JobRow.submitted_at, JobRow.provider, JobRow.expected_usd)
        unknown = (JobRow.state == "intent", JobRow.lease_until <= now())
        sums: defaultdict[tuple[date, str], list[tuple[float, bool]]] = defaultdict(list)
        with reading(self._url) as session:
            for at, provider, usd, certain in session.execute(paid.where(SpendRow.at >= start)):
                sums[at.date(), provider].append((usd, certain))
            lost = sent.where(JobRow.submitted_at >= start, *unknown)
            for at, provider, usd in session.execute(lost):
                sums[at.date(), provider].append((usd, False))
        return tuple(_sum(*key, sums[key]) for key in sorted(sums))

    def by_topic(self, batch: str) -> dict[str, float]:
        """Return what each topic of a batch cost, in USD."""
        with reading(self._url) as session:
            query = (
                select(JobRow.topic_id, func.sum(SpendRow.usd))
                .join(
                    JobRow,
                    (JobRow.order_digest == SpendRow.order_digest)
                    & (JobRow.attempt == SpendRow.attempt),
                )
                .where(SpendRow.batch == batch)
                .group_by(JobRow.topic_id)
            )
            return {topic_id: value for topic_id, value in session.execute(query)}  # noqa: C416


def _sum(day: date, provider: str, amounts: list[tuple[float, bool]]) -> DaySpend:
    doubtful = [usd for usd, certain in amounts if not certain]
    return DaySpend(
        day=day,
        provider=provider,
        orders=len(amounts),
        doubts=len(doubtful),
        sure_usd=round(sum(usd for usd, certain in amounts if certain), 6),
        doubtful_usd=round(sum(doubtful), 6),
    )


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
