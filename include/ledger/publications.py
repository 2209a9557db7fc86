"""Publications in the ledger: one row per short and target, claimed before anything is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from include.ledger.database import now, reading, writing
from include.ledger.models import PublicationRow

CLAIMED, WAITING = "claimed", "waiting"
PUBLISHED, SCHEDULED, UNCONFIRMED, FAILED = "published", "scheduled", "unconfirmed", "failed"
DONE = (PUBLISHED, SCHEDULED)

LEASE = timedelta(minutes=30)
"""A claim that nothing was written under for so long is thought dead; another may have it."""


class TakenOver(Exception):  # noqa: N818 - read as words, like the errors of providers
    """Another attempt has claimed the publication since: this one may write and send no more."""


@dataclass(frozen=True)
class Held:
    """A publication as the ledger has it; ``ours`` says that this claim may send it.

    When it is not ours, ``state`` says why: published or scheduled already, being sent by another
    (claimed), failed in this very try, or sent with an unknown end (unconfirmed), which a person
    must settle before anything is sent again.
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
    error_kind: str
    memo: str
    fence: int
    try_id: str
    not_before: datetime | None
    scheduled_for: datetime | None
    began_at: datetime | None
    claimed_at: datetime
    finished_at: datetime | None


class Publications:
    """The publications of a ledger; ``url`` is its database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def claim(self, short_key: str, target: str, *, owner: str = "", try_id: str = "") -> Held:
        """Claim the right to send a short to a target; one claim of any number gets it.

        The claims of one ``owner``, a task, follow each other: each takes over from the one
        before, whose memo it finds. A publication that failed may be claimed by anybody, but for
        the try that it failed in.
        """
        try:
            with writing(self._url) as session:
                row = session.get(PublicationRow, (short_key, target), with_for_update=True)
                if row is None:
                    row = PublicationRow(short_key=short_key, target=target, fence=0)
                    row.began_at, row.state = now(), CLAIMED
                    session.add(row)
                    ours = True
                else:
                    ours = _claimable(row, owner=owner, try_id=try_id)
                if ours:
                    row.began_at = now() if row.state == FAILED else row.began_at
                    row.state, row.owner, row.try_id = CLAIMED, owner, try_id
                    row.fence, row.claimed_at = row.fence + 1, now()
                    row.lease_until, row.not_before = now() + LEASE, None
                    row.error = row.error_kind = ""
                session.flush()
                return _held(row, ours=ours)
        except IntegrityError:
            return self.get(short_key, target)

    def keep(self, held: Held, memo: str, *, remote_id: str = "") -> None:
        """Keep a sealed memo, and what the platform calls the publication.

        Raises:
            TakenOver: The claim holds no more.
        """
        named = {"remote_id": remote_id} if remote_id else {}
        self._write(held, memo=memo, lease_until=now() + LEASE, **named)

    def wait(self, held: Held, until: datetime, why: str) -> None:
        """Write down that nothing can be done before ``until``."""
        self._write(held, state=WAITING, not_before=until, error=why)

    def confirm(
        self,
        held: Held,
        *,
        path: str = "",
        url: str = "",
        remote_id: str = "",
        scheduled_for: datetime | None = None,
        note: str = "",
    ) -> None:
        """Write down that the short is public, or will be; its memo is not needed any more."""
        named = {"remote_id": remote_id} if remote_id else {}
        self._write(
            held,
            state=SCHEDULED if scheduled_for else PUBLISHED,
            scheduled_for=scheduled_for,
            path=path,
            url=url,
            error=note,
            error_kind="",
            memo="",
            finished_at=now(),
            **named,
        )

    def unconfirmed(self, held: Held, error: str) -> None:
        """Write down that it was sent and nobody knows whether it arrived."""
        self._write(held, state=UNCONFIRMED, error=error, finished_at=now())

    def failed(self, held: Held, error: str, *, kind: str = "") -> None:
        """Write down that it ended in an error; who claims it next begins with its memo."""
        self._write(held, state=FAILED, error=error, error_kind=kind, finished_at=now())

    def settle(self, short_key: str, target: str, *, public: bool, url: str = "") -> bool:
        """Say, as a person, what became of an unconfirmed publication.

        What is not public may be sent again, from the beginning. Returns whether there was an
        unconfirmed publication to settle.
        """
        values: dict[str, Any] = {"state": PUBLISHED, "error": "", "url": url}
        if not public:
            values = {"state": FAILED, "error": "Settled: not public.", "remote_id": ""}
        with writing(self._url) as session:
            found = session.execute(
                _at(short_key, target)
                .where(PublicationRow.state == UNCONFIRMED)
                .values(
                    **values,
                    memo="",
                    try_id="",
                    fence=PublicationRow.fence + 1,
                    finished_at=now(),
                )
            )
            return bool(found.rowcount)  # type: ignore[attr-defined]

    def of(self, short_key: str) -> list[Held]:
        """Return the publications of a short, by target."""
        with reading(self._url) as session:
            query = select(PublicationRow).where(PublicationRow.short_key == short_key)
            rows = session.scalars(query.order_by(PublicationRow.target))
            return [_held(row, ours=False) for row in rows]

    def get(self, short_key: str, target: str) -> Held:
        """Return a publication there is."""
        with reading(self._url) as session:
            return _held(session.get_one(PublicationRow, (short_key, target)), ours=False)

    def _write(self, held: Held, **values: Any) -> None:
        with writing(self._url) as session:
            found = session.execute(
                _at(held.short_key, held.target)
                .where(PublicationRow.fence == held.fence)
                .values(**values)
            )
            if not found.rowcount:  # type: ignore[attr-defined]
                raise TakenOver(
                    f"{held.short_key} on {held.target} was taken over by another attempt. "
                    "This one sends nothing more."
                )


def _claimable(row: PublicationRow, *, owner: str, try_id: str) -> bool:
    if row.state == FAILED:
        return not try_id or row.try_id != try_id
    if row.state not in (CLAIMED, WAITING):
        return False
    dead = row.lease_until is not None and row.lease_until < now()
    return bool(owner and row.owner == owner) or dead


def _at(short_key: str, target: str) -> Any:
    return update(PublicationRow).where(
        PublicationRow.short_key == short_key, PublicationRow.target == target
    )


def _held(row: PublicationRow, *, ours: bool) -> Held:
    names = set(Held.__dataclass_fields__) - {"ours"}
    return Held(ours=ours, **{name: getattr(row, name) for name in names})
