"""Footage in the ledger: what was taken for which shot, so that a channel does not show it again.

A row is an order and what fulfils it. It is written before the file is fetched, in a transaction
that no other overlaps: of two shorts made side by side, one gets a clip and the other looks on.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select

from include.domain.footage import Taken
from include.ledger.database import now, reading, writing, writing_alone
from include.ledger.models import FootageRow


@dataclass(frozen=True)
class Shot:
    """Whose shot it is: of which channel, batch and topic; ``order_digest`` tells it from others.

    What the channel has shown since ``since`` it does not show again.
    """

    channel: str
    batch: str
    topic_id: str
    order_digest: str
    since: datetime


class Footage:
    """The footage of a ledger; ``url`` is its database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def claim(self, shot: Shot, taken: Taken) -> bool:
        """Take footage for a shot, instead of what was taken for it before.

        False when the channel has shown it, or the short itself, or one of them is about to.
        """
        this = (FootageRow.provider == taken.provider, FootageRow.footage_id == taken.footage_id)
        with writing_alone(self._url) as session:
            if session.scalar(select(FootageRow.order_digest).where(_others(shot), *this).limit(1)):
                return False
            row = session.get(FootageRow, shot.order_digest)
            if row is None:
                row = FootageRow(order_digest=shot.order_digest)
                session.add(row)
            row.channel, row.batch, row.topic_id = shot.channel, shot.batch, shot.topic_id
            row.provider, row.footage_id = taken.provider, taken.footage_id
            row.facts, row.at = taken.model_dump(mode="json"), now()
            return True

    def release(self, order_digest: str) -> None:
        """Give back what was taken for a shot and could not be had."""
        with writing(self._url) as session:
            session.execute(delete(FootageRow).where(FootageRow.order_digest == order_digest))

    def taken(self, order_digest: str) -> Taken | None:
        """Return what was taken for a shot."""
        with reading(self._url) as session:
            row = session.get(FootageRow, order_digest)
            return Taken.model_validate(row.facts) if row else None

    def used(self, shot: Shot, provider: str) -> frozenset[str]:
        """Return what of a provider others have taken, so that the shot cannot have it."""
        with reading(self._url) as session:
            query = select(FootageRow.footage_id)
            return frozenset(
                session.scalars(query.where(_others(shot), FootageRow.provider == provider))
            )


def _others(shot: Shot) -> ColumnElement[bool]:
    """Rows of other shots that bar this one: the channel's of late, and all of its own short."""
    row = FootageRow
    short = and_(row.batch == shot.batch, row.topic_id == shot.topic_id)
    barred = or_(row.at > shot.since, short)
    return and_(row.channel == shot.channel, row.order_digest != shot.order_digest, barred)
