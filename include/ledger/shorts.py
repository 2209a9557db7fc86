"""Topics and shorts in the ledger: what was found, and how far each short came."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from include.domain import Topic
from include.ledger.database import now, reading, writing
from include.ledger.models import ShortRow, TopicRow


class Shorts:
    """The topics and shorts of a ledger; ``url`` is its database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def record_topic(self, batch: str, topic: Topic) -> None:
        """Write down that a batch has a topic; a second time changes nothing but its words."""
        with writing(self._url) as session:
            row = session.get(TopicRow, (batch, topic.topic_id))
            if not row:
                row = TopicRow(batch=batch, topic_id=topic.topic_id, seen_at=now())
                session.add(row)
            row.slug, row.title, row.url = topic.slug, topic.title, topic.url
            row.source, row.language = topic.source, topic.language

    def topic_ids(self, batch: str) -> list[str]:
        """Return the topics of a batch, in the order in which they were first written down."""
        with reading(self._url) as session:
            query = select(TopicRow.topic_id).where(TopicRow.batch == batch)
            return list(session.scalars(query.order_by(TopicRow.seen_at)))

    def made(self, topic_ids: Collection[str], *, except_batch: str = "") -> dict[str, datetime]:
        """Return which topics other batches rendered a short of, and when last."""
        with reading(self._url) as session:
            query = (
                select(ShortRow.topic_id, func.max(ShortRow.updated_at))
                .where(
                    ShortRow.topic_id.in_(topic_ids),
                    ShortRow.batch != except_batch,
                    ShortRow.edit_digest != "",
                )
                .group_by(ShortRow.topic_id)
            )
            return {topic_id: value for topic_id, value in session.execute(query)}  # noqa: C416

    def record_short(self, batch: str, topic_id: str, **facts: Any) -> None:
        """Write down how far a short came.

        Facts: ``slug``, ``title``, ``state``, ``stage``, ``error``, ``edit_digest``, ``cost_usd``.
        Those left out stay as they are.
        """
        with writing(self._url) as session:
            row = session.get(ShortRow, (batch, topic_id))
            if not row:
                new = {"slug": "", "title": "", "state": "started"}
                row = ShortRow(batch=batch, topic_id=topic_id, **new)
                session.add(row)
            for name, value in facts.items():
                if name not in ShortRow.__table__.columns:
                    raise ValueError(f"A short has no fact {name!r} in the ledger.")
                setattr(row, name, value)
            row.updated_at = now()

    def shorts(self, batch: str) -> list[dict[str, Any]]:
        """Return the shorts of a batch as plain rows, by slug."""
        with reading(self._url) as session:
            query = select(ShortRow).where(ShortRow.batch == batch).order_by(ShortRow.slug)
            names = ShortRow.__table__.columns.keys()
            return [{n: getattr(row, n) for n in names} for row in session.scalars(query)]
