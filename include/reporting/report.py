"""Put a batch's report together, whatever is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from include.domain import Finding, Publication, Review, Short, Topic
from include.domain.report import Report, ReportedShort, ReportedTopic, ShortState, Totals
from include.reporting.doubts import Doubt, unspent_usd, usd

FAILED_STATES = ("failed", "upstream_failed", "removed")


@dataclass(frozen=True)
class Outcome:
    """What the stages of one short left behind. ``states`` maps stage to task state, in order."""

    topic: Topic
    states: Mapping[str, str]
    short: Short | None = None
    review: Review | None = None
    publications: tuple[Publication, ...] = ()
    findings: tuple[Finding, ...] = ()
    error: str = ""
    cost_usd: float = 0.0
    earlier_take: str = ""
    next_take: str = ""


@dataclass(frozen=True)
class Batch:
    """Which run a report is about."""

    name: str
    dag_id: str
    run_id: str
    started_at: datetime | None
    finished_at: datetime
    findings: tuple[Finding, ...] = field(default=())
    doubts: tuple[Doubt, ...] = ()

    def doubts_of(self, topic_id: str) -> tuple[Doubt, ...]:
        """Return the doubts about the orders of a topic."""
        return tuple(doubt for doubt in self.doubts if doubt.topic_id == topic_id)


def write_report(batch: Batch, outcomes: Sequence[Outcome]) -> Report:
    """Put the report together from the outcomes, in the topics' order."""
    shorts = tuple(_reported(o, batch.doubts_of(o.topic.topic_id)) for o in outcomes)
    known = {outcome.topic.topic_id for outcome in outcomes}
    others = [doubt for doubt in batch.doubts if doubt.topic_id not in known]
    wall_s = (batch.finished_at - batch.started_at).total_seconds() if batch.started_at else None
    return Report(
        batch=batch.name,
        dag_id=batch.dag_id,
        run_id=batch.run_id,
        started_at=batch.started_at,
        finished_at=batch.finished_at,
        wall_s=None if wall_s is None else round(wall_s, 1),
        shorts=shorts,
        findings=(*batch.findings, *(doubt.finding for doubt in others)),
        totals=_totals(shorts, others, doubts=len(batch.doubts)),
    )


def verdict(report: Report, *, failure_budget_percent: float) -> str:
    """Return why the batch counts as failed, or an empty string."""
    totals = report.totals
    if not totals.topics:
        return "The batch had no topic. See the log of discover_topics."
    if not totals.produced:
        return (
            f"No short of {totals.topics} was produced. {_first_error(report)} "
            "Mend that, then clear the failed tasks."
        )
    share = 100 * totals.failed / totals.topics
    if share > failure_budget_percent:
        return (
            f"{totals.failed} of {totals.topics} shorts failed ({share:.0f} %), more than the "
            f"failure budget of {failure_budget_percent:g} %. {_first_error(report)} "
            "Mend that, then clear the failed tasks."
        )
    return ""


def _first_error(report: Report) -> str:
    failed = next((short for short in report.shorts if short.state == "failed"), None)
    if failed is None:
        return ""
    return f"First failure, {failed.topic.title!r} at {failed.failed_at}: {failed.error}"


def _reported(outcome: Outcome, doubts: tuple[Doubt, ...]) -> ReportedShort:
    short = outcome.short
    state = _state(outcome)
    findings = (*outcome.findings, *(doubt.finding for doubt in doubts))
    return ReportedShort(
        topic=ReportedTopic(
            **outcome.topic.model_dump(include=set(ReportedTopic.model_fields)),
        ),
        state=state,
        path=next((p.path for p in outcome.publications if p.path), "")
        or (short.video.uri if short else ""),
        duration_s=short.duration_s if short else None,
        cost_usd=round(outcome.cost_usd + unspent_usd(doubts), 6),
        doubtful_usd=round(usd(doubts), 6),
        findings=_unique((*(short.findings if short else ()), *findings)),
        review=outcome.review,
        take=outcome.topic.take,
        earlier_take=outcome.earlier_take,
        next_take=outcome.next_take,
        publications=outcome.publications,
        failed_at=_failed_at(outcome.states) if state == "failed" else "",
        error=outcome.error or "See the task's log." if state == "failed" else "",
    )


def _state(outcome: Outcome) -> ShortState:
    states = {publication.state for publication in outcome.publications}
    if any(state in FAILED_STATES for state in outcome.states.values()):
        return "unconfirmed" if "unconfirmed" in states else "failed"
    if outcome.short is None or outcome.review is None:
        return "failed"
    if outcome.review.decision != "approve":
        return "new_take" if outcome.review.decision == "new_take" else "rejected"
    public: tuple[ShortState, ...] = ("unconfirmed", "published", "scheduled")
    return next((state for state in public if state in states), "approved")


def _failed_at(states: Mapping[str, str]) -> str:
    first = next((stage for stage, state in states.items() if state == "failed"), "")
    return first or next((s for s, state in states.items() if state != "success"), "")


def _unique(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(findings))


def _totals(shorts: Sequence[ReportedShort], others: Sequence[Doubt], *, doubts: int) -> Totals:
    states = [short.state for short in shorts]
    return Totals(
        topics=len(shorts),
        produced=sum(short.duration_s is not None for short in shorts),
        published=states.count("published"),
        rejected=states.count("rejected"),
        new_takes=states.count("new_take"),
        failed=states.count("failed"),
        duration_s=round(sum(short.duration_s or 0 for short in shorts), 2),
        cost_usd=round(sum(short.cost_usd for short in shorts) + usd(others), 6),
        doubts=doubts,
        doubtful_usd=round(sum(short.doubtful_usd for short in shorts) + usd(others), 6),
    )
