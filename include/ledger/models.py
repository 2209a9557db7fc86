"""The ledger's tables; ``migrations`` makes them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    String,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

OPEN = text("state IN ('intent', 'accepted')")


class Utc(TypeDecorator[datetime]):
    """Times in UTC, aware on every database; SQLite alone would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return an aware time."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Columns by annotation: JSON for dicts, UTC for times."""

    type_annotation_map = {dict[str, Any]: JSON, datetime: Utc}  # noqa: RUF012


class TopicRow(Base):
    """A topic of a batch."""

    __tablename__ = "topics"

    batch: Mapped[str] = mapped_column(String(250), primary_key=True)
    topic_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    slug: Mapped[str] = mapped_column(String(250))
    title: Mapped[str]
    url: Mapped[str]
    source: Mapped[str]
    language: Mapped[str] = mapped_column(String(35))
    seen_at: Mapped[datetime]

    __table_args__ = (Index("ix_topics_topic_id", "topic_id"),)


class JobRow(Base):
    """One submission of an order: a second submission of the same order is a second row.

    At most one row of an order is open (intent or accepted): the database refuses another.
    """

    __tablename__ = "jobs"

    order_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str] = mapped_column(String(16))
    provider: Mapped[str] = mapped_column(String(64))
    conn_id: Mapped[str] = mapped_column(String(250))
    model: Mapped[str] = mapped_column(String(250))
    order: Mapped[dict[str, Any]]
    batch: Mapped[str] = mapped_column(String(250))
    topic_id: Mapped[str] = mapped_column(String(64))
    shot_index: Mapped[int]
    owner: Mapped[str] = mapped_column(String(1000))
    epoch: Mapped[int]
    try_id: Mapped[str] = mapped_column(String(64))
    job_id: Mapped[str] = mapped_column(default="")
    job_data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    expected_usd: Mapped[float] = mapped_column(default=0.0)
    actual_usd: Mapped[float | None]
    doubt: Mapped[bool] = mapped_column(default=False)
    error_kind: Mapped[str] = mapped_column(String(64), default="")
    error: Mapped[str] = mapped_column(default="")
    media: Mapped[dict[str, Any] | None]
    submitted_at: Mapped[datetime]
    lease_until: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_jobs_open_order",
            "order_digest",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_jobs_batch", "batch"),
        Index("ix_jobs_dead_at", "dead_at"),
    )


class WaitRow(Base):
    """A task that waits for an accepted job; several may, in runs that want the same."""

    __tablename__ = "waits"

    order_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(1000), primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["order_digest", "attempt"],
            ["jobs.order_digest", "jobs.attempt"],
            name="fk_waits_job",
            ondelete="CASCADE",
        ),
        Index("ix_waits_owner", "owner"),
    )


class SpendRow(Base):
    """Money for one submission; ``certain`` is false where the reply was lost."""

    __tablename__ = "spend"

    order_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    batch: Mapped[str] = mapped_column(String(250))
    provider: Mapped[str] = mapped_column(String(64))
    stage: Mapped[str] = mapped_column(String(16))
    usd: Mapped[float]
    certain: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["order_digest", "attempt"], ["jobs.order_digest", "jobs.attempt"], name="fk_spend_job"
        ),
        Index("ix_spend_batch", "batch"),
        Index("ix_spend_at", "at"),
    )


class ShortRow(Base):
    """A short of a batch, how far it came, and the mapped tasks that make it.

    ``short`` and ``script`` are there once it is rendered.
    """

    __tablename__ = "shorts"

    batch: Mapped[str] = mapped_column(String(250), primary_key=True)
    topic_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    slug: Mapped[str] = mapped_column(String(250))
    title: Mapped[str]
    state: Mapped[str] = mapped_column(String(32))
    stage: Mapped[str] = mapped_column(String(32), default="")
    error: Mapped[str] = mapped_column(default="")
    edit_digest: Mapped[str] = mapped_column(String(64), default="")
    cost_usd: Mapped[float] = mapped_column(default=0.0)
    dag_id: Mapped[str] = mapped_column(String(250), default="")
    run_id: Mapped[str] = mapped_column(String(250), default="")
    map_index: Mapped[int] = mapped_column(default=-1)
    short: Mapped[dict[str, Any] | None]
    script: Mapped[dict[str, Any] | None]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_shorts_run", "dag_id", "run_id"),
        Index("ix_shorts_updated_at", "updated_at"),
    )


class PublicationRow(Base):
    """A short on a target: claimed before it is sent, confirmed after.

    ``memo`` is sealed. ``fence`` rises with each claim: who holds an older one may write no more.
    """

    __tablename__ = "publications"

    short_key: Mapped[str] = mapped_column(String(250), primary_key=True)
    target: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(1000), default="")
    path: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    remote_id: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(default="")
    error_kind: Mapped[str] = mapped_column(String(64), default="")
    memo: Mapped[str] = mapped_column(default="")
    fence: Mapped[int] = mapped_column(default=0)
    try_id: Mapped[str] = mapped_column(String(64), default="")
    not_before: Mapped[datetime | None]
    scheduled_for: Mapped[datetime | None]
    began_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class TakeRow(Base):
    """A new take a reviewer asked for, and the run that makes it."""

    __tablename__ = "takes"

    of_run_id: Mapped[str] = mapped_column(String(250), primary_key=True)
    topic_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    decision: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int]
    run_id: Mapped[str] = mapped_column(String(250))
    first_run_id: Mapped[str] = mapped_column(String(250))
    topic: Mapped[dict[str, Any]]
    feedback: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("first_run_id", "topic_id", "number", name="uq_takes_number"),
    )


class QuotaRow(Base):
    """What of a platform's daily quota is used up or promised."""

    __tablename__ = "quotas"

    account: Mapped[str] = mapped_column(String(250), primary_key=True)
    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    used: Mapped[int] = mapped_column(default=0)


class TokenRow(Base):
    """The newest token of an account, sealed; ``refreshing_until`` while one is asked for."""

    __tablename__ = "tokens"

    account: Mapped[str] = mapped_column(String(250), primary_key=True)
    sealed: Mapped[str] = mapped_column(default="")
    refreshing_until: Mapped[datetime | None]


class ToldRow(Base):
    """Something that is told once."""

    __tablename__ = "told"

    what: Mapped[str] = mapped_column(String(500), primary_key=True)
    at: Mapped[datetime]


class RateRow(Base):
    """How fast a voice speaks a language: sums over what it narrated."""

    __tablename__ = "rates"

    provider: Mapped[str] = mapped_column(String(64), primary_key=True)
    voice: Mapped[str] = mapped_column(String(100), primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    characters: Mapped[float]
    spoken_s: Mapped[float]
    estimated_s: Mapped[float]
    narrations: Mapped[int]
    at: Mapped[datetime]


class FootageRow(Base):
    """Footage taken from a stock for a shot; ``facts`` is what must be said of it (``Taken``)."""

    __tablename__ = "footage"

    order_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(250))
    provider: Mapped[str] = mapped_column(String(64))
    footage_id: Mapped[str] = mapped_column(String(250))
    batch: Mapped[str] = mapped_column(String(250))
    topic_id: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]]
    at: Mapped[datetime]

    __table_args__ = (Index("ix_footage_shown", "channel", "provider", "footage_id"),)


class RememberedBatchRow(Base):
    """A batch of a channel whose topics are remembered."""

    __tablename__ = "remembered_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(100))
    batch: Mapped[str] = mapped_column(String(250))
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("channel", "batch", name="uq_remembered_batches"),)


class RememberedRow(Base):
    """A remembered topic, in its own words; newer ones have higher ids."""

    __tablename__ = "remembered"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int]
    topic_id: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(35))
    title: Mapped[str]

    __table_args__ = (Index("ix_remembered_batch_id", "batch_id"),)


class RememberedKeyRow(Base):
    """What a remembered topic is found by: its id, its title, its telling words, as numbers."""

    __tablename__ = "remembered_keys"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    remembered_id: Mapped[int] = mapped_column(primary_key=True)

    __table_args__ = ({"sqlite_with_rowid": False},)
