"""One real Airflow for the whole folder, and the services it orders clips from."""

import json

import pytest

from stack.session import await_dag, running
from tests.emulators.fal import Fal
from tests.emulators.volcengine import Volcengine
from tests.faults.batch import DAG, RUNS_LONG_S, Batches

KEY = "fal-key-7f3a9c51e2d84b06"
"""Long and of its own, so that it is found wherever it should not be."""


@pytest.fixture(scope="package")
def fal():
    """Takes no idempotency key and can cancel; its jobs run until a test ends them."""
    with Fal() as emulator:
        emulator.settings |= {"job_s": RUNS_LONG_S, "key": KEY}
        yield emulator


@pytest.fixture(scope="package")
def jimeng():
    """Takes no idempotency key either, and cannot cancel; orders lost at it are not repeated."""
    with Volcengine() as emulator:
        emulator.settings["job_s"] = RUNS_LONG_S
        yield emulator


@pytest.fixture(scope="package")
def airflow(tmp_path_factory, fal, jimeng):
    """A real Airflow with a connection for each service, on which nothing renders."""
    env = {
        "AIRFLOW_CONN_DAILIES_CLIP_FAL": _connection(
            fal.url, KEY, model="fal-ai/test/text-to-video"
        ),
        "AIRFLOW_CONN_DAILIES_CLIP_JIMENG": _connection(
            jimeng.url,
            jimeng.settings["key"],
            jimeng.settings["login"],
            model="jimeng_ti2v_v30_pro",
            lost_submit_policy="fail",
        ),
    }
    data = tmp_path_factory.mktemp("faults")
    with running(data, {**env, "DAILIES_DATA": str(data)}) as stack:
        await_dag(stack, DAG)
        yield stack


@pytest.fixture
def batches(airflow, fal, jimeng):
    """The batches of a test, which render nothing; none is left running and nothing held."""
    batches = Batches(airflow)
    batches.renders(0)
    yield batches
    for emulator in (fal, jimeng):
        emulator.faults.clear()
        emulator.settings["job_s"] = RUNS_LONG_S
        emulator.release()
    batches.strike()


def _connection(url, key, login="", **extra):
    extra = {"price_usd": 0.05, "poll_interval_s": 1.0, **extra}
    fields = {"conn_type": "http", "host": url, "login": login, "password": key, "extra": extra}
    return json.dumps(fields)
