"""What a batch made, as written to ``reports/<batch>.json``."""

from datetime import datetime
from typing import Literal

from include.domain.base import Model
from include.domain.finding import Finding
from include.domain.short import Publication, Review

ShortState = Literal[
    "published", "scheduled", "approved", "unconfirmed", "rejected", "new_take", "failed"
]


class ReportedTopic(Model):
    """The topic as the report names it; its text stays in the ledger."""

    topic_id: str
    title: str
    source: str = ""
    url: str = ""
    language: str = ""
    why: str = ""


class ReportedShort(Model):
    """One short of the batch. ``path`` is its file, as published or else as stored.

    ``take`` counts the takes of its topic; ``earlier_take`` and ``next_take`` are the runs that
    make the one before and the one after. ``cost_usd`` includes ``doubtful_usd``: what may have
    been charged, as replies were lost.
    """

    topic: ReportedTopic
    state: ShortState
    path: str = ""
    duration_s: float | None = None
    cost_usd: float = 0.0
    doubtful_usd: float = 0.0
    findings: tuple[Finding, ...] = ()
    review: Review | None = None
    take: int = 1
    earlier_take: str = ""
    next_take: str = ""
    publications: tuple[Publication, ...] = ()
    failed_at: str = ""
    error: str = ""


class Totals(Model):
    """The batch in numbers; ``doubts`` counts orders that may have been charged without a job.

    ``cost_usd`` includes ``doubtful_usd``, what these would cost.
    """

    topics: int
    produced: int
    published: int
    rejected: int
    new_takes: int = 0
    failed: int
    duration_s: float
    cost_usd: float
    doubts: int = 0
    doubtful_usd: float = 0.0


class Report(Model):
    """The whole batch."""

    batch: str
    dag_id: str
    run_id: str
    started_at: datetime | None
    finished_at: datetime
    wall_s: float | None
    shorts: tuple[ReportedShort, ...]
    findings: tuple[Finding, ...] = ()
    totals: Totals
