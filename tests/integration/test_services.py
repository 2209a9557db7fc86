"""A channel's batch of many services: sources, a model's words, a voice, stock footage."""

import json
from pathlib import Path

import pytest

from stack.session import await_dag, running
from tests.emulators.process import serving, told
from tests.emulators.stock import LIBRARY
from tests.emulators.webhook_receiver import SECRET
from tests.integration.test_whole_batch import check_published, report_of

pytestmark = [pytest.mark.slow, pytest.mark.integration]

DAG = "channel_shores"
SUBJECT = "Why the ocean has tides, and why the Moon is slowly leaving"
CHANNEL = """\
title: Shores
sources: [hackernews:top, "feed:{feeds}/dead", "feed:include/resources/feeds/evergreen.xml"]
keywords: [tides, ocean]
banned: [octopus]
limit: 1
language: en
duration_s: 25
voice: bm_george
providers: {{text: openai, speech: kokoro, clip: [pexels, procedural]}}
review: {{policy: approve}}
targets: [folder, webhook]
budget_usd: 1
"""
SERVICES = ("hackernews", "feeds", "openai_text", "kokoro", "pexels", "webhook_receiver")


@pytest.fixture(scope="module")
def services():
    with (
        serving("hackernews") as hackernews,
        serving("feeds") as feeds,
        serving("openai_text", dialect="ollama", bias=1.2) as writer,
        serving("kokoro") as kokoro,
        serving("pexels") as pexels,
        serving("webhook_receiver") as receiver,
    ):
        yield dict(
            zip(SERVICES, (hackernews, feeds, writer, kokoro, pexels, receiver), strict=True)
        )


@pytest.fixture(scope="module")
def stack(tmp_path_factory, services):
    data, channels = tmp_path_factory.mktemp("channel"), tmp_path_factory.mktemp("channels")
    (channels / "shores.yaml").write_text(CHANNEL.format(**services))

    def connection(service, password="", path="", **extra):
        host = services[service] + path
        about = {"conn_type": "http", "host": host, "password": password}
        return json.dumps({**about, "extra": extra})

    model = {"provider": "openai", "model": "gpt-6-mini", "price_in_usd": 1, "price_out_usd": 2}
    env = {
        "DAILIES_DATA": str(data),
        "DAILIES_CHANNELS": str(channels),
        "AIRFLOW_CONN_DAILIES_TOPICS_HACKERNEWS": connection("hackernews"),
        "AIRFLOW_CONN_DAILIES_TEXT": connection("openai_text", "emulator-key", "/v1", **model),
        "AIRFLOW_CONN_DAILIES_SPEECH_KOKORO": connection("kokoro", price_usd=0),
        "AIRFLOW_CONN_DAILIES_CLIP_PEXELS": connection("pexels", "emulator-key"),
        "AIRFLOW_CONN_DAILIES_WEBHOOK": connection("webhook_receiver", SECRET),
    }
    with running(data, env) as airflow:
        await_dag(airflow, DAG)
        yield airflow


def test_a_channel_makes_a_short_of_what_its_services_give(stack, services):
    run_id = stack.api.trigger(DAG, {})
    assert stack.api.wait(DAG, run_id, timeout_s=420) == "success"
    report = report_of(stack, run_id)
    (short,) = report["shorts"]
    assert short["topic"]["title"] == SUBJECT
    about = json.loads(Path(check_published(short)).with_suffix(".json").read_text())

    parts = about["credits"]
    makers = {part["kind"]: (part["provider"], part["model"]) for part in parts}
    assert makers["script"] == ("openai", "gpt-6-mini")
    assert makers["narration"][0] == "kokoro"
    filmed = [part for part in parts if part["provider"] == "pexels"]
    creators = {film.creator for film in LIBRARY}
    assert {next(c for c in creators if c in part["credit"]) for part in filmed}

    (said,) = told(services["webhook_receiver"], "stats")["descriptions"]
    assert about["sources"]
    assert all(source in said for source in about["sources"])
    assert "Pexels" in said
    assert all(any(c in part["credit"] and c in said for c in creators) for part in filmed)

    assert 0 < short["cost_usd"] < 0.1  # the words: all else was free
    codes = [finding["code"] for finding in report["findings"]]
    assert codes.count("topic_dropped") >= 10
    assert any("/dead" in finding["message"] for finding in report["findings"])
