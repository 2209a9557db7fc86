"""A clip that failed for good is replayed on a real Airflow, and its short goes on unpaid."""

import json

import pytest

from include.ledger.ledger import Ledger
from include.storage.keys import batch_key
from include.storage.media import MediaStore
from stack.session import await_dag, running
from tests.emulators.process import told
from tests.integration.test_whole_batch import (
    BRIEF,
    DAG,
    TIDES,
    check_published,
    report_of,
    task,
)

pytestmark = [pytest.mark.slow, pytest.mark.integration]

HOUSE = "housekeeping"
CONF = {**BRIEF, "providers": {"clip": "fal"}, "review": {"policy": "approve"}}


@pytest.fixture(scope="module")
def stack(tmp_path_factory, fal):
    data = tmp_path_factory.mktemp("house")
    connection = {
        "conn_type": "http",
        "host": fal,
        "password": "emulator-key",
        "extra": {"provider": "fal", "model": "fal-ai/test/text-to-video", "price_usd": 0.05},
    }
    env = {"AIRFLOW_CONN_DAILIES_CLIP_FAL": json.dumps(connection), "DAILIES_DATA": str(data)}
    with running(data, env) as airflow:
        await_dag(airflow, DAG)
        await_dag(airflow, HOUSE)
        yield airflow


def keep_house(stack, **conf):
    """Run the housekeeping to its end; return its tasks by id, and its id and state."""
    run_id = stack.api.trigger(HOUSE, conf)
    state = stack.api.wait(HOUSE, run_id, timeout_s=240)
    return {each.task_id: each for each in stack.api.task_instances(HOUSE, run_id)}, run_id, state


def log_of(stack, run_id, which):
    return json.dumps(stack.api.log(HOUSE, run_id, which), ensure_ascii=False)


def test_a_clip_that_failed_for_good_is_replayed_and_its_short_goes_on_unpaid(stack, fal):
    fault = {"on": "job", "how": "fails", "error_type": "image_too_small", "status": 422}
    told(fal, "misbehave", {**fault, "told": False})
    run_id = stack.api.trigger(DAG, CONF)
    assert stack.api.wait(DAG, run_id, timeout_s=300) == "failed"
    failed = task(stack, run_id, "generate_clips")
    assert (failed.state, failed.try_number) == ("failed", 1)
    book = Ledger(f"sqlite:///{stack.places.data / 'ledger.db'}")
    (letter,) = book.letters.all()
    charged = told(fal, "stats")["charged"]
    assert charged >= 6

    tasks, house, state = keep_house(stack)
    assert (state, tasks["replay_letters"].state) == ("success", "skipped")
    assert letter.letter_id in log_of(stack, house, tasks["list_letters"])
    assert told(fal, "stats")["charged"] == charged

    tasks, house, state = keep_house(stack, letters="replay", budget_usd=0.05)
    assert (state, tasks["replay_letters"].state) == ("success", "success")
    assert tasks["replay_letters"].title == f"{TIDES['title']}: clip 1"
    said = log_of(stack, house, tasks["replay_letters"])
    assert f"DAG {DAG}, run {run_id}, task produce_short.generate_clips, map index 0" in said
    assert "Re-attached" not in said
    assert book.letters.all() == []
    assert MediaStore(stack.places.data / "media").find(letter.order_digest)
    assert told(fal, "stats")["charged"] == charged + 1
    payer = f"{HOUSE}-{batch_key(house)}"
    assert book.spend.spent(batch=payer).usd == pytest.approx(0.05)

    stack.api.clear(DAG, run_id, failed)
    assert stack.api.wait(DAG, run_id, timeout_s=300) == "success"
    (short,) = report_of(stack, run_id)["shorts"]
    assert short["state"] == "published"
    check_published(short)
    assert told(fal, "stats")["charged"] == charged + 1

    (report,) = (stack.places.data / "reports").glob("housekeeping-*.json")
    days = json.loads(report.read_text())["days"]
    assert {day["provider"] for day in days} == {"fal"}


def test_a_misspelt_param_fails_the_run_at_once(stack):
    tasks, house, state = keep_house(stack, dryrun=True)
    assert (state, tasks["list_letters"].try_number) == ("failed", 1)
    assert "params that do not exist: dryrun" in log_of(stack, house, tasks["list_letters"])
