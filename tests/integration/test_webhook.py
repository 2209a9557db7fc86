"""A webhook at the API server of a real Airflow resumes a task that polls once an hour."""

import json
import time
import urllib.error
import urllib.request

import pytest

from stack.session import await_dag, running
from tests.emulators.process import serving, told
from tests.integration.test_whole_batch import BRIEF, DAG, task, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.integration]

HOUR_S = 3600


@pytest.fixture(scope="module")
def fal():
    """URL of a fal emulator whose jobs run until they are told to end."""
    with serving("fal", job_s=HOUR_S) as url:
        yield url


@pytest.fixture(scope="module")
def stack(tmp_path_factory, fal):
    """A real Airflow at which the emulator is told to knock; the connection is in its database."""
    data = tmp_path_factory.mktemp("stack")
    with running(data, {"DAILIES_DATA": str(data)}) as airflow:
        extra = {
            "provider": "fal",
            "model": "fal-ai/test/text-to-video",
            "price_usd": 0.05,
            "poll_interval_s": HOUR_S,
            "webhook_url": airflow.url,
            "jwks_url": f"{fal}/.well-known/jwks.json",
        }
        fields = {"conn_type": "http", "host": fal, "password": "emulator-key"}
        fields |= {"connection_id": "dailies_clip_fal", "extra": json.dumps(extra)}
        airflow.api.call("POST", "/connections", fields)
        await_dag(airflow, DAG)
        yield airflow


def posted(url, body=b"{}"):
    try:
        with urllib.request.urlopen(url, body, timeout=30) as answer:  # noqa: S310
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_deferred_clips_resume_when_fal_says_so(stack, fal):
    review = {"policy": "approve"}
    conf = {**BRIEF, "providers": {"clip": "fal"}, "budget_usd": 5, "review": review}
    run_id = stack.api.trigger(DAG, conf)
    wait_for(stack, run_id, "generate_clips", "deferred", timeout_s=240)
    told(fal, "settings", {"job_s": 0.0})
    before = time.monotonic()
    wait_for(stack, run_id, "generate_clips", "success", timeout_s=240)
    assert time.monotonic() - before < HOUR_S / 10
    stats = told(fal, "stats")
    assert stats["charged"] == stats["submitted"] >= 6
    assert stats["webhooks"] == [202] * stats["submitted"]
    assert task(stack, run_id, "generate_clips").try_number == 1


def test_nobody_else_is_let_in(stack):
    assert posted(f"{stack.url}/dailies/webhooks/clip/fal") == 403
    assert posted(f"{stack.url}/dailies/webhooks/clip/seedance") == 404
    assert posted(f"{stack.url}/dailies/webhooks/clip/fal", b" " * (2 << 20)) == 413
