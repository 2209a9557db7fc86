"""The queue shows what waits, runs and failed, and replays what was given up."""

from datetime import UTC, datetime

import pytest

from dailies.hooks.ledger import ledger
from include.ledger.entries import Claim
from include.providers.errors import Fatal
from include.providers.values import Order
from tests.plugins.ui import desk
from tests.plugins.ui.desk import api, client

pytestmark = pytest.mark.integration


def buried(dag_id="daily_batch"):
    """Give the ledger a dead letter of a task; return its id."""
    prompt = f"waves {datetime.now(UTC)}"
    order = Order(stage="clip", provider="fal", model="m", prompt=prompt, duration_s=5)
    claim = Claim(
        order=order,
        subject="Tides",
        conn_id="dailies_clip",
        batch="b",
        topic_id="t0",
        shot_index=2,
        owner=f"{dag_id}/manual__1/produce_short.generate_clips/0",
        epoch=0,
        try_id="1",
        expected_usd=0.5,
        lease_s=60,
    )
    ledger().letters.bury(claim, Fatal("The balance is empty. Pay."))
    return order.digest[:12]


def queue(server, name="victor"):
    with client(server, name) as visitor:
        return visitor.get("/dailies/api/queue").json()


def letters(server, name="victor"):
    return {letter["letter_id"]: letter for letter in queue(server, name)["letters"]}


def test_tasks_are_counted_by_stage(server, batch):
    before = {stage["stage"]: stage for stage in queue(server)["stages"]}["review_short"]
    desk.add_run(desk.DAG, f"{batch.run_id}-more", shorts=3)
    desk.add_run(desk.DAG, f"{batch.run_id}-failed", shorts=1, state="failed")
    after = {stage["stage"]: stage for stage in queue(server)["stages"]}["review_short"]
    assert after["asked"] - before["asked"] == 3
    assert after["failed"] - before["failed"] == 1
    assert after["active"] == before["active"]


def test_a_dead_letter_is_told_as_a_person_needs_it(server, batch):
    letter_id = buried()
    letter = letters(server)[letter_id]
    assert letter["what"] == "clip 3"
    assert letter["error"] == "The balance is empty. Pay."
    assert letter["runs"] == ["daily_batch/manual__1"]
    assert letter["expected_usd"] == 0.5


def test_a_dead_letter_of_a_dag_that_is_not_there_for_the_visitor_is_not_told(server, batch):
    letter_id = buried("secret_dag")
    assert letter_id not in letters(server, "admin")


def test_who_may_only_look_replays_nothing(server, batch):
    letter_id = buried()
    assert queue(server)["may_replay"] is False
    with api(server, "victor") as visitor:
        answer = visitor.post("/dailies/api/letters/replay", json={"letter_ids": [letter_id]})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("ids", "status"), [([], 422), (["x"], 422), (["0123456789ab"], 404), ("all", 422)]
)
def test_what_is_no_letter_is_not_replayed(server, batch, ids, status):
    with api(server, "rita") as operator:
        answer = operator.post("/dailies/api/letters/replay", json={"letter_ids": ids})
    assert answer.status_code == status


def test_a_page_of_somebody_elses_replays_nothing(server, batch):
    letter_id = buried()
    foreign = {"origin": "https://evil.example", "x-dailies-desk": "1"}
    with client(server, "rita", **foreign) as browser:
        answer = browser.post("/dailies/api/letters/replay", json={"letter_ids": [letter_id]})
    assert answer.status_code == 403


@pytest.fixture
def housekeeping(server):
    """Give Airflow the housekeeping, as its DAG processor would."""
    from pathlib import Path

    from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db

    desk.add_run("any_dag", f"manual__{datetime.now(UTC):%f}", shorts=0)
    folder = Path(__file__).resolve().parents[3] / "dags" / "housekeeping.py"
    sync_bag_to_db(DagBag(str(folder)), "tests", None)


def paused(*, is_paused):
    from airflow.models.dag import DagModel
    from airflow.utils.session import create_session

    with create_session() as session:
        session.get(DagModel, "housekeeping").is_paused = is_paused


def test_a_replay_starts_a_run_of_the_housekeeping_for_these_letters(server, batch, housekeeping):
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import select

    letter_id = buried()
    body = {"letter_ids": [letter_id]}
    paused(is_paused=True)
    with api(server, "rita") as operator:
        refused = operator.post("/dailies/api/letters/replay", json=body)
        paused(is_paused=False)
        started = operator.post("/dailies/api/letters/replay", json=body).json()
    assert refused.status_code == 409
    assert started["dag_id"] == "housekeeping"
    with create_session() as session:
        run = session.scalar(select(DagRun).where(DagRun.run_id == started["run_id"]))
        assert run.conf == {"letters": "replay", "letter_ids": [letter_id], "expire_days": None}
        assert run.triggering_user_name == "rita"
