"""Whoever comes too late is told so; whoever may not answer learns nothing."""

from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from dailies.ui import early_answers, late_answers
from dailies.ui.early_answers import HeldAnswers
from tests.plugins.ui.test_early_answers import REVIEW

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "options", "by", "at", "told"),
    [
        ("success", ["Approve"], "Ana", NOON, "Approve, by Ana, at 2026-11-22 12:00 UTC"),
        ("scheduled", ["New take"], "Ana", NOON, "New take, by Ana"),
        ("success", ["Reject"], None, NOON, "Reject, by nobody in time"),
        ("failed", None, None, None, "its task is failed. Clear the task"),
    ],
)
def test_it_is_told_how_the_review_ended(state, options, by, at, told):
    assert told in late_answers.over(state, options, by, at)


@pytest.mark.parametrize("state", ["awaiting_input", "running", "queued", "None"])
def test_what_is_asked_may_be_answered(state):
    assert late_answers.over(state, None, None, None) == ""


@pytest.fixture
def client(monkeypatch):
    root = FastAPI()
    root.add_middleware(HeldAnswers)

    @root.patch("/{path:path}")
    async def airflow(path: str) -> str:
        return "Airflow's own answer"

    monkeypatch.setattr(early_answers, "_asked_at", lambda **_: None)
    monkeypatch.setattr(late_answers, "why_over", lambda **_: "This review is over: so.")
    with TestClient(root) as asking:
        yield asking


@pytest.mark.parametrize("may", [True, False])
def test_only_who_may_decide_is_told(client, monkeypatch, may):
    async def allowed(_scope, dag_id):
        return may and dag_id == "daily_batch"

    monkeypatch.setattr(late_answers, "_may_decide", allowed)
    answer = client.patch(f"{REVIEW}/hitlDetails", json={})
    assert answer.status_code == (409 if may else 200)
    if may:
        assert answer.json() == {"detail": "This review is over: so."}
