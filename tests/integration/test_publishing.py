"""An approved short on a real Airflow: to every target at once, waiting without a worker, once."""

import json
import signal
from urllib.parse import quote

import psutil
import pytest

from include.ledger.ledger import Ledger
from include.storage.keys import batch_key
from stack.session import await_dag, running
from tests.emulators.process import serving, told
from tests.emulators.webhook_receiver import SECRET
from tests.integration.test_whole_batch import BRIEF, DAG, GROUP, report_of, task, wait_for
from tests.waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.integration]

SIGNED_IN = {"login": "emulator-client", "password": "emulator-secret"}
REFRESH = {"refresh_token": "emulator-refresh"}
PLATFORMS = ("youtube", "tiktok", "instagram", "webhook")


@pytest.fixture(scope="module")
def platforms():
    """URLs of the platforms; YouTube processes until it is told to have done."""
    with (
        serving("youtube", job_s=3600) as youtube,
        serving("tiktok") as tiktok,
        serving("instagram") as instagram,
        serving("webhook_receiver") as webhook,
    ):
        yield {
            "youtube": youtube,
            "tiktok": tiktok,
            "instagram": instagram,
            "webhook": webhook,
        }


@pytest.fixture(scope="module")
def stack(tmp_path_factory, platforms):
    data = tmp_path_factory.mktemp("publishing")
    fields = {
        "youtube": {**SIGNED_IN, "extra": {**REFRESH, "chunk_kib": 1024}},
        "tiktok": {**SIGNED_IN, "extra": REFRESH},
        "instagram": {"login": "17841400000000000", "password": "emulator-token"},
        "webhook": {"password": SECRET},
    }
    env = {
        f"AIRFLOW_CONN_DAILIES_{name.upper()}": json.dumps(
            {"conn_type": "http", "host": platforms[name], **each}
        )
        for name, each in fields.items()
    }
    with running(data, {**env, "DAILIES_DATA": str(data)}) as airflow:
        await_dag(airflow, DAG)
        yield airflow


def public(platforms):
    return {name: told(url, "stats")["public"] for name, url in platforms.items()}


def kill(stack, run_id):
    """Kill the process that is publishing, as a machine without memory would."""
    path = f"/dags/{DAG}/dagRuns/{quote(run_id, safe='')}/taskInstances/{GROUP}.publish_short/0"
    process = psutil.Process(stack.api.call("GET", path)["pid"])
    assert stack.keeper.pid in {parent.pid for parent in process.parents()}
    process.send_signal(signal.SIGKILL)


def test_a_short_goes_to_every_target_once_and_waits_without_a_worker(stack, platforms):
    youtube, targets = platforms["youtube"], ["folder", *PLATFORMS]
    told(youtube, "misbehave", {"on": "send", "how": "hold", "times": 1})
    told(platforms["instagram"], "misbehave", {"on": "publish", "how": "cut_after", "times": 1})
    conf = {**BRIEF, "review": {"policy": "approve"}, "targets": targets}
    run_id = stack.api.trigger(DAG, conf)
    eventually(lambda: "send" in told(youtube, "stats")["held"], what="the upload")
    kill(stack, run_id)
    told(youtube, "release", {})

    wait_for(stack, run_id, "publish_short", "deferred", timeout_s=300)
    batch = batch_key(run_id)
    book = Ledger(f"sqlite:///{stack.places.data / 'ledger.db'}")
    (row,) = book.shorts.shorts(batch)
    states = {
        held.target: held.state for held in book.publications.of(f"{batch}/{row['topic_id']}")
    }
    assert states == {**dict.fromkeys(targets, "published"), "youtube": "waiting"}

    told(youtube, "settings", {"job_s": 0})
    assert stack.api.wait(DAG, run_id, timeout_s=300) == "success"
    assert public(platforms) == dict.fromkeys(PLATFORMS, 1)
    (short,) = report_of(stack, run_id)["shorts"]
    assert short["state"] == "published"
    found = {each["target"]: each for each in short["publications"]}
    assert {each["state"] for each in found.values()} == {"published"}
    assert found["youtube"]["url"].startswith("https://www.youtube.com/shorts/")
    assert found["instagram"]["url"].startswith("https://www.instagram.com/reel/")

    stack.api.clear(DAG, run_id, task(stack, run_id, "publish_short"))
    assert stack.api.wait(DAG, run_id, timeout_s=180) == "success"
    assert public(platforms) == dict.fromkeys(PLATFORMS, 1)
    assert_nothing_secret(stack, run_id)


def assert_nothing_secret(stack, run_id):
    said = json.dumps(stack.api.log(DAG, run_id, task(stack, run_id, "publish_short")))
    kept = b"".join(path.read_bytes() for path in stack.places.data.glob("ledger.db*"))
    for secret in ("emulator-secret", "emulator-refresh", "emulator-token", SECRET, "upload_id="):
        assert secret not in said
        assert secret.encode() not in kept
