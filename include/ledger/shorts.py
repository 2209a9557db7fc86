"""Topics and shorts in the ledger: what was found, and how far each short came."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from include.domain import Topic
from include.ledger.database import now, reading, writing
from include.ledger.models import ShortRow, TopicRow

DECIDED = ("published", "scheduled", "rejected", "new_take")
"""States in which nobody needs a short's files in the store any more."""


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

    def topic(self, batch: str, topic_id: str) -> Topic:
        """Return a topic of a batch, named by its id alone where it was not written down."""
        with reading(self._url) as session:
            row = session.get(TopicRow, (batch, topic_id))
            if not row:
                return Topic(topic_id=topic_id, slug=topic_id, title=f"topic {topic_id}")
            names = ("topic_id", "slug", "title", "url", "source", "language")
            return Topic(**{name: getattr(row, name) for name in names})

    def topic_ids(self, batch: str) -> list[str]:
        """Return the topics of a batch, in the order in which they were first written down."""
        with reading(self._url) as session:
            query = select(TopicRow.topic_id).where(TopicRow.batch == batch)
            return list(session.scalars(query.order_by(TopicRow.seen_at)))

    def record_short(self, batch: str, topic_id: str, **facts: Any) -> None:
        """Write down how far a short came.

        Facts are the columns of ``ShortRow``. Those left out stay as they are. Where it is told
        which task makes it, that task makes no other short any more.
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
            if row.map_index is not None and row.map_index >= 0:
                _displace_others(session, row)

    def undecided(self) -> list[str]:
        """Return the edits of the shorts that are neither published nor rejected."""
        with reading(self._url) as session:
            query = select(ShortRow.edit_digest).where(
                ShortRow.edit_digest != "", ShortRow.state.not_in(DECIDED)
            )
            return list(session.scalars(query.distinct()))

    def shorts(self, batch: str) -> list[dict[str, Any]]:
        """Return the shorts of a batch as plain rows, by slug."""
        with reading(self._url) as session:
            query = select(ShortRow).where(ShortRow.batch == batch).order_by(ShortRow.slug)
            names = ShortRow.__table__.columns.keys()
            return [{n: getattr(row, n) for n in names} for row in session.scalars(query)]


def _displace_others(session: Session, row: ShortRow) -> None:
    """Take their task from shorts it made before: what it asks now, it asks about this one."""
    session.flush()
    same_task = (
        ShortRow.dag_id == row.dag_id,
        ShortRow.run_id == row.run_id,
        ShortRow.map_index == row.map_index,
    )
    others = update(ShortRow).where(*same_task, ShortRow.topic_id != row.topic_id)
    session.execute(others.values(map_index=-1))
