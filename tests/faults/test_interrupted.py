"""A person stops ``make batch``: what it has on order is cancelled before the stack ends."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.batch import SHOTS, topic
from tests.faults.conftest import connection_of
from tests.waiting import eventually

pytestmark = [pytest.mark.faults, pytest.mark.integration, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]


def test_interrupting_a_batch_cancels_what_it_has_on_order(tmp_path, fal):
    conf = tmp_path / "conf.json"
    params = {"topics": [topic("Lapwing")], "providers": {"clip": "fal"}, "duration_s": 20}
    conf.write_text(json.dumps(params))
    env = {
        **os.environ,
        "CONF": str(conf),
        "DAILIES_DATA": str(tmp_path / "data"),
        "AIRFLOW_CONN_DAILIES_CLIP_FAL": connection_of(fal, "fal-ai/test/text-to-video"),
    }
    for name in [name for name in env if name.startswith("AIRFLOW_") and "CONN" not in name]:
        del env[name]
    before = set(fal.runs)
    command = [sys.executable, "-m", "stack", "batch"]
    with subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True) as batch:
        mine = lambda: [run for name, run in list(fal.runs.items()) if name not in before]  # noqa: E731
        eventually(lambda: len(mine()) == SHOTS, what="everything being ordered")
        asked = fal.requests["status"]
        eventually(lambda: fal.requests["status"] >= asked + 2 * SHOTS, what="the trigger's polls")
        batch.send_signal(signal.SIGINT)
        assert batch.wait(120) == 128 + signal.SIGINT
    assert [run.cancelled for run in mine()] == [True] * SHOTS
