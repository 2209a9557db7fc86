"""Rendered shorts as the ledger keeps them, for being looked at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import defer

from include.domain import Script, Short
from include.ledger.database import reading
from include.ledger.models import JobRow, PublicationRow, ShortRow

MOST = 500
"""Shorts of a run that are read at most."""

VERSION_DIGITS = 12

LATEST = 120
"""Shorts of whatever run that are worth showing."""


@dataclass(frozen=True)
class Kept:
    """A short that was rendered, and the mapped tasks that made it."""

    batch: str
    topic_id: str
    dag_id: str
    run_id: str
    map_index: int
    state: str
    stage: str
    error: str
    short: Short
    updated_at: datetime

    @property
    def key(self) -> str:
        """What it is called in publications."""
        return f"{self.batch}/{self.topic_id}"

    @property
    def version(self) -> str:
        """What tells this render from those before and after it."""
        return self.short.edit_digest[:VERSION_DIGITS]


class Gallery:
    """The rendered shorts of a ledger; ``url`` is its database.

    A short whose files an earlier version of ours described otherwise is left out.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def find(self, batch: str, topic_id: str) -> Kept | None:
        """Return a short of a batch, or ``None``."""
        mine = (ShortRow.batch == batch, ShortRow.topic_id == topic_id)
        return next(iter(self._read(_query(*mine))), None)

    def latest(self, dag_ids: Collection[str], *, limit: int = LATEST) -> list[Kept]:
        """Return the shorts of these DAGs, what changed last first."""
        query = _query(ShortRow.dag_id.in_(dag_ids)).order_by(ShortRow.updated_at.desc())
        return self._read(query.limit(limit))

    def of_run(self, dag_id: str, run_id: str) -> list[Kept]:
        """Return the shorts of a run, in the order of its topics."""
        mine = (ShortRow.dag_id == dag_id, ShortRow.run_id == run_id)
        return self._read(_query(*mine).order_by(ShortRow.map_index).limit(MOST))

    def of_runs(self, runs: Collection[tuple[str, str]]) -> list[Kept]:
        """Return the shorts of runs, named by DAG and run id."""
        names = {run_id for _, run_id in runs}
        found = self._read(_query(ShortRow.run_id.in_(names)))
        return [kept for kept in found if (kept.dag_id, kept.run_id) in runs]

    def script(self, batch: str, topic_id: str) -> Script | None:
        """Return the script a short was made from, or ``None``."""
        mine = (ShortRow.batch == batch, ShortRow.topic_id == topic_id)
        with reading(self._url) as session:
            told = session.scalar(select(ShortRow.script).where(*mine))
        try:
            return Script.model_validate(told) if told else None
        except ValidationError:
            return None

    def publications(self, keys: Collection[str]) -> dict[str, list[PublicationRow]]:
        """Return the publications of these shorts, by target."""
        query = select(PublicationRow).options(defer(PublicationRow.memo))
        query = query.where(PublicationRow.short_key.in_(keys))
        found: dict[str, list[PublicationRow]] = {key: [] for key in keys}
        with reading(self._url) as session:
            for row in session.scalars(query.order_by(PublicationRow.target)):
                found[row.short_key].append(row)
        return found

    def errors(self, batches: Collection[str]) -> dict[tuple[str, str], str]:
        """Return why shorts of these batches failed, by batch and topic."""
        failed = (ShortRow.batch.in_(batches), ShortRow.state == "failed")
        query = select(ShortRow.batch, ShortRow.topic_id, ShortRow.error).where(*failed)
        with reading(self._url) as session:
            return {(batch, topic): error for batch, topic, error in session.execute(query)}

    def jobs(self, batches: Collection[str]) -> dict[tuple[str, str], dict[str, int]]:
        """Return how many jobs of each short are in which state, by batch and topic."""
        columns = (JobRow.batch, JobRow.topic_id, JobRow.state)
        query = select(*columns, func.count()).where(JobRow.batch.in_(batches)).group_by(*columns)
        found: dict[tuple[str, str], dict[str, int]] = {}
        with reading(self._url) as session:
            for batch, topic_id, state, count in session.execute(query):
                found.setdefault((batch, topic_id), {})[state] = count
        return found

    def _read(self, query: Select[ShortRow]) -> list[Kept]:
        with reading(self._url) as session:
            return [kept for row in session.scalars(query) if (kept := _kept(row))]


def _query(*mine: ColumnElement[bool]) -> Select[ShortRow]:
    return select(ShortRow).options(defer(ShortRow.script)).where(ShortRow.edit_digest != "", *mine)


def _kept(row: ShortRow) -> Kept | None:
    try:
        short = Short.model_validate(row.short)
    except ValidationError:
        return None
    names: Sequence[str] = [name for name in Kept.__dataclass_fields__ if name != "short"]
    facts: dict[str, Any] = {name: getattr(row, name) for name in names}
    return Kept(short=short, **facts)
