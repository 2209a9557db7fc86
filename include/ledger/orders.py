"""Jobs in the ledger: each step of an order in one short transaction.

A row is one submission. ``intent`` is written before the paid call and ``accepted`` after it; what
was killed in between is a bare intent. The database allows one open row per order, so of any
number of attempts at the same order exactly one submits it.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from include.domain import Media
from include.ledger import spend, waits
from include.ledger.database import now, reading, writing, writing_alone
from include.ledger.entries import (
    ACCEPTED,
    DEAD,
    INTENT,
    LOST,
    OPEN,
    SUCCEEDED,
    Claim,
    Entry,
    change,
    entry_of,
    new_row,
    newest,
    told,
)
from include.ledger.models import JobRow, SpendRow
from include.limits.budget import Budget
from include.providers.values import Job


class Orders:
    """The jobs of a ledger; ``url`` is its database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def latest(self, order_digest: str) -> Entry | None:
        """Return the newest submission of an order."""
        with reading(self._url) as session:
            row = session.scalar(newest(order_digest))
            return entry_of(row) if row else None

    def claim(self, claim: Claim, budget: Budget) -> Entry | None:
        """Write the intent to submit; ``None`` when another attempt has an open row.

        Raises:
            OverBudget: The order would exceed the budget; nothing is written.
        """
        try:
            with writing_alone(self._url) as session:
                last = session.scalar(newest(claim.order.digest))
                if last and last.state in OPEN:
                    return None
                _check(session, claim, budget)
                row = new_row(claim, attempt=last.attempt + 1 if last else 1, state=INTENT)
                session.add(row)
                session.flush()
                return entry_of(row)
        except IntegrityError:
            return None

    def accepted(self, entry: Entry, job: Job) -> bool:
        """Write down the provider's job id and the expected cost.

        False when the row was meanwhile given up for lost: the caller then has a job too many.
        """
        with writing(self._url) as session:
            done = change(
                session,
                entry,
                JobRow.state == INTENT,
                state=ACCEPTED,
                job_id=job.job_id,
                job_data=dict(job.data),
                accepted_at=now(),
                doubt=False,
                error_kind="",
                error="",
            )
            if done:
                spend.record(session, entry, usd=entry.expected_usd, certain=True)
                waits.record(session, entry, entry.owner)
            return done

    def succeeded(self, entry: Entry, media: Media | None, *, usd: float | None) -> None:
        """Close an accepted job with its file and, where the provider says it, its true cost."""
        with writing(self._url) as session:
            change(
                session,
                entry,
                JobRow.state == ACCEPTED,
                state=SUCCEEDED,
                media=media.model_dump(mode="json") if media else None,
                actual_usd=entry.expected_usd if usd is None else usd,
                finished_at=now(),
            )
            if usd is not None:
                spend.record(session, entry, usd=usd, certain=True)
            waits.end(session, entry)
            session.execute(
                update(JobRow)
                .where(JobRow.order_digest == entry.order_digest, JobRow.dead_at.is_not(None))
                .values(dead_at=None)
            )

    def closed(
        self, entry: Entry, state: str, error: BaseException | None = None, *, billed: bool = True
    ) -> bool:
        """Close an open row as failed, refused, cancelled or lost; the order may be claimed anew.

        What was paid stays paid, unless the service does not bill such an end.
        """
        with writing(self._url) as session:
            waits.end(session, entry)
            values = {"state": state, "finished_at": now(), "doubt": False, **told(error)}
            done = change(session, entry, JobRow.state.in_(OPEN), **values)
            if done and not billed and entry.state == ACCEPTED:
                spend.record(session, entry, usd=0.0, certain=True)
            return done

    def doubtful(self, entry: Entry, error: BaseException) -> None:
        """Keep a bare intent whose reply was lost, and end its lease: nobody is submitting it."""
        with writing(self._url) as session:
            values = {"doubt": True, "lease_until": now(), **told(error)}
            change(session, entry, JobRow.state == INTENT, **values)

    def noted(self, entry: Entry, error: BaseException) -> None:
        """Write the latest trouble beside an open row without closing it."""
        with writing(self._url) as session:
            change(session, entry, JobRow.state.in_(OPEN), **told(error))

    def given_up(self, entry: Entry) -> bool:
        """Close a bare intent nobody can tell the fate of; it may have cost its price."""
        with writing(self._url) as session:
            values = {"state": LOST, "doubt": True, "finished_at": now()}
            done = change(session, entry, JobRow.state == INTENT, **values)
            if done:
                spend.record(session, entry, usd=entry.expected_usd, certain=False)
            return done

    def doubts(self, batch: str) -> list[Entry]:
        """Return the submissions of a batch of which nobody knows whether they were paid.

        A bare intent is one as long as nobody has found out about it, whoever was killed over it.
        """
        with reading(self._url) as session:
            unknown = or_(JobRow.doubt, JobRow.state == INTENT)
            query = select(JobRow).where(JobRow.batch == batch, unknown)
            query = query.order_by(JobRow.submitted_at)
            return [entry_of(row) for row in session.scalars(query)]

    def needed(self) -> set[str]:
        """Return the orders that somebody waits for, and all others of the same shorts.

        Among them is what an order names in its options, such as the picture it starts from.
        """
        other = aliased(JobRow)
        waiting = or_(other.state.in_(OPEN), other.dead_at.is_not(None))
        same = and_(other.batch == JobRow.batch, other.topic_id == JobRow.topic_id)
        with reading(self._url) as session:
            query = select(JobRow.order_digest, JobRow.order).join(other, same).where(waiting)
            rows = session.execute(query).all()
        named = (value for _, order in rows for value in order.get("options", {}).values())
        return {digest for digest, _ in rows} | {value for value in named if isinstance(value, str)}

    def known_jobs(self, provider: str, *, since: datetime) -> frozenset[str]:
        """Return the ids of a provider's jobs that were ordered since then."""
        with reading(self._url) as session:
            recent = (JobRow.provider == provider, JobRow.submitted_at >= since)
            query = select(JobRow.job_id).where(*recent, JobRow.job_id != "")
            return frozenset(session.scalars(query))

    def losses(self, order_digest: str, *, owner: str, epoch: int) -> int:
        """Count how often a task lost this order since a person last cleared it."""
        with reading(self._url) as session:
            mine = (JobRow.owner == owner, JobRow.epoch == epoch, JobRow.state == LOST)
            query = select(func.count()).where(JobRow.order_digest == order_digest, *mine)
            return session.scalar(query) or 0

    def key(self, entry: Entry) -> str:
        """Return the idempotency key of a submission.

        One whose reply was lost is repeated under the same key; one after a known end is not.
        """
        with reading(self._url) as session:
            known = (
                JobRow.attempt < entry.attempt,
                JobRow.doubt.is_(False),
                JobRow.state != DEAD,  # never submitted
            )
            query = select(func.count()).where(JobRow.order_digest == entry.order_digest, *known)
            return f"{entry.order_digest[:40]}-{session.scalar(query) or 0}"

    def cost_usd(self, order_digest: str, *, batch: str) -> float:
        """Return what a batch paid for an order, all its submissions together."""
        with reading(self._url) as session:
            query = select(func.sum(SpendRow.usd)).where(
                SpendRow.order_digest == order_digest, SpendRow.batch == batch
            )
            return session.scalar(query) or 0.0


def _check(session: Session, claim: Claim, budget: Budget) -> None:
    if not budget.limited:
        return
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    budget.check(
        claim.subject,
        cost_usd=claim.expected_usd,
        run_usd=_promised(session, JobRow.batch == claim.batch, SpendRow.batch == claim.batch),
        day_usd=_promised(session, JobRow.submitted_at >= midnight, SpendRow.at >= midnight),
    )


def _promised(session: Session, jobs: ColumnElement[bool], paid: ColumnElement[bool]) -> float:
    intents = select(func.sum(JobRow.expected_usd)).where(JobRow.state == INTENT, jobs)
    spent = select(func.sum(SpendRow.usd)).where(paid)
    return (session.scalar(intents) or 0.0) + (session.scalar(spent) or 0.0)
