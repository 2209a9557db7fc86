"""What a glance at a short takes in."""

from datetime import UTC, datetime

from include.desk.cards import Question, card
from include.domain import Finding, Severity
from include.ledger.gallery import Kept
from tests.include.shorts.parts import short

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def kept(state="rendered", **facts):
    return Kept(
        batch="b1",
        topic_id="t1",
        dag_id="daily_batch",
        run_id="r1",
        map_index=0,
        state=state,
        stage="",
        error="",
        short=short(**facts),
        updated_at=NOW,
    )


def shown(it, question=None):
    return card(it, question, (), cover="c", preview="p")


def test_who_is_asked_about_waits_whatever_the_ledger_says():
    question = Question(options=("Approve",), asked_at=NOW)
    assert shown(kept("rendered"), question).state == "waiting"
    assert shown(kept("rendered")).state == "rendered"
    assert shown(kept("published")).state == "published"


def test_findings_are_counted_by_severity():
    quiet = Finding(code="quiet", severity=Severity.WARNING, message="It is quiet.")
    told = Finding(code="told", severity=Severity.INFO, message="One shot was drawn.")
    assert shown(kept(findings=(quiet, told, quiet))).findings == {"info": 1, "warning": 2}
    assert shown(kept()).findings == {}
