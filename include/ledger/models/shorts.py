"""What comes of it: shorts, their takes and publications, and what platforms allow."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from include.ledger.models.base import Base


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
