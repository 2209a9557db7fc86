from datetime import UTC, datetime, timedelta

import pytest

from include.domain import Finding, Publication, Review, Severity, Short, Topic
from include.reporting.doubts import Doubt
from include.reporting.report import Batch, Outcome, verdict, write_report
from tests.include.shorts import parts

START = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
DONE = dict.fromkeys(
    ("write_script", "narrate", "render_short", "review_short", "publish_short"), "success"
)


def batch(**fields) -> Batch:
    return Batch(
        name="manual_1",
        dag_id="daily_batch",
        run_id="manual__1",
        started_at=START,
        finished_at=START + timedelta(seconds=90),
        **fields,
    )


def topic(number: int) -> Topic:
    return Topic(topic_id=f"{number:012x}", slug=f"topic-{number}", title=f"Topic {number}")


def short(of: Topic) -> Short:
    return parts.short(topic_id=of.topic_id, slug=of.slug, title=of.title)


def published(number: int) -> Outcome:
    about = topic(number)
    return Outcome(
        topic=about,
        states=DONE,
        short=short(about),
        review=Review(decision="approve", by="policy"),
        publications=(Publication(target="folder", state="published", path="/out/a.mp4"),),
        cost_usd=0.25,
    )


def failed(number: int) -> Outcome:
    states = DONE | {"render_short": "failed", "review_short": "upstream_failed"}
    return Outcome(topic=topic(number), states=states, error="No space left.")


def test_a_published_short_is_reported_with_its_path_and_cost():
    report = write_report(batch(), [published(1)])
    (reported,) = report.shorts
    assert (reported.state, reported.path, reported.cost_usd) == ("published", "/out/a.mp4", 0.25)
    assert report.wall_s == 90
    assert report.totals.published == 1
    assert verdict(report, failure_budget_percent=0) == ""


def test_a_failed_short_names_the_stage_and_the_error():
    (reported,) = write_report(batch(), [failed(1)]).shorts
    assert (reported.state, reported.failed_at) == ("failed", "render_short")
    assert reported.error == "No space left."


def test_a_rejected_short_is_produced_but_not_published():
    about = topic(1)
    outcome = Outcome(
        topic=about,
        states=DONE | {"publish_short": "skipped"},
        short=short(about),
        review=Review(decision="reject", by="ana", feedback="Too slow."),
    )
    report = write_report(batch(), [outcome])
    assert report.shorts[0].state == "rejected"
    assert (report.totals.produced, report.totals.published) == (1, 0)
    assert verdict(report, failure_budget_percent=0) == ""


def test_a_short_to_be_taken_again_names_the_runs_before_and_after():
    about = topic(1).model_copy(update={"take": 2})
    outcome = Outcome(
        topic=about,
        states=DONE,
        short=short(about),
        review=Review(decision="new_take", by="ana", feedback="Slower."),
        earlier_take="run-1",
        next_take="run-3",
    )
    report = write_report(batch(), [outcome])
    (told,) = report.shorts
    assert (told.state, told.take) == ("new_take", 2)
    assert (told.earlier_take, told.next_take) == ("run-1", "run-3")
    assert (report.totals.new_takes, report.totals.rejected) == (1, 0)
    assert verdict(report, failure_budget_percent=0) == ""


@pytest.mark.parametrize(("percent", "fails"), [(25, True), (34, False)])
def test_the_failure_budget_decides_about_the_run(percent, fails):
    report = write_report(batch(), [published(1), published(2), failed(3)])
    said = verdict(report, failure_budget_percent=percent)
    assert bool(said) is fails
    if fails:
        assert "render_short" in said
        assert "No space left." in said


def test_a_batch_that_produced_nothing_fails_whatever_the_budget():
    report = write_report(batch(), [failed(1)])
    assert "No short of 1 was produced" in verdict(report, failure_budget_percent=100)
    assert verdict(write_report(batch(), []), failure_budget_percent=100)


def test_the_same_finding_is_reported_once():
    finding = Finding(code="thin_source", severity=Severity.WARNING, message="Little to go by.")
    outcome = published(1)
    report = write_report(
        batch(),
        [
            Outcome(
                **{
                    **outcome.__dict__,
                    "short": outcome.short.model_copy(update={"findings": (finding,)}),
                    "findings": (finding,),
                }
            )
        ],
    )
    assert report.shorts[0].findings == (finding,)


def doubt(topic_id: str, usd: float, *, spent: bool) -> Doubt:
    finding = Finding(code="order_in_doubt", severity=Severity.WARNING, message=f"{usd} USD.")
    return Doubt(topic_id, usd, spent, finding)


def test_doubts_are_told_with_their_short_and_counted_once():
    mine, other = topic(1).topic_id, topic(9).topic_id
    doubts = (
        doubt(mine, 0.10, spent=True),
        doubt(mine, 0.05, spent=False),
        doubt(other, 1.0, spent=True),
    )
    report = write_report(batch(doubts=doubts), [published(1), published(2)])
    first, second = report.shorts
    assert (first.cost_usd, first.doubtful_usd) == (0.30, 0.15)
    assert [finding.message for finding in first.findings] == ["0.1 USD.", "0.05 USD."]
    assert (second.cost_usd, second.doubtful_usd, second.findings) == (0.25, 0.0, ())
    assert [finding.message for finding in report.findings] == ["1.0 USD."]
    totals = report.totals
    assert (totals.doubts, totals.doubtful_usd, totals.cost_usd) == (3, 1.15, 1.55)
