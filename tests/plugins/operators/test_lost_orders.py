"""An order whose reply was lost is looked up where the service has a list, and paid once."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dailies.hooks.ledger import ledger
from include.providers import errors
from tests.plugins.jobs import Clips, context, finished, operator, started
from tests.plugins.services import SERVICES

ROOT = Path(__file__).resolve().parents[3]
SILENT = {"seedance": "seedless", "openai_videos": "promptless"}
"""Misbehaviour of a list that names the jobs and not by what to know them."""


class AnotherTake(Clips):
    def orders(self, context):
        return [self.order(prompt=prompt, duration_s=4.0, take=2) for prompt in self.prompts]


@pytest.fixture(params=[service for service in SERVICES if service.finds], ids=str)
def service(request):
    return request.param


def lost(emulator, how="cut_after"):
    """Order the sea, and never hear of it."""
    emulator.misbehave("submit", how)
    with pytest.raises(errors.Unreachable):
        finished(operator("sea"), context())


def doubts():
    return [entry.doubt for entry in ledger().orders.doubts("run")]


@pytest.mark.faults
@pytest.mark.slow
def test_a_worker_killed_before_it_wrote_down_the_reply_finds_its_job_again(emulator):
    where = "include.ledger.orders.Orders.accepted"
    command = [sys.executable, "-m", "tests.plugins.operators.killed", where, "sea"]
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'plugins'}"}
    assert subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == -9
    assert finished(operator("sea"), context(try_number=2))
    assert emulator.stats()["charged"] == 1
    assert (ledger().spend.spent(batch="run").usd, doubts()) == (0.25, [])


@pytest.mark.parametrize("policy", ["resubmit", "fail", "ask"])
def test_no_policy_is_needed_for_what_can_be_looked_up(emulator, policy):
    lost(emulator)
    task = operator("sea", "shore", lost_submit_policy=policy)
    assert len(finished(task, context(try_number=2))) == 2
    assert emulator.stats()["prompts"] == ["sea", "shore"]
    assert doubts() == []


def test_a_job_that_is_found_running_is_waited_for(emulator):
    emulator.settings["job_s"] = 60
    lost(emulator)
    (job,) = started(operator("sea"), context(try_number=2)).trigger.jobs
    assert job["job_id"].endswith(next(iter(emulator.runs)))


def test_what_never_arrived_is_ordered_again_without_a_doubt(emulator):
    lost(emulator, "cut_before")
    assert finished(operator("sea", lost_submit_policy="fail"), context(try_number=2))
    assert emulator.stats()["charged"] == 1
    assert doubts() == []


def test_what_is_not_in_the_list_may_still_get_there(emulator):
    lost(emulator, "cut_before")
    at, task = time.time(), operator("sea", lease_s=60.0)
    deferred = started(task, context(try_number=2))
    assert deferred.trigger.jobs == []
    assert at + 30 < deferred.trigger.resume_at <= at + 60
    assert emulator.stats()["requests"] == {"submit": 1, "list": 1}


@pytest.mark.parametrize("how", ["silent", "html", "malformed", "gone"])
def test_a_list_that_does_not_tell_leaves_a_doubt(service, emulator, how):
    lost(emulator)
    emulator.misbehave("list", SILENT[service.provider] if how == "silent" else how, times=0)
    with pytest.raises(errors.Fatal, match="may or may not have reached"):
        finished(operator("sea", lost_submit_policy="fail"), context(try_number=2))
    assert finished(operator("sea"), context(try_number=3))
    assert emulator.stats()["charged"] == 2
    assert doubts() == [True]


@pytest.mark.parametrize(("how", "kind"), [("500", errors.Retryable), ("429", errors.RateLimited)])
def test_a_list_that_cannot_be_had_now_is_asked_for_later(emulator, how, kind):
    lost(emulator)
    emulator.misbehave("list", how)
    with pytest.raises(kind):
        finished(operator("sea", lost_submit_policy="fail"), context(try_number=2))
    assert finished(operator("sea", lost_submit_policy="fail"), context(try_number=3))
    assert emulator.stats()["charged"] == 1


def test_the_job_of_an_order_that_is_much_the_same_is_left_to_it(emulator):
    assert finished(AnotherTake(task_id="clips", prompts=["sea"], lease_s=0.0), context())
    lost(emulator, "cut_before")
    (made,) = finished(operator("sea"), context(try_number=2))
    assert not made.reused
    assert emulator.stats()["charged"] == 2
