"""Reviews on a real Airflow: what waiting costs, and what answers, timeouts and new takes do."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

import jwt
import psutil
import pytest

from include.ledger.ledger import Ledger
from include.settings import PROJECT
from include.storage.keys import batch_key
from stack.api import Api, ApiError
from stack.session import await_dag, running
from tests.integration.test_whole_batch import GROUP, TIDES
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.slow, pytest.mark.integration]

MANY = "many_reviews"
BATCH = "daily_batch"
WAITING = 200
LOCAL = "airflow.dag_processing.bundles.local.LocalDagBundle"
PARTS = ("scheduler", "triggerer", "dag-processor", "api-server")


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """A real Airflow with the batch and, beside it, reviews of shorts that cost no rendering."""
    data = tmp_path_factory.mktemp("reviews")
    ours, beside = str(PROJECT / "dags"), str(Path(__file__).with_name("dags"))
    bundles = [
        {"name": name, "classpath": LOCAL, "kwargs": {"path": path}}
        for name, path in {"dags-folder": ours, "reviews": beside}.items()
    ]
    env = {
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": json.dumps(bundles),
        "DAILIES_DATA": str(data),
    }
    with running(data, env) as airflow:
        for dag in (MANY, BATCH):
            await_dag(airflow, dag)
        yield airflow


@pytest.fixture
def run(stack):
    """Start runs; none of them is left when the test ends."""
    started = []

    def start(dag, **conf):
        started.append((dag, stack.api.trigger(dag, conf)))
        return started[-1][1]

    yield start
    for dag, run_id in started:
        with suppress(ApiError):
            stack.api.fail_run(dag, run_id)


def tasks(stack, dag, run_id, name, *states):
    stack.check()
    found = [t for t in stack.api.task_instances(dag, run_id) if t.task_id == name]
    failed = [t for t in found if t.state in ("failed", "upstream_failed")]
    assert "failed" in states or not failed, failed
    return [t for t in found if t.state in states]


def asked(stack, dag, run_id, count=1):
    """Wait until so many reviews wait; return them, by map index."""
    waiting = eventually(
        lambda: (
            len(t := tasks(stack, dag, run_id, "review_short", "awaiting_input")) == count and t
        ),
        what=f"{count} reviews being asked for",
    )
    return sorted(waiting, key=lambda t: t.map_index)


def decided(stack, run_id, task):
    """Wait for a review of ``many_reviews`` to be decided; return the decision."""

    def look():
        found = tasks(stack, MANY, run_id, "review_short", "success")
        return [t for t in found if t.map_index == task.map_index]

    eventually(look, what="the decision")
    about = f"/dags/{MANY}/dagRuns/{quote(run_id, safe='')}/taskInstances/review_short"
    path = f"{about}/xcomEntries/return_value"
    return stack.api.call("GET", path, map_index=task.map_index, deserialize="true")["value"]


def environment_of(stack):
    """Return the environment of the stack's processes."""
    text = Path(f"/proc/{stack.keeper.pid}/environ").read_text()
    return dict(line.split("=", 1) for line in text.split("\0") if "=" in line)


def parts(stack):
    """Return the pid of each component of Airflow, by its name; one that is ending is left out."""
    found = {}
    for process in psutil.Process(stack.keeper.pid).children(recursive=True):
        with suppress(psutil.Error):
            command = process.cmdline()
            if "stack.part" in command:
                children = process.children()  # besides it, the orphans of the one before
                if len(children) == 1:
                    found[next(name for name in PARTS if name in command)] = children[0].pid
    return found


def database(stack, query):
    with closing(sqlite3.connect(stack.places.database, timeout=60)) as connection:
        return connection.execute(query).fetchall()


def as_user(stack, name):
    """Return the API as another user sees it, whose token our server has signed."""
    secret = environment_of(stack)["AIRFLOW__API_AUTH__JWT_SECRET"]
    own = stack.api._new_token()
    algorithm = jwt.get_unverified_header(own)["alg"]
    claims = {**jwt.decode(own, options={"verify_signature": False}), "sub": name}
    user = Api(stack.api.url, secret=secret)
    user._token = jwt.encode(claims, secret, algorithm=algorithm)
    return user


def refused(call, *args):
    with pytest.raises(ApiError) as error:
        call(*args)
    return error.value.status


def test_waiting_reviews_hold_nothing_and_outlive_every_component(stack, run):
    run_id = run(MANY, limit=100, review={"timeout_days": 60})
    more = run(MANY, limit=WAITING - 100, review={"timeout_days": 60})
    waiting = [*asked(stack, MANY, run_id, 100), *asked(stack, MANY, more, WAITING - 100)]
    assert len(waiting) == WAITING
    assert database(stack, "SELECT count(*) FROM trigger") == [(0,)]
    pools = stack.api.call("GET", "/pools")["pools"]
    assert {(p["name"], p["occupied_slots"]) for p in pools if p["occupied_slots"]} == set()
    assert all(pool["open_slots"] == pool["slots"] for pool in pools)

    before = parts(stack)
    assert set(before) == set(PARTS)
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    def well():
        now = parts(stack)
        new = set(now) == set(PARTS) and not set(now.values()) & set(before.values())
        return new and set(stack.api.health().values()) == {"healthy"}

    eventually(well, what="every component being there again")
    assert len(asked(stack, MANY, run_id, 100)) == 100
    stack.api.answer_hitl(MANY, run_id, waiting[7], ["Approve"], {"feedback": "Fine."})
    answer = decided(stack, run_id, waiting[7])
    assert (answer["decision"], answer["feedback"]) == ("approve", "Fine.")
    assert refused(stack.api.answer_hitl, MANY, run_id, waiting[7], ["Reject"]) == 409
    assert len(asked(stack, MANY, more, WAITING - 100)) == WAITING - 100


@pytest.mark.parametrize("otherwise", ["reject", "approve"])
def test_after_seven_days_without_an_answer_the_policy_decides(stack, run, otherwise):
    run_id = run(MANY, limit=1, review={"timeout_days": 7, "on_timeout": otherwise})
    (task,) = asked(stack, MANY, run_id)

    def days_later(days):
        later = [sys.executable, "-m", "tests.integration.later", str(days)]
        env = environment_of(stack)
        subprocess.run(later, cwd=PROJECT, env=env, check=True, capture_output=True, timeout=120)

    days_later(6.99)
    assert asked(stack, MANY, run_id) == [task]
    days_later(7.01)
    answer = decided(stack, run_id, task)
    assert (answer["decision"], answer["by"]) == (otherwise, "timeout")
    assert refused(stack.api.answer_hitl, MANY, run_id, task, ["Approve"]) == 409


def test_a_second_opinion_is_somebody_elses(stack, run):
    run_id = run(MANY, limit=1, review={"approvals": 2})
    (task,) = asked(stack, MANY, run_id)
    ana, ben = as_user(stack, "ana"), as_user(stack, "ben")
    for opinions in (1, 2):  # Ana cannot be both
        ana.answer_hitl(MANY, run_id, task, ["Approve"], {"feedback": f"Yes {opinions}."})

        def told(opinions=opinions):
            said = stack.api.state_store(MANY, run_id, task, "opinions") or []
            return len(said) == opinions and asked(stack, MANY, run_id)

        assert eventually(told, what="the review being asked for again")
    ben.answer_hitl(MANY, run_id, task, ["Approve"])
    answer = decided(stack, run_id, task)
    assert (answer["decision"], answer["by"]) == ("approve", "ana and ben")
    assert answer["feedback"] == "Yes 2."


def report_of(stack, run_id):
    path = stack.places.data / "reports" / f"{batch_key(run_id)}.json"
    return json.loads(path.read_text())


def test_a_new_take_is_made_by_a_run_of_its_own_started_once(stack, run):
    first = run(BATCH, topics=[TIDES], review={"takes": 2}, duration_s=20)
    (task,) = asked(stack, BATCH, first)
    wish = {"feedback": "Another opening, please."}
    stack.api.answer_hitl(BATCH, first, task, ["New take"], wish)
    assert stack.api.wait(BATCH, first, timeout_s=PATIENCE_S) == "success"
    (sent_back,) = report_of(stack, first)["shorts"]
    assert (sent_back["state"], sent_back["publications"]) == ("new_take", [])
    second = sent_back["next_take"]
    conf = stack.api.run(BATCH, second)["conf"]
    assert conf["take"]["feedback"] == wish["feedback"]

    (task,) = asked(stack, BATCH, second)
    assert refused(stack.api.answer_hitl, BATCH, second, task, ["New take"]) == 400
    path = f"/dags/{BATCH}/dagRuns/{second}/taskInstances/{GROUP}.review_short"
    question = stack.api.call("GET", f"{path}/{task.map_index}/hitlDetails")
    assert question["subject"].endswith("Take 2")
    assert "Another opening" in question["body"]
    stack.api.answer_hitl(BATCH, second, task, ["Approve"])
    assert stack.api.wait(BATCH, second, timeout_s=PATIENCE_S) == "success"
    (made,) = report_of(stack, second)["shorts"]
    assert (made["state"], made["take"], made["earlier_take"]) == ("published", 2, first)
    assert made["topic"]["topic_id"] == sent_back["topic"]["topic_id"]

    runs = stack.api.runs(BATCH, "success", "failed", "running", "queued")
    every = [t for t in stack.api.task_instances(BATCH, first) if t.task_id == "publish_short"]
    stack.api.clear(BATCH, first, *every)
    assert stack.api.wait(BATCH, first, timeout_s=PATIENCE_S) == "success"
    assert stack.api.runs(BATCH, "success", "failed", "running", "queued") == runs
    book = Ledger(f"sqlite:///{stack.places.data / 'ledger.db'}")
    assert [t.run_id for t in book.takes.asked_in(first).values()] == [second]
