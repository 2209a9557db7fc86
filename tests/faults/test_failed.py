"""People mark tasks as failed: what they ordered is cancelled where the service can."""

import pytest

from tests.faults.batch import SHOTS, held
from tests.waiting import eventually

pytestmark = [pytest.mark.faults, pytest.mark.integration, pytest.mark.slow]


def test_a_task_failed_while_it_waits_cancels_its_jobs(batches, fal):
    batch = batches.start("Cedar")
    batch.waits()
    batch.fail()
    eventually(lambda: batch.cancelled(fal) == SHOTS, what="the jobs being cancelled")
    batch.until("failed")


def test_a_task_failed_while_it_orders_cancels_what_it_has_ordered(batches, fal):
    fal.misbehave("submit", "hold")
    batch = batches.start("Maple")
    held(fal, "submit")
    batch.fail()
    eventually(lambda: "outside" in batch.log(), what="the task being told to end")
    fal.release()
    eventually(lambda: batch.cancelled(fal) == 1, what="the job being cancelled")
    assert len(batch.taken(fal)) == 1


def test_failing_one_of_two_runs_that_wait_for_the_same_jobs_cancels_none(batches, fal):
    first = batches.start("Juniper")
    first.waits()
    second = batches.start("Juniper")
    second.waits()
    first.fail()
    eventually(lambda: "others wait for them" in first.log(), what="the jobs being left")
    first.done(fal)
    second.until("success", try_number=1)
    assert first.states() == ["succeeded"] * SHOTS
    assert len(first.taken(fal)) == SHOTS
    assert second.rows() == []
    assert first.cancelled(fal) == 0


def test_a_task_failed_at_a_service_that_cannot_cancel_ends_and_says_so(batches, jimeng):
    batch = batches.start("Aspen", clip="jimeng")
    batch.waits()
    batch.fail()
    eventually(lambda: "cannot cancel" in batch.log(), what="the log saying so")
    assert jimeng.totals["cancelled"] == 0
    assert len(batch.taken(jimeng)) == SHOTS
