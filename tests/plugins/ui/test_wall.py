"""The wall has what waits and what was done last, of the DAGs the visitor may look at."""

import json
import time

import pytest

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from include.domain import Topic
from include.domain.take import Take
from include.storage.keys import batch_key
from tests.plugins.ui import desk
from tests.plugins.ui.desk import api, client

pytestmark = pytest.mark.integration


def wall(server, name="victor", **query):
    with client(server, name) as visitor:
        return visitor.get("/dailies/api/wall", params=query).json()


def of_run(server, batch, **query):
    return wall(server, dag_id=batch.dag_id, run_id=batch.run_id, **query)


def test_a_run_shows_its_shorts_with_what_is_asked_about_them(server, batch):
    shown = of_run(server, batch)
    assert [card["topic_id"] for card in shown["shorts"]] == ["t0", "t1"]
    (card, _) = shown["shorts"]
    assert card["state"] == "waiting"
    assert card["findings"] == {"warning": 1}
    assert card["question"]["options"] == desk.OPTIONS
    assert card["question"]["for_you"] is True
    assert shown["visitor"] == "victor"
    with client(server, "victor") as visitor:
        assert visitor.get(f"/dailies/{card['cover']}").status_code == 200
        assert visitor.get(f"/dailies/{card['preview']}").headers["content-type"] == "image/webp"


def test_a_task_shows_its_own_short_alone(server, batch):
    assert [c["topic_id"] for c in of_run(server, batch, map_index=1)["shorts"]] == ["t1"]


def test_who_may_decide_is_told_so(server, batch):
    assert of_run(server, batch)["may_decide"] == []
    query = {"dag_id": batch.dag_id, "run_id": batch.run_id}
    assert wall(server, "rita", **query)["may_decide"] == [desk.DAG]


def test_a_decided_short_waits_no_more(server, batch):
    body = {"decisions": [{"batch": batch.name, "topic_id": "t0", "decision": "approve"}]}
    with api(server, "rita") as reviewer:
        reviewer.post("/dailies/api/decisions", json=body)
    first, second = of_run(server, batch)["shorts"]
    assert (first["state"], first["question"]) == ("rendered", None)
    assert second["state"] == "waiting"


def test_publications_are_on_the_card(server, batch):
    book = ledger().publications
    held = book.claim(f"{batch.name}/t0", "youtube", owner="x")
    book.confirm(held, url="https://youtu.be/abc")
    (place,) = of_run(server, batch)["shorts"][0]["places"]
    assert (place["target"], place["state"]) == ("youtube", "published")
    assert place["url"] == "https://youtu.be/abc"


def test_another_run_of_the_same_name_is_not_shown(server, batch):
    assert wall(server, dag_id="other_dag", run_id=batch.run_id)["shorts"] == []


def test_a_short_in_the_making_shows_how_far_it_is(server):
    from airflow.models.dagrun import DagRun
    from airflow.models.task_state_store import TaskStateStoreModel
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import select, update

    run_id, task_id = "manual__making", "produce_short.render_short"
    desk.add_run(desk.DAG, run_id, shorts=1, state="running")
    mine = TaskInstance.run_id == run_id
    with create_session() as session:
        changed = {"task_id": task_id, "operator": "RenderShortOperator"}
        changed["_rendered_map_index"] = "Tides at night"
        session.execute(update(TaskInstance).where(mine).values(**changed))
        number = session.scalar(select(DagRun.id).where(DagRun.run_id == run_id))
        told = {"key": "progress", "value": json.dumps({"percent": 42.0, "eta_s": 9.5})}
        where = {"dag_run_id": number, "dag_id": desk.DAG, "run_id": run_id, "task_id": task_id}
        session.add(TaskStateStoreModel(map_index=0, **where, **told))
    (short,) = wall(server, dag_id=desk.DAG, run_id=run_id)["making"]
    assert (short["title"], short["states"]) == ("Tides at night", {"render_short": "running"})
    assert (short["percent"], short["eta_s"]) == (42.0, 9.5)
    assert short in wall(server)["making"]


def test_a_short_that_failed_says_why(server):
    run_id = "manual__failed"
    desk.add_run(desk.DAG, run_id, shorts=1, state="upstream_failed")
    ledger().shorts.record_topic(run_id, Topic(topic_id="t0", slug="t0", title="Tides"))
    ledger().shorts.record_short(run_id, "t0", state="failed", stage="narrate", error="No voice.")
    (short,) = wall(server, dag_id=desk.DAG, run_id=run_id)["making"]
    assert (short["error"], short["states"]) == ("No voice.", {"review_short": "upstream_failed"})


def test_who_has_waited_longest_comes_first_of_all(server, batch):
    ledger().shorts.record_short(batch.name, "t0", state="rendered")
    shown = [c["key"] for c in wall(server)["shorts"] if c["batch"] == batch.name]
    assert shown == [f"{batch.name}/t1", f"{batch.name}/t0"]


def test_one_short_shows_all_that_is_known(server, batch):
    with client(server, "victor") as visitor:
        answer = visitor.get(f"/dailies/api/shorts/{batch.name}/t0")
        shown = answer.json()
        assert visitor.get(f"/dailies/{shown['files']['video']}").status_code == 200
        assert visitor.get(f"/dailies/{shown['files']['captions']}").text == "WEBVTT\n"
    assert shown["card"]["key"] == f"{batch.name}/t0"
    assert shown["lines"][0]["spoken"] == "Twice a day the sea rises."
    assert shown["findings"][0]["at_s"] == 2.0
    assert shown["sidecar"] is None


def shown_of(server, batch, topic_id="t0"):
    with client(server, "victor") as visitor:
        return visitor.get(f"/dailies/api/shorts/{batch}/{topic_id}").json()["takes"]


def test_a_short_tells_of_the_takes_before_and_after_it(server, batch):
    topic = Topic(topic_id="t0", slug="t0", title="Tides")
    of = {"of_run_id": batch.run_id, "first_run_id": batch.run_id}
    draft = Take(topic=topic, number=0, run_id="", feedback="Slower.", asked_by="rita", **of)
    name = f"take__{batch.run_id}"
    take = ledger().takes.ask(draft, decision="d", most=3, named=lambda _: name)
    said = {"number": 2, "asked_by": "rita", "feedback": "Slower."}

    asked = {**said, "run_id": take.run_id, "key": ""}
    nothing = {"made": None, "asked": None, "approved_by": []}
    assert shown_of(server, batch.name) == {**nothing, "asked": asked}
    assert shown_of(server, batch.name, "t1") == nothing

    desk.keep(ledger(), media_store(), desk.DAG, take.run_id, 0)
    made = {**said, "run_id": batch.run_id, "key": f"{batch.name}/t0"}
    assert shown_of(server, batch_key(take.run_id))["made"] == made
    assert shown_of(server, batch.name)["asked"]["key"] == f"{batch_key(take.run_id)}/t0"


def test_who_approved_already_is_told_as_long_as_one_more_is_asked(server, batch):
    from airflow.models.dagrun import DagRun
    from airflow.models.task_state_store import TaskStateStoreModel
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        number = session.scalar(select(DagRun.id).where(DagRun.run_id == batch.run_id))
        where = {"dag_run_id": number, "dag_id": desk.DAG, "run_id": batch.run_id}
        told = json.dumps([{"by": "ana"}, {"by": "ana"}])
        row = {"task_id": desk.REVIEW, "map_index": 0, "key": "opinions", "value": told}
        session.add(TaskStateStoreModel(**where, **row))
    assert shown_of(server, batch.name)["approved_by"] == ["ana"]
    assert shown_of(server, batch.name, "t1")["approved_by"] == []


def test_two_hundred_that_wait_are_all_on_the_wall_within_a_second(server):
    run_id = "manual__200"
    desk.add_run(desk.DAG, run_id, shorts=200)
    for index in range(200):
        desk.keep(ledger(), media_store(), desk.DAG, run_id, index)
    wall(server)
    began = time.monotonic()
    waiting = [c for c in wall(server)["shorts"] if c["batch"] == batch_key(run_id)]
    assert len(waiting) == 200
    assert time.monotonic() - began < 10
