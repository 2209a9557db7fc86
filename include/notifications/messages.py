"""The notifications there are, in words and in figures."""

from datetime import datetime

from include.domain import Short, digest_of
from include.domain.notification import Kind, Notification
from include.domain.report import Report
from include.domain.review import ReviewRequest

LONGEST_TITLE = 120


def review_requested(
    short: Short, asked: ReviewRequest, *, batch: str, question: str, at: datetime, link: str
) -> Notification:
    """A short waits for a person; ``question`` tells this asking from another about the same."""
    title = _line(short.title)
    worst = ", ".join(sorted({finding.severity.value for finding in short.findings})) or "none"
    return Notification(
        kind="review_requested",
        event_id=_event_id("review_requested", question),
        at=at,
        subject=f"“{title}” waits for a review",
        body=(
            f"{short.duration_s:.0f} s, {short.cost_usd:.2f} USD, findings: {worst}. "
            f"Without an answer within {asked.timeout_days:g} days: {asked.on_timeout}."
        ),
        link=link,
        data={
            "batch": batch,
            "topic_id": short.topic_id,
            "title": title,
            "cost_usd": short.cost_usd,
            "timeout_days": asked.timeout_days,
            "on_timeout": asked.on_timeout,
        },
    )


def batch_finished(report: Report, *, link: str) -> Notification:
    """A batch has come to its end, however."""
    return _of_batch("batch_finished", report, f"Batch {report.batch} has finished", "", link)


def failure_budget_passed(report: Report, reason: str, *, link: str) -> Notification:
    """More shorts of a batch failed than may, or none was made."""
    subject = f"Batch {report.batch} has failed"
    return _of_batch("failure_budget_passed", report, subject, _line(reason, 1000), link)


def spend_passed(
    what: str, usd: float, over_usd: float, *, at: datetime, link: str
) -> Notification:
    """More was spent on ``what``, a batch or a day, than somebody wants to know of."""
    return Notification(
        kind="spend_passed",
        event_id=_event_id("spend_passed", f"{what} {over_usd}"),
        at=at,
        subject=f"Spending passed {over_usd:g} USD: {what}",
        body=f"{usd:.2f} USD so far. What may be spent is limited by budget_usd of a run and "
        "day_budget_usd of connection dailies_ledger.",
        link=link,
        data={"what": what, "spent_usd": round(usd, 6), "over_usd": over_usd},
    )


def _of_batch(kind: Kind, report: Report, subject: str, reason: str, link: str) -> Notification:
    totals = report.totals
    told = (
        f"{totals.published} of {totals.topics} shorts published, {totals.rejected} rejected, "
        f"{totals.new_takes} to be taken again, {totals.failed} failed; {totals.cost_usd:.2f} USD."
    )
    return Notification(
        kind=kind,
        event_id=_event_id(kind, f"{report.batch} {report.finished_at.isoformat()}"),
        at=report.finished_at,
        subject=subject,
        body="\n".join(part for part in (told, reason) if part),
        link=link,
        data={"batch": report.batch, **totals.model_dump(mode="json")},
    )


def _event_id(kind: Kind, what: str) -> str:
    return f"msg_{digest_of([kind, what])[:32]}"


def _line(text: str, most: int = LONGEST_TITLE) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
