"""Words by a model, pictures by one service, animated by another, scored by a third, and merged."""

import json
from pathlib import Path

import av
import pytest

from stack.session import await_dag, running
from tests.emulators.process import serving, told
from tests.integration.test_whole_batch import BRIEF, DAG, check_published, report_of

pytestmark = [pytest.mark.slow, pytest.mark.integration]

CHAIN = {"text": "openai", "image": "liblib", "clip": "jimeng", "music": "volcengine_music"}


@pytest.fixture(scope="module")
def services():
    with (
        serving("liblib", job_s=3) as liblib,
        serving("volcengine", job_s=3) as volcengine,
        serving("openai_text", dialect="ollama", bias=1.3) as model,
    ):
        yield {"liblib": liblib, "volcengine": volcengine, "openai_text": model}


@pytest.fixture(scope="module")
def stack(tmp_path_factory, services):
    data = tmp_path_factory.mktemp("chain")

    def connection(service, login, **extra):
        about = {"host": services[service], "login": login, "password": "emulator-key"}
        return json.dumps({"conn_type": "http", **about, "extra": {"price_usd": 0.1, **extra}})

    model = {"provider": "jimeng", "model": "jimeng_ti2v_v30_pro"}
    writer = {"provider": "openai", "model": "gpt-6-mini", "price_in_usd": 0, "price_out_usd": 0}
    env = {
        "DAILIES_DATA": str(data),
        "AIRFLOW_CONN_DAILIES_TEXT": connection("openai_text", "", **writer),
        "AIRFLOW_CONN_DAILIES_IMAGE": connection("liblib", "emulator-access", provider="liblib"),
        "AIRFLOW_CONN_DAILIES_CLIP": connection("volcengine", "AKLTemulator", **model),
        "AIRFLOW_CONN_DAILIES_MUSIC": connection(
            "volcengine", "AKLTemulator", provider="volcengine_music"
        ),
    }
    with running(data, env) as airflow:
        await_dag(airflow, DAG)
        yield airflow


def test_a_run_names_its_chain_and_gets_a_short_made_of_it(stack, services):
    conf = {**BRIEF, "providers": CHAIN, "review": {"policy": "approve"}}
    run_id = stack.api.trigger(DAG, {**conf, "budget_usd": 5})
    assert stack.api.wait(DAG, run_id, timeout_s=420) == "success"
    (short,) = report_of(stack, run_id)["shorts"]
    video = check_published(short)
    about = json.loads(Path(video).with_suffix(".json").read_text())
    pictures = told(services["liblib"], "stats")["charged"]
    others = told(services["volcengine"], "stats")["charged"]
    words = [credit for credit in about["credits"] if credit["kind"] == "script"]
    assert [(c["provider"], c["model"], c["made_with_ai"]) for c in words] == [
        ("openai", "gpt-6-mini", True)
    ]
    assert told(services["openai_text"], "stats")["charged"] >= 1
    shots = [credit for credit in about["credits"] if credit["part"].startswith("shot")]
    assert pictures == len(shots) == others - 1
    assert {credit["provider"] for credit in shots} == {"jimeng"}
    assert all("from a picture by liblib" in credit["credit"] for credit in shots)
    assert [c["provider"] for c in about["credits"] if c["part"].startswith("music")] == [
        "volcengine_music"
    ]
    assert short["cost_usd"] == pytest.approx(0.1 * (pictures + others))
    with av.open(str(video)) as container:
        assert container.streams.audio[0].codec_context.name == "aac"
