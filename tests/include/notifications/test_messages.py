from datetime import UTC, datetime

from include.domain import Finding, Severity
from include.domain.notification import Notification
from include.domain.report import Report, Totals
from include.domain.review import ReviewRequest
from include.notifications import messages
from tests.include.shorts.parts import short

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LINK = "https://air.example/dags/daily_batch"


def report(**totals):
    counts = dict.fromkeys(("topics", "produced", "published", "rejected", "failed"), 0)
    sums = {"duration_s": 90.0, "cost_usd": 1.5}
    return Report(
        batch="run-1",
        dag_id="daily_batch",
        run_id="run-1",
        started_at=NOW,
        finished_at=NOW,
        wall_s=1.0,
        shorts=(),
        totals=Totals(**{**counts, **sums, **totals}),
    )


def asked(question="ti-1", **facts):
    return messages.review_requested(
        short(**facts), ReviewRequest(), batch="run-1", question=question, at=NOW, link=LINK
    )


def test_a_review_says_what_waits_how_long_and_where():
    dark = Finding(code="dark", severity=Severity.WARNING, message="Dark.")
    told = asked(title="Tides\nand ebbs", cost_usd=1.25, findings=(dark,))
    assert told.subject == "“Tides and ebbs” waits for a review"
    assert told.body == (
        "30 s, 1.25 USD, findings: warning. Without an answer within 7 days: reject."
    )
    assert told.link == LINK
    assert told.data["topic_id"] == "t1"


def test_the_same_question_is_the_same_event_and_another_is_not():
    assert asked().event_id == asked().event_id
    assert asked().event_id != asked("ti-2").event_id
    assert "." not in asked().event_id


def test_the_end_of_a_batch_is_told_in_figures_and_a_failed_one_with_its_reason():
    made = report(topics=3, produced=3, published=2, rejected=1)
    done = messages.batch_finished(made, link=LINK)
    assert done.body == (
        "2 of 3 shorts published, 1 rejected, 0 to be taken again, 0 failed; 1.50 USD."
    )
    assert done.data["published"] == 2
    failed = messages.failure_budget_passed(made, "No room.\nMend that.", link=LINK)
    assert failed.body.splitlines()[1:] == ["No room. Mend that."]
    assert done.event_id != failed.event_id


def test_a_sum_that_was_passed_is_told_with_what_it_was_spent_on():
    told = messages.spend_passed("batch run-1", 12.3456, 10, at=NOW, link="")
    assert told.subject == "Spending passed 10 USD: batch run-1"
    assert told.body.startswith("12.35 USD so far.")


def test_a_notification_is_plain_json():
    told = asked(title="x" * 500)
    assert Notification.model_validate_json(told.model_dump_json()) == told
    assert len(told.subject) < 150
