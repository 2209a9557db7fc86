"""Decisions reach Airflow once, from those who may decide, and from our page only."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from threading import Barrier

import pytest

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from dailies.ui import early_answers
from tests.plugins.ui import desk
from tests.plugins.ui.desk import OURS, api, client, response_to

pytestmark = pytest.mark.integration

PATH = "/dailies/api/decisions"


def decision(batch, topic_id="t0", **facts):
    about = {"batch": batch.name, "topic_id": topic_id}
    return {"decisions": [{**about, "decision": "approve", **facts}]}


def state_of(batch, index=0):
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import select

    mine = (TaskInstance.run_id == batch.run_id, TaskInstance.map_index == index)
    with create_session() as session:
        return session.scalar(select(TaskInstance.state).where(*mine))


def test_an_approval_resumes_the_task_and_says_by_whom(server, batch):
    with api(server, "rita") as reviewer:
        (told,) = reviewer.post(PATH, json=decision(batch)).json()
    assert told == {"key": f"{batch.name}/t0", "status": 200, "detail": ""}
    assert response_to(batch.dag_id, batch.run_id, 0) == (["Approve"], {"feedback": ""}, "rita")
    assert response_to(batch.dag_id, batch.run_id, 1) is None
    assert (state_of(batch, 0), state_of(batch, 1)) == ("scheduled", "awaiting_input")


@pytest.mark.parametrize(("chosen", "option"), [("reject", "Reject"), ("new_take", "New take")])
def test_feedback_goes_with_the_decision(server, batch, chosen, option):
    said = "Slower, please. <b>№ 1</b>"
    with api(server, "rita") as reviewer:
        reviewer.post(PATH, json=decision(batch, decision=chosen, feedback=said))
    answer = response_to(batch.dag_id, batch.run_id, 0)
    assert answer == ([option], {"feedback": said}, "rita")


def test_several_are_decided_at_once_and_one_refusal_does_not_stop_the_others(server, batch):
    given = [
        {"batch": batch.name, "topic_id": name, "decision": "approve"}
        for name in ("t0", "nobody", "t1")
    ]
    with api(server, "rita") as reviewer:
        told = reviewer.post(PATH, json={"decisions": given}).json()
    assert [each["status"] for each in told] == [200, 404, 200]
    assert {state_of(batch, 0), state_of(batch, 1)} == {"scheduled"}


def test_a_second_answer_is_refused_and_changes_nothing(server, batch, caplog):
    with api(server, "rita") as first, api(server, "admin") as second:
        first.post(PATH, json=decision(batch))
        (told,) = second.post(PATH, json=decision(batch, decision="reject")).json()
    assert told["status"] == HTTPStatus.CONFLICT
    assert told["detail"].startswith("This review is over: Approve, by rita, at ")
    assert response_to(batch.dag_id, batch.run_id, 0)[0] == ["Approve"]
    assert f"admin's decision on '{batch.name}/t0' is refused" in caplog.text


def test_a_decision_on_an_earlier_render_decides_nothing_about_this_one(server, batch):
    seen = ledger().gallery.find(batch.name, "t0").version
    desk.keep(ledger(), media_store(), batch.dag_id, batch.run_id, 0, edit_digest="2" * 64)
    with api(server, "rita") as reviewer:
        (told,) = reviewer.post(PATH, json=decision(batch, version=seen)).json()
        assert told["status"] == HTTPStatus.CONFLICT
        assert "rendered anew since you looked at it" in told["detail"]
        assert response_to(batch.dag_id, batch.run_id, 0) is None
        shown = reviewer.get(f"/dailies/api/shorts/{batch.name}/t0").json()["card"]["version"]
        (told,) = reviewer.post(PATH, json=decision(batch, version=shown)).json()
    assert told["status"] == HTTPStatus.OK


def test_a_short_whose_task_makes_another_by_now_is_not_decided(server, batch):
    """As when other topics were found for a batch that was cleared."""
    desk.keep(ledger(), media_store(), batch.dag_id, batch.run_id, 0, topic_id="another")
    with api(server, "rita") as reviewer:
        (told,) = reviewer.post(PATH, json=decision(batch)).json()
        wall = reviewer.get("/dailies/api/wall", params=vars(batch)).json()
    assert told["status"] == HTTPStatus.CONFLICT
    assert response_to(batch.dag_id, batch.run_id, 0) is None
    asked = {card["topic_id"] for card in wall["shorts"] if card["question"]}
    assert asked == {"another", "t1"}


def test_who_may_only_look_decides_nothing(server, batch, caplog):
    with api(server, "victor") as visitor:
        (told,) = visitor.post(PATH, json=decision(batch)).json()
    assert told["status"] == HTTPStatus.FORBIDDEN
    assert response_to(batch.dag_id, batch.run_id, 0) is None
    assert "victor's decision on" in caplog.text


def test_who_is_not_among_the_reviewers_asked_decides_nothing(server):
    run_id = "manual__assigned"
    desk.add_run(desk.DAG, run_id, shorts=1, assignees=[{"id": "rita", "name": "Rita"}])
    name = desk.keep(ledger(), media_store(), desk.DAG, run_id, 0)
    body = {"decisions": [{"batch": name, "topic_id": "t0", "decision": "approve"}]}
    with api(server, "admin") as boss, api(server, "rita") as reviewer:
        assert boss.post(PATH, json=body).json()[0]["status"] == HTTPStatus.FORBIDDEN
        assert reviewer.post(PATH, json=body).json()[0]["status"] == HTTPStatus.OK
    assert response_to(desk.DAG, run_id, 0)[2] == "rita"


def test_every_answer_is_in_airflows_audit_log(server, batch):
    from airflow.models.log import Log
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with api(server, "rita") as reviewer:
        reviewer.post(PATH, json=decision(batch, feedback="Good."))
    with create_session() as session:
        (row,) = session.scalars(select(Log).where(Log.run_id == batch.run_id)).all()
        assert (row.event, row.owner, row.map_index) == ("update_hitl_detail", "rita", 0)
        assert json.loads(row.extra)["params_input"] == {"feedback": "Good."}


def test_an_answer_to_a_question_just_asked_waits_until_it_is_safe(server, batch, monkeypatch):
    held = []

    async def until_safe(**key):
        held.append(key["map_index"])

    monkeypatch.setattr("dailies.ui.deciding.until_safe", until_safe)
    assert early_answers.HELD_S > 0
    with api(server, "rita") as reviewer:
        reviewer.post(PATH, json=decision(batch, topic_id="t1"))
    assert held == ["1"]


OWN = {**OURS, "origin": "{url}", "sec-fetch-site": "same-origin"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin", "origin": "{url}"},
        OURS,
        {**OWN, "origin": "https://evil.example"},
        {**OWN, "origin": "null"},
        {**OWN, "sec-fetch-site": "cross-site"},
        {**OWN, "sec-fetch-site": "same-site"},
        {**OWN, "sec-fetch-site": "none"},
    ],
)
def test_what_another_site_makes_a_browser_send_is_refused_and_logged(
    server, batch, headers, caplog
):
    filled = {name: value.format(url=server.url) for name, value in headers.items()}
    with client(server, "rita", **filled) as browser:
        assert browser.post(PATH, json=decision(batch)).status_code == HTTPStatus.FORBIDDEN
    assert response_to(batch.dag_id, batch.run_id, 0) is None
    assert "Refused POST /dailies/api/decisions: 403" in caplog.text


def test_what_our_own_page_sends_is_taken(server, batch):
    filled = {name: value.format(url=server.url) for name, value in OWN.items()}
    with client(server, "rita", **filled) as browser:
        assert browser.post(PATH, json=decision(batch)).json()[0]["status"] == HTTPStatus.OK


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]
)
def test_a_form_is_refused(server, batch, kind):
    body = json.dumps(decision(batch)).encode()
    with api(server, "rita") as reviewer:
        answer = reviewer.post(PATH, content=body, headers={"content-type": kind})
    assert answer.status_code == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    assert response_to(batch.dag_id, batch.run_id, 0) is None


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_only_a_post_decides(server, batch, method):
    with api(server, "rita") as reviewer:
        answer = reviewer.request(method, PATH, json=decision(batch))
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_without_a_login_nothing_is_decided(server, batch):
    with client(server, **OURS) as nobody:
        assert nobody.post(PATH, json=decision(batch)).status_code in (401, 403)
    assert response_to(batch.dag_id, batch.run_id, 0) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"decisions": []}',
        b'{"decisions": [{"batch": "b"}]}',
        b'{"decisions": [{"batch": "b", "topic_id": "t", "decision": "publish"}]}',
        b'{"decisions": [{"batch": "b", "topic_id": "t", "decision": "approve", "by": "me"}]}',
        b'{"decisions": [{"batch": 1, "topic_id": {}, "decision": "approve"}]}',
        b"[" * 100_000,
        b"\xff\xfe\x00",
    ],
)
def test_a_malformed_body_is_refused(server, body):
    with api(server, "rita") as reviewer:
        answer = reviewer.post(PATH, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert isinstance(answer.json()["detail"], str)


def test_feedback_of_any_length_is_refused_before_it_is_kept(server, batch):
    with api(server, "rita") as reviewer:
        long = reviewer.post(PATH, json=decision(batch, feedback="x" * 4001))
        huge = reviewer.post(PATH, json=decision(batch, feedback="x" * (1 << 20)))
    assert long.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert huge.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert response_to(batch.dag_id, batch.run_id, 0) is None


@pytest.mark.parametrize("processes", [1, 2])
def test_of_two_answers_at_the_same_moment_one_is_taken(server, monkeypatch, processes):
    if processes > 1:  # which cannot take turns
        monkeypatch.setattr("dailies.ui.deciding.turn", lambda **_: asyncio.Lock())
    run_id = f"manual__at-once-{processes}"
    desk.add_run(desk.DAG, run_id, shorts=4)
    places = range(4)
    (name,) = {desk.keep(ledger(), media_store(), desk.DAG, run_id, each) for each in places}

    def decided(who, choice):
        given = [{"batch": name, "topic_id": f"t{i}", "decision": choice} for i in places]
        start.wait()
        with api(server, who) as reviewer:
            answers = reviewer.post(PATH, json={"decisions": given}).json()
        return [each["status"] for each in answers]

    start = Barrier(2)
    with ThreadPoolExecutor(2) as both:
        told = [both.submit(decided, *each) for each in (("rita", "approve"), ("admin", "reject"))]
        pairs = list(zip(*(each.result() for each in told), strict=True))
    assert {tuple(sorted(pair)) for pair in pairs} == {(200, 409)}
    for index, (ritas, _) in enumerate(pairs):
        options, _, who = response_to(desk.DAG, run_id, index)
        assert (options, who) == ((["Approve"], "rita") if ritas == 200 else (["Reject"], "admin"))
