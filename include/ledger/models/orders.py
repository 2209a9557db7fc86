"""What is ordered: topics, jobs, who waits for them, and what they cost."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from include.ledger.models.base import Base

OPEN = text("state IN ('intent', 'accepted')")


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
