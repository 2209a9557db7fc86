"""New takes in the ledger: one row per take asked for, whatever becomes of its run."""

from collections.abc import Callable

from sqlalchemy import func, select

from include.domain import Topic
from include.domain.take import Take
from include.ledger.database import now, reading, writing_alone
from include.ledger.models import TakeRow


class Takes:
    """The takes of a ledger after the first; ``url`` is its database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(
        self, draft: Take, *, decision: str, most: int, named: Callable[[int], str]
    ) -> Take | None:
        """Write down that a take is wanted; ``None`` when there are ``most`` of its topic already.

        Of ``draft``, number and run id are chosen here: the next number, and the name it gets from
        ``named``. The same decision about the same short is the same take, however often it is
        told.

        Args:
            draft: The take, but for its number and run id.
            decision: Digest of the reviewer's decision.
            most: Takes of the topic there may be, the first one included.
            named: Gives the run id of a take by its number.
        """
        topic_id = draft.topic.topic_id
        with writing_alone(self._url) as session:
            row = session.get(TakeRow, (draft.of_run_id, topic_id, decision))
            if row:
                return _take(row)
            last = session.scalar(
                select(func.max(TakeRow.number)).where(
                    TakeRow.first_run_id == draft.first_run_id, TakeRow.topic_id == topic_id
                )
            )
            number = (last or 1) + 1
            if number > most:
                return None
            take = draft.model_copy(update={"number": number, "run_id": named(number)})
            facts = take.model_dump(mode="json")
            row = TakeRow(topic_id=topic_id, decision=decision, asked_at=now(), **facts)
            session.add(row)
            return take

    def find(self, of_run_id: str, topic_id: str, number: int) -> Take | None:
        """Return the take of that number which was asked for in a run."""
        with reading(self._url) as session:
            query = select(TakeRow).where(
                TakeRow.of_run_id == of_run_id,
                TakeRow.topic_id == topic_id,
                TakeRow.number == number,
            )
            row = session.scalar(query)
            return _take(row) if row else None

    def made_by(self, run_id: str, topic_id: str) -> Take | None:
        """Return the take that a run makes of a topic; ``None`` where it is the first."""
        with reading(self._url) as session:
            mine = (TakeRow.run_id == run_id, TakeRow.topic_id == topic_id)
            row = session.scalar(select(TakeRow).where(*mine))
            return _take(row) if row else None

    def asked_in(self, run_id: str) -> dict[str, Take]:
        """Return the newest take asked for of each short of a run, by topic."""
        with reading(self._url) as session:
            query = select(TakeRow).where(TakeRow.of_run_id == run_id).order_by(TakeRow.number)
            return {row.topic_id: _take(row) for row in session.scalars(query)}


def _take(row: TakeRow) -> Take:
    names = set(Take.model_fields) - {"topic"}
    about = Topic.model_validate(row.topic)
    return Take(topic=about, **{name: getattr(row, name) for name in names})
