"""Publications in the ledger: one row per short and target, claimed before anything is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from include.ledger.database import now, reading, writing
from include.ledger.models import PublicationRow

CLAIMED, PUBLISHED, UNCONFIRMED, FAILED = "claimed", "published", "unconfirmed", "failed"


@dataclass(frozen=True)
class Held:
    """A publication as the ledger has it; ``ours`` says that this claim may send it.

    When it is not ours, ``state`` says why: published already, being sent by another (claimed), or
    sent with an unknown end (unconfirmed), which must be looked up before anything is sent again.
    """

    short_key: str
    target: str
    state: str
    ours: bool
    owner: str
    path: str
    url: str
    remote_id: str
    error: str
    claimed_at: datetime


class Publications:
    """The publications of a ledger; ``url`` is its database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def claim(self, short_key: str, target: str, *, owner: str = "") -> Held:
        """Claim the right to send a short to a target; one claim of any number gets it.

        A publication that failed may be claimed again, and so may one that the same ``owner`` (a
        task, whatever its attempt) claimed and did not finish.
        """
        try:
            with writing(self._url) as session:
                row = session.get(PublicationRow, (short_key, target))
                ours = not row or row.state == FAILED
                ours = ours or bool(row and owner and (row.state, row.owner) == (CLAIMED, owner))
                if row is None:
                    row = PublicationRow(short_key=short_key, target=target)
                    session.add(row)
                if ours:
                    row.state, row.owner, row.claimed_at = CLAIMED, owner, now()
                session.flush()
                return _held(row, ours=ours)
        except IntegrityError:
            return self._held(short_key, target)

    def confirm(self, short_key: str, target: str, *, path: str = "", url: str = "") -> None:
        """Write down that the short is public."""
        self._end(short_key, target, state=PUBLISHED, path=path, url=url, error="")

    def unconfirmed(self, short_key: str, target: str, error: str) -> None:
        """Write down that it was sent and nobody knows whether it arrived."""
        self._end(short_key, target, state=UNCONFIRMED, error=error)

    def failed(self, short_key: str, target: str, error: str) -> None:
        """Write down that it was certainly not sent; it may be claimed again."""
        self._end(short_key, target, state=FAILED, error=error)

    def remember(self, short_key: str, target: str, remote_id: str) -> None:
        """Keep the target's id of an upload, so that it can be resumed or looked up."""
        with writing(self._url) as session:
            session.execute(_at(short_key, target).values(remote_id=remote_id))

    def of(self, short_key: str) -> list[Held]:
        """Return the publications of a short, by target."""
        with reading(self._url) as session:
            query = select(PublicationRow).where(PublicationRow.short_key == short_key)
            rows = session.scalars(query.order_by(PublicationRow.target))
            return [_held(row, ours=False) for row in rows]

    def _end(self, short_key: str, target: str, **values: Any) -> None:
        with writing(self._url) as session:
            session.execute(_at(short_key, target).values(finished_at=now(), **values))

    def _held(self, short_key: str, target: str) -> Held:
        with reading(self._url) as session:
            return _held(session.get_one(PublicationRow, (short_key, target)), ours=False)


def _at(short_key: str, target: str) -> Any:
    return update(PublicationRow).where(
        PublicationRow.short_key == short_key, PublicationRow.target == target
    )


def _held(row: PublicationRow, *, ours: bool) -> Held:
    names = set(Held.__dataclass_fields__) - {"ours"}
    return Held(ours=ours, **{name: getattr(row, name) for name in names})
