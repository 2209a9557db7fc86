"""Whoever waits for a permit or for a service in trouble holds no worker."""

import psutil
import pytest

from tests.faults.batch import SHOTS, Batches
from tests.waiting import eventually

pytestmark = [pytest.mark.faults, pytest.mark.integration, pytest.mark.slow]


@pytest.fixture(scope="module")
def waiting(airflow, begun_early, veo):
    """Two batches with permits for one of them, and one that meets a service in trouble."""
    veo.misbehave("submit", "503")
    batches = Batches(airflow)
    both = [batches.start(title, clip="openai_videos") for title in ("Tern", "Knot")]
    return both, batches.start("Merlin", clip="veo")


def waits_without_a_worker(batch, try_number=1):
    task = batch.until("deferred", try_number=try_number)
    eventually(lambda: not psutil.pid_exists(task["pid"]), what="the worker leaving the task")
    return batch.task()["state"] == "deferred"


def test_the_rate_of_a_connection_is_waited_for_in_the_triggerer(waiting, sora):
    """As many permits as a short has shots, for all batches together."""
    both, _ = waiting
    behind = eventually(
        lambda: next((batch for batch in both if "rate allows no more" in batch.log()), None),
        what="a batch being told to wait",
    )
    assert waits_without_a_worker(behind)
    assert SHOTS <= sora.totals["submitted"] < 2 * SHOTS


def test_a_service_in_trouble_is_left_alone_from_the_triggerer(waiting, veo):
    _, troubled = waiting
    assert waits_without_a_worker(troubled, try_number=2)
    assert veo.requests["submit"] == 1
    assert "the provider is in trouble" in troubled.log()


def test_who_waited_goes_on_when_it_may(waiting, batches, sora, veo):
    both, troubled = waiting
    for batch in both:
        batch.until("success", try_number=1)
    assert sora.stats()["charged"] == 2 * SHOTS
    troubled.until("success")
    assert veo.stats()["charged"] == SHOTS
    for batch in (*both, troubled):
        batch.mark("failed")
