"""What is remembered: how fast voices speak, and what a channel has made and shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from include.ledger.models.base import Base


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
