"""What each channel made, findable by its words among hundreds of thousands.

A topic is remembered by keys: numbers for its id, its title and its most telling words. A word is
looked up newest first and no further than ``MOST_SEEN``, so a decision costs about the same however
much is remembered.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from heapq import nlargest
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session

from include.ledger.database import now, reading, writing_alone
from include.ledger.models import RememberedBatchRow, RememberedKeyRow, RememberedRow, ShortRow

UNDER_WAY = timedelta(days=2)
"""A batch that has neither rendered nor failed a topic for so long has given it up."""

MOST_SEEN = 500
"""So many topics that share a word are looked at, and counted."""
MOST_LOOKED_AT = 2000
"""So many are looked at in all, those that share the rarest words first."""
MOST_FOUND = 24
KEY_BYTES = 6
FORGOTTEN_LATER = timedelta(days=30)
"""What is too old to matter is deleted once it is this much older, much at a time."""


@dataclass(frozen=True)
class Remembered:
    """A topic to be remembered, and what it is to be found by; ``keys`` the rarest first."""

    topic_id: str
    title: str
    language: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """A remembered topic: when its batch chose it, and which keys it shares."""

    topic_id: str
    title: str
    language: str
    batch: str
    at: datetime
    shared: frozenset[str]


@dataclass(frozen=True)
class Recollection:
    """What is remembered that shares keys, and about how many topics share each."""

    found: tuple[Found, ...]
    counts: dict[str, int]
    total: int


class Memory:
    """The memory of a ledger; ``url`` is its database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def newest(self, channel: str, *, except_batch: str) -> int:
        """Return a number that grows whenever another batch of a channel remembers something."""
        with reading(self._url) as session:
            return _newest(session, channel, except_batch)

    def remember(
        self, channel: str, batch: str, topics: Iterable[Remembered], *, since: int | None = None
    ) -> bool:
        """Write down that a batch of a channel makes these; a second time changes nothing.

        Where another batch remembered something ``since`` then, nothing is written down, and False
        is returned: it may be the same.
        """
        with writing_alone(self._url) as session:
            if since is not None and _newest(session, channel, batch) > since:
                return False
            about = _batch(session, channel, batch)
            mine = select(RememberedRow.topic_id).where(RememberedRow.batch_id == about.id)
            known = set(session.scalars(mine))
            for topic in topics:
                if topic.topic_id in known:
                    continue
                row = RememberedRow(
                    batch_id=about.id,
                    topic_id=topic.topic_id,
                    language=topic.language,
                    title=topic.title,
                )
                session.add(row)
                session.flush()
                keys = {key_number(channel, key) for key in topic.keys}
                session.add_all(RememberedKeyRow(key=key, remembered_id=row.id) for key in keys)
        return True

    @contextmanager
    def of(self, channel: str, *, since: datetime, except_batch: str = "") -> Iterator["Recall"]:
        """Look into what a channel made since then, apart from one batch, which may be again."""
        with reading(self._url) as session:
            yield Recall(session, channel, since, except_batch)

    def forget(self, channel: str, *, before: datetime) -> int:
        """Delete what is older, where enough of it is; return how many topics that were."""
        batches = select(RememberedBatchRow.id).where(
            RememberedBatchRow.channel == channel, RememberedBatchRow.at < before
        )
        with writing_alone(self._url) as session:
            oldest = session.scalar(
                select(func.min(RememberedBatchRow.at)).where(RememberedBatchRow.channel == channel)
            )
            if oldest is None or oldest > before - FORGOTTEN_LATER:
                return 0
            gone = select(RememberedRow.id).where(RememberedRow.batch_id.in_(batches))
            count = session.scalar(select(func.count()).select_from(gone.subquery())) or 0
            for row, column in (
                (RememberedKeyRow, RememberedKeyRow.remembered_id.in_(gone)),
                (RememberedRow, RememberedRow.batch_id.in_(batches)),
                (RememberedBatchRow, RememberedBatchRow.id.in_(batches)),
            ):
                session.execute(delete(row).where(column).execution_options(
                    synchronize_session=False))  # fmt: skip
            return count


_HOLDERS = (
    select(RememberedKeyRow.remembered_id)
    .where(RememberedKeyRow.key == bindparam("key"))
    .order_by(RememberedKeyRow.remembered_id.desc())
    .limit(MOST_SEEN)
)


class Recall:
    """One look into the memory of a channel."""

    def __init__(
        self, session: Session, channel: str, since: datetime, except_batch: str = ""
    ) -> None:
        self._ask, self._channel = session.connection().execute, channel
        self._since, self._except_batch = since, except_batch
        self._total = self._ask(select(func.max(RememberedRow.id))).scalar() or 0

    def near(self, keys: Sequence[str]) -> Recollection:
        """Return what shares the most and the rarest of these keys."""
        numbers = {key_number(self._channel, key): key for key in keys}
        holders = {number: self._holders(number) for number in numbers}
        tally: dict[int, float] = {}
        left = MOST_LOOKED_AT
        for number in sorted(numbers, key=lambda n: len(holders[n])):
            worth = (1 + len(holders[number])) ** -0.5
            for one in holders[number][:left]:
                tally[one] = tally.get(one, 0.0) + worth
            left -= min(left, len(holders[number]))
        best = nlargest(MOST_FOUND, tally, key=tally.__getitem__)
        sharing = {number: set(best).intersection(holders[number]) for number in numbers}
        found = tuple(
            Found(
                row.topic_id, row.title, row.language, row.batch, row.at,
                frozenset(numbers[n] for n in numbers if row.id in sharing[n]),
            )
            for row in self._rows(best)
        )  # fmt: skip
        counts = {key: self._count(holders[number]) for number, key in numbers.items()}
        return Recollection(found, counts, self._total)

    def _count(self, holders: list[int]) -> int:
        """Say how many hold a key; of one that many do, judged by how close the newest lie."""
        if len(holders) < MOST_SEEN:
            return len(holders)
        return len(holders) * self._total // (self._total - holders[-1] + 1)

    def _holders(self, number: int) -> list[int]:
        return [row[0] for row in self._ask(_HOLDERS, {"key": number})]

    def _rows(self, ids: Collection[int]) -> Sequence[Any]:
        """Return those of these that the channel made, or is at."""
        about, batch = RememberedRow, RememberedBatchRow
        short = and_(ShortRow.batch == batch.batch, ShortRow.topic_id == about.topic_id)
        failed = func.coalesce(ShortRow.state, "") == "failed"
        under_way = and_(batch.at > now() - UNDER_WAY, ~failed)
        query = (
            select(about.id, about.topic_id, about.title, about.language, batch.batch, batch.at)
            .join(batch, batch.id == about.batch_id)
            .outerjoin(ShortRow, short)
            .where(
                about.id.in_(ids),
                batch.channel == self._channel,
                batch.batch != self._except_batch,
                batch.at >= self._since,
                or_(func.coalesce(ShortRow.edit_digest, "") != "", under_way),
            )
        )
        return self._ask(query).all()


def _newest(session: Session, channel: str, except_batch: str) -> int:
    about, batch = RememberedRow, RememberedBatchRow
    query = select(about.id).join(batch, batch.id == about.batch_id)
    query = query.where(batch.channel == channel, batch.batch != except_batch)
    return session.scalar(query.order_by(about.id.desc()).limit(1)) or 0


def _batch(session: Session, channel: str, batch: str) -> RememberedBatchRow:
    query = select(RememberedBatchRow).where(
        RememberedBatchRow.channel == channel, RememberedBatchRow.batch == batch
    )
    row = session.scalar(query)
    if row is None:
        row = RememberedBatchRow(channel=channel, batch=batch, at=now())
        session.add(row)
        session.flush()
    return row


def key_number(channel: str, key: str) -> int:
    """Return 47 bits for a key of a channel; what they lead to is compared again."""
    digest = blake2b(f"{channel}\0{key}".encode(), digest_size=KEY_BYTES).digest()
    return int.from_bytes(digest) >> 1
