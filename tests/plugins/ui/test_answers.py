"""Answers over Airflow's own REST API: who may give them, once, and what time does to them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPConnection
from threading import Barrier
from types import SimpleNamespace
from urllib.parse import quote, urlsplit

import pytest
from sqlalchemy import func, select, update

from tests.plugins.ui.desk import DAG, REVIEW, add_run, api, client, response_to
from tests.plugins.ui.test_deciding import state_of

pytestmark = pytest.mark.integration

AT_ONCE = 100
"""So many questions the scheduler answers in one sweep."""


def path_of(batch, index):
    run = f"/api/v2/dags/{batch.dag_id}/dagRuns/{quote(batch.run_id, safe='')}"
    return f"{run}/taskInstances/{REVIEW}/{index}/hitlDetails"


def answer(server, batch, who, option="Approve", index=0):
    """Answer a review as Airflow's Required Actions page does."""
    path = path_of(batch, index)
    body = {"chosen_options": [option], "params_input": {"feedback": ""}}
    with api(server, who) if who else client(server) as user:
        return user.patch(path, json=body)


def end(batch, state):
    """End the first review's task, as a person does in the grid, some time ago."""
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session

    mine = (TaskInstance.run_id == batch.run_id, TaskInstance.map_index == 0)
    values = {"state": state, "updated_at": TaskInstance.updated_at}
    with create_session() as session:
        session.execute(update(TaskInstance).where(*mine).values(**values))


def sweep(monkeypatch, *, in_days):
    """Run the scheduler's sweep of questions whose time is up, by a clock that is ahead."""
    from airflow.jobs import scheduler_job_runner
    from airflow.jobs.job import Job

    real = scheduler_job_runner.timezone
    ahead = SimpleNamespace(utcnow=lambda: real.utcnow() + timedelta(days=in_days))
    runner = scheduler_job_runner.SchedulerJobRunner(job=Job())
    with monkeypatch.context() as patch:
        patch.setattr(scheduler_job_runner, "timezone", ahead)
        for _ in range(1 + asked() // AT_ONCE):
            runner.check_awaiting_input_timeouts()


def asked():
    """Return how many questions wait: those of tests before are swept first."""
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session

    with create_session() as session:
        waiting = TaskInstance.state == "awaiting_input"
        return session.scalar(select(func.count()).select_from(TaskInstance).where(waiting))


def test_a_second_answer_is_refused_and_told_of_the_first(server, batch):
    assert answer(server, batch, "rita", "New take").status_code == HTTPStatus.OK
    late = answer(server, batch, "admin", "Approve")
    assert late.status_code == HTTPStatus.CONFLICT
    assert late.json()["detail"].startswith("This review is over: New take, by rita, at 2")
    assert response_to(DAG, batch.run_id, 0)[0] == ["New take"]


def test_of_two_answers_at_the_same_moment_one_is_taken(server, batch):
    def answered(who, option):
        start.wait()
        return answer(server, batch, who, option, 1).status_code

    start = Barrier(2)
    with ThreadPoolExecutor(2) as both:
        ritas = both.submit(answered, "rita", "Approve")
        theirs = both.submit(answered, "admin", "Reject").result()
    assert {ritas.result(), theirs} == {HTTPStatus.OK, HTTPStatus.CONFLICT}
    taken = ["Approve"] if ritas.result() == HTTPStatus.OK else ["Reject"]
    assert response_to(DAG, batch.run_id, 1)[0] == taken


def test_who_sends_an_answer_slowly_keeps_nobody_from_theirs(server, batch):
    slow = HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    slow.putrequest("PATCH", path_of(batch, 1))
    slow.putheader("content-type", "application/json")
    slow.putheader("content-length", "100")
    slow.endheaders(b"{")
    try:
        assert answer(server, batch, "rita", index=1).status_code == HTTPStatus.OK
    finally:
        slow.close()


@pytest.mark.parametrize("state", ["failed", "success", "skipped"])
def test_an_answer_to_a_review_that_a_person_ended_is_refused(server, batch, state):
    """Airflow alone would take it, say so, and do nothing."""
    end(batch, state)
    late = answer(server, batch, "rita")
    assert late.status_code == HTTPStatus.CONFLICT
    assert f"its task is {state}" in late.json()["detail"]
    assert response_to(DAG, batch.run_id, 0) is None


@pytest.mark.parametrize(
    ("who", "status"), [("victor", HTTPStatus.FORBIDDEN), (None, HTTPStatus.UNAUTHORIZED)]
)
def test_who_may_not_answer_is_not_told_how_it_ended(server, batch, who, status):
    end(batch, "failed")
    refused = answer(server, batch, who)
    assert refused.status_code == status
    assert "over" not in refused.text


def test_only_the_reviewers_of_a_run_answer(server):
    run = SimpleNamespace(dag_id=DAG, run_id="manual__reviewers")
    add_run(DAG, run.run_id, shorts=1, assignees=[{"id": "rita", "name": "rita"}])
    assert answer(server, run, "admin").status_code == HTTPStatus.FORBIDDEN
    assert response_to(DAG, run.run_id, 0) is None
    assert answer(server, run, "rita").status_code == HTTPStatus.OK


def ask_again(batch, opinions):
    """Ask the first review's question once more, and park its task, as Airflow's server does it."""
    from airflow.api_fastapi.execution_api.datamodels.hitl import HITLDetailRequest
    from airflow.api_fastapi.execution_api.routes.hitl import upsert_hitl_detail
    from airflow.models.taskinstance import TaskInstance
    from airflow.sdk.serde import serialize
    from airflow.utils.session import create_session

    mine = (TaskInstance.run_id == batch.run_id, TaskInstance.map_index == 0)
    parked = {"state": "awaiting_input", "next_method": "execute_complete"}
    kwargs = {"next_kwargs": serialize({"opinions": opinions})}
    with create_session() as session:
        ti_id = session.scalar(select(TaskInstance.id).where(*mine))
        question = HITLDetailRequest(ti_id=ti_id, options=["Approve"], subject="?", params={})
        upsert_hitl_detail(ti_id, question, session)
        values = {**parked, **kwargs, "updated_at": TaskInstance.updated_at}
        session.execute(update(TaskInstance).where(*mine).values(**values))


def resumed_with(batch):
    """Return what the first review's task goes on with."""
    from airflow.models.taskinstance import TaskInstance
    from airflow.sdk.serde import deserialize
    from airflow.utils.session import create_session

    mine = (TaskInstance.run_id == batch.run_id, TaskInstance.map_index == 0)
    with create_session() as session:
        return deserialize(session.scalar(select(TaskInstance.next_kwargs).where(*mine)))


def test_a_question_asked_again_takes_a_second_answer_and_keeps_the_first(server, batch):
    assert answer(server, batch, "rita").status_code == HTTPStatus.OK
    first = resumed_with(batch)["event"]
    assert first["responded_by_user"]["id"] == "rita"
    ask_again(batch, opinions=[{"by": "rita"}])
    assert response_to(DAG, batch.run_id, 0) is None
    assert answer(server, batch, "admin").status_code == HTTPStatus.OK
    told = resumed_with(batch)
    assert told["opinions"] == [{"by": "rita"}]
    assert told["event"]["responded_by_user"]["id"] == "admin"
    assert state_of(batch) == "scheduled"


def test_after_seven_days_the_default_answers_and_not_before(server, batch, monkeypatch):
    sweep(monkeypatch, in_days=6.99)
    assert state_of(batch) == "awaiting_input"
    sweep(monkeypatch, in_days=7.01)
    assert state_of(batch) == "scheduled"
    late = answer(server, batch, "rita")
    assert late.status_code == HTTPStatus.CONFLICT
    assert "Reject, by nobody in time" in late.json()["detail"]


def test_an_answer_at_the_last_moment_stands(server, batch, monkeypatch):
    assert answer(server, batch, "rita").status_code == HTTPStatus.OK
    sweep(monkeypatch, in_days=30)
    assert response_to(DAG, batch.run_id, 0)[0] == ["Approve"]
