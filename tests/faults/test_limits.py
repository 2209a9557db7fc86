"""Whoever waits for a permit or for a service in trouble holds no worker."""

import psutil
import pytest

from tests.faults.batch import SHOTS, eventually

pytestmark = [pytest.mark.faults, pytest.mark.integration, pytest.mark.slow]


def waits_without_a_worker(batch, try_number=1):
    task = batch.until("deferred", try_number=try_number)
    eventually(lambda: not psutil.pid_exists(task["pid"]), what="the worker leaving the task")
    return batch.task()["state"] == "deferred"


def test_the_rate_of_a_connection_is_waited_for_in_the_triggerer(batches, sora):
    """As many permits as a short has shots, for all batches together."""
    both = [batches.start(title, clip="openai_videos") for title in ("Tern", "Knot")]
    behind = eventually(
        lambda: next((batch for batch in both if "rate allows no more" in batch.log()), None),
        what="a batch being told to wait",
    )
    assert waits_without_a_worker(behind)
    assert SHOTS <= sora.totals["submitted"] < 2 * SHOTS
    for batch in both:
        batch.until("success", try_number=1)
    assert sora.stats()["charged"] == 2 * SHOTS


def test_a_service_in_trouble_is_left_alone_from_the_triggerer(batches, veo):
    veo.misbehave("submit", "503")
    batch = batches.start("Merlin", clip="veo")
    batch.until("up_for_retry")
    assert veo.requests["submit"] == 1
    assert waits_without_a_worker(batch, try_number=2)
    assert veo.requests["submit"] == 1
    assert "the provider is in trouble" in batch.log()
    batch.until("success")
    assert veo.stats()["charged"] == SHOTS
