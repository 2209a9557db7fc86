"""The newest token of each account, sealed: services replace them, and connections stay."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from include.ledger.database import now, reading, writing
from include.ledger.models import TokenRow


class Tokens:
    """The tokens of a ledger; ``url`` is its database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def sealed(self, account: str) -> str:
        """Return what is kept for an account; "" for nothing."""
        with reading(self._url) as session:
            row = session.get(TokenRow, account)
            return row.sealed if row else ""

    def begin(self, account: str, *, seen: str, lease_s: float = 60.0) -> bool:
        """Say whether the caller is the one to ask for a new token, instead of ``seen``.

        Nobody else is for ``lease_s``; it is not, either, when another is kept by now.
        """
        try:
            with writing(self._url) as session:
                row = session.get(TokenRow, account, with_for_update=True)
                if row is None:
                    row = TokenRow(account=account, sealed="", refreshing_until=None)
                    session.add(row)
                busy = row.refreshing_until is not None and row.refreshing_until > now()
                if busy or row.sealed != seen:
                    return False
                row.refreshing_until = now() + timedelta(seconds=lease_s)
                session.flush()
                return True
        except IntegrityError:
            return False

    def end(self, account: str, sealed: str | None = None) -> None:
        """Keep what was answered, or nothing new where ``sealed`` is ``None``."""
        values = {"refreshing_until": None} if sealed is None else {"sealed": sealed}
        with writing(self._url) as session:
            session.execute(
                update(TokenRow)
                .where(TokenRow.account == account)
                .values(**{"refreshing_until": None, **values})
            )
