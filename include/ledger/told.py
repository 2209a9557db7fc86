"""What somebody was told once and for all, such as that a sum was passed."""

from sqlalchemy.exc import IntegrityError

from include.ledger.database import now, reading, writing
from include.ledger.models import ToldRow


class Told:
    """What was told, by a ledger; ``url`` is its database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def first(self, what: str) -> bool:
        """Write down that it is told now; false when somebody has told it before."""
        with reading(self._url) as session:
            if session.get(ToldRow, what):
                return False
        try:
            with writing(self._url) as session:
                session.add(ToldRow(what=what, at=now()))
        except IntegrityError:
            return False
        return True
