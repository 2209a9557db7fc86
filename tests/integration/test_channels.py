"""A channel on a real Airflow: its own DAG, its page in the short, a broken file beside it."""

import json
import os
from pathlib import Path

import pytest

from include.capture import chromium
from include.resources import RESOURCES
from stack.session import await_dag, running
from tests.include.capture.site import serving
from tests.integration.test_whole_batch import BRIEF

pytestmark = [pytest.mark.slow, pytest.mark.integration, pytest.mark.browser]

DAG = "channel_shop"
TEA = "Tea is picked by hand. The leaves wither for a day. Then they are rolled, and turn brown. "


@pytest.fixture(scope="module")
def site():
    with serving() as shop:
        yield shop


@pytest.fixture(scope="module")
def stack(tmp_path_factory, site):
    if not chromium.find():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("No Chromium to film with.")
    data = tmp_path_factory.mktemp("stack")
    channels = tmp_path_factory.mktemp("channels")
    captures = [
        {"url": f"{site.url}/still", "beat": 2, "kind": "picture", "licence": "by permission"},
        {"url": f"{site.url}/status/404", "beat": 3, "kind": "picture"},
    ]
    shop = {
        "title": "The shop",
        "review": {"policy": "approve"},
        "look": "brand",
        "allow_hosts": [f"127.0.0.1:{site.port}"],
        "captures": captures,
    }
    (channels / "shop.yaml").write_text(json.dumps(shop))
    looks = channels / "shop" / "looks"
    looks.mkdir(parents=True)
    calm = (RESOURCES / "looks/calm.yaml").read_text()
    (looks / "brand.yaml").write_text(calm)
    (channels / "bees.yaml").write_text("limit: 0\n")
    env = {
        "DAILIES_DATA": str(data),
        "DAILIES_CHANNELS": str(channels),
        "DAILIES_BROWSER_SANDBOX": "off",
    }
    with running(data, env) as airflow:
        await_dag(airflow, DAG)
        yield airflow


def test_a_channel_s_run_shows_its_page_and_says_whose_it_is(stack, site):
    topic = {"title": "How tea is made", "text": TEA * 3, "language": "en"}
    run_id = stack.api.trigger(DAG, {"topics": [topic], "duration_s": BRIEF["duration_s"]})
    assert stack.api.wait(DAG, run_id, timeout_s=420) == "success"
    (report,) = (stack.places.data / "reports").glob("*.json")
    (short,) = json.loads(report.read_text())["shorts"]
    assert short["state"] == "published"
    assert "capture_failed" in {finding["code"] for finding in short["findings"]}
    sidecar = json.loads(Path(short["path"]).with_suffix(".json").read_text())
    assert f"{site.url}/still" in json.dumps(sidecar)
    edit = json.loads(Path(short["path"]).with_suffix(".edit.json").read_text())
    assert edit["look"]["name"] == "shop/brand"
    assert "capture" in {shot["clip"]["provider"] for shot in edit["shots"]}


def test_a_broken_file_is_told_of_where_people_look_for_it(stack):
    ((file, trace),) = stack.api.import_errors()
    assert file.endswith("check_channels.py")
    assert "bees.yaml, line 1, field limit" in trace
    assert stack.api.has_dag("daily_batch")
