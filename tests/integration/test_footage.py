"""Shots that are refused by one service, found in a stock, or drawn: a whole batch on Airflow."""

import json
from pathlib import Path

import pytest

from stack.session import await_dag, running
from tests.emulators.process import serving, told
from tests.integration.test_whole_batch import BRIEF, DAG, check_published, report_of

pytestmark = [pytest.mark.slow, pytest.mark.integration]

CHAIN = {"clip": ["fal", "pexels", "procedural"]}


@pytest.fixture(scope="module")
def services():
    with serving("fal", job_s=3) as fal, serving("pexels") as pexels:
        told(fal, "misbehave", {"on": "submit", "how": "refused", "times": 0})
        yield {"fal": fal, "pexels": pexels}


@pytest.fixture(scope="module")
def stack(tmp_path_factory, services):
    data = tmp_path_factory.mktemp("footage")

    def connection(service, **extra):
        about = {"host": services[service], "password": "emulator-key"}
        return json.dumps({"conn_type": "http", **about, "extra": {"provider": service, **extra}})

    env = {
        "DAILIES_DATA": str(data),
        "AIRFLOW_CONN_DAILIES_CLIP_FAL": connection("fal", model="fal-ai/a/b", price_usd=0.25),
        "AIRFLOW_CONN_DAILIES_CLIP_PEXELS": connection("pexels"),
    }
    with running(data, env) as airflow:
        await_dag(airflow, DAG)
        yield airflow


def test_a_refused_short_is_made_of_footage_and_says_whose_it_is(stack, services):
    conf = {**BRIEF, "providers": CHAIN, "review": {"policy": "approve"}}
    run_id = stack.api.trigger(DAG, conf)
    assert stack.api.wait(DAG, run_id, timeout_s=420) == "success"
    (short,) = report_of(stack, run_id)["shorts"]
    video = check_published(short)
    about = json.loads(Path(video).with_suffix(".json").read_text())
    shots = [credit for credit in about["credits"] if credit["part"].startswith("shot")]
    found = [shot for shot in shots if shot["provider"] == "pexels"]
    assert found
    assert {shot["provider"] for shot in shots} <= {"pexels", "procedural"}
    for shot in found:
        assert " / Pexels, https://www.pexels.com/video/" in shot["credit"]
        assert (shot["licence"], shot["made_with_ai"]) == ("Pexels License", False)
        assert not shot["drawn_instead"]
    assert len({shot["media_digest"] for shot in found}) == len(found)
    passed = [finding for finding in short["findings"] if finding["code"] == "stand_in"]
    assert len(passed) >= len(shots)
    assert {finding["severity"] for finding in passed} == {"info"}
    assert short["cost_usd"] == 0
    assert told(services["fal"], "stats")["charged"] == 0
