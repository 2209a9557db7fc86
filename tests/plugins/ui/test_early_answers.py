"""An answer that no person could have given yet waits; everything else passes at once."""

import time
from datetime import timedelta

import pytest
from airflow.sdk import timezone
from fastapi import FastAPI
from fastapi.testclient import TestClient

from dailies.ui import early_answers, late_answers
from dailies.ui.early_answers import HeldAnswers

REVIEW = "/api/v2/dags/daily_batch/dagRuns/manual__1:2+00:00/taskInstances/g.review_short/3"
HELD_S = 0.6


@pytest.fixture
def asked(monkeypatch):
    """Let a test say how old each question is, by its task; collect what was looked up."""
    ages_s, looked_up = {}, []

    def asked_at(**key):
        looked_up.append(key)
        age_s = ages_s.get(key["task_id"])
        return None if age_s is None else timezone.utcnow() - timedelta(seconds=age_s)

    monkeypatch.setattr(early_answers, "_asked_at", asked_at)
    monkeypatch.setattr(late_answers, "why_over", lambda **_: "")
    monkeypatch.setattr(early_answers, "HELD_S", HELD_S)
    return ages_s, looked_up


@pytest.fixture
def client():
    root = FastAPI()
    root.add_middleware(HeldAnswers)

    @root.api_route("/{path:path}", methods=["GET", "PATCH"])
    async def anything(path: str) -> str:
        return path

    with TestClient(root) as asking:
        yield asking


def seconds(client, method, path):
    began = time.monotonic()
    assert client.request(method, path).status_code == 200
    return time.monotonic() - began


def test_an_answer_to_a_question_just_asked_waits_until_it_is_old_enough(client, asked):
    asked[0]["g.review_short"] = 0.0
    assert seconds(client, "PATCH", f"{REVIEW}/hitlDetails") >= HELD_S * 0.9
    assert asked[1][0] == {
        "dag_id": "daily_batch",
        "run_id": "manual__1:2+00:00",
        "task_id": "g.review_short",
        "map_index": "3",
    }


def test_below_a_path_prefix_it_waits_too(client, asked):
    asked[0]["g.review_short"] = 0.0
    assert seconds(client, "PATCH", f"/airflow{REVIEW}/hitlDetails") >= HELD_S * 0.9


@pytest.mark.parametrize("age_s", [3600.0, None])
def test_an_old_question_and_another_task_are_answered_at_once(client, asked, age_s):
    asked[0]["g.review_short"] = age_s
    assert seconds(client, "PATCH", f"{REVIEW}/hitlDetails") < HELD_S * 0.9


def test_a_question_that_is_asked_again_meanwhile_is_waited_for(client, asked, monkeypatch):
    """As when a second opinion is wanted: the task asks, and is parked a moment later."""
    ages_s = iter([HELD_S / 2, 0.0, HELD_S])
    young = lambda **_: timezone.utcnow() - timedelta(seconds=next(ages_s))  # noqa: E731
    monkeypatch.setattr(early_answers, "_asked_at", young)
    assert seconds(client, "PATCH", f"{REVIEW}/hitlDetails") >= 1.5 * HELD_S * 0.9


def test_a_clock_that_was_set_back_does_not_hold_for_longer(client, asked):
    asked[0]["g.review_short"] = -3600.0
    assert seconds(client, "PATCH", f"{REVIEW}/hitlDetails") < early_answers.LOOKS * HELD_S + 4


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", f"{REVIEW}/hitlDetails"), ("PATCH", REVIEW), ("PATCH", "/api/v2/dags/daily_batch")],
)
def test_other_requests_are_not_even_looked_up(client, asked, method, path):
    seconds(client, method, path)
    assert asked[1] == []
