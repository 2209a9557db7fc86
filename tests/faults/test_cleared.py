"""Tasks are cleared and runs deleted by people; what is under way is found again, not ordered."""

import pytest

from tests.faults.batch import SHOTS, held
from tests.waiting import eventually

pytestmark = [pytest.mark.faults, pytest.mark.integration, pytest.mark.slow]


def test_a_task_cleared_while_it_orders_goes_on_where_it_was(batches, fal):
    fal.misbehave("submit", "hold")
    batch = batches.start("Heron")
    held(fal, "submit")
    batch.clear()
    eventually(lambda: "outside" in batch.log(), what="the task being told to end")
    fal.release()
    batch.until("deferred", try_number=2)
    assert len(batch.taken(fal)) == SHOTS
    assert batch.states() == ["accepted"] * SHOTS
    assert batch.cancelled(fal) == 0


def test_a_task_cleared_while_it_waits_and_when_it_is_done_pays_once(batches, fal):
    batch = batches.start("Otter")
    batch.waits()
    batch.clear()
    batch.waits(try_number=2)
    batch.done(fal)
    batch.until("success")
    batch.clear()
    batch.until("success", try_number=3)
    assert len(batch.taken(fal)) == SHOTS
    assert batch.cancelled(fal) == 0
    assert batch.paid_usd() == (0.35, 0.0)


def test_a_run_deleted_and_run_again_attaches_to_what_was_ordered(batches, fal):
    batch = batches.start("Raven")
    batch.waits()
    batch.mark("success")
    batch.delete()
    again = batches.start("Raven")
    again.waits()
    assert len(batch.taken(fal)) == SHOTS
    assert batch.cancelled(fal) == 0
    assert again.rows() == []
    batch.done(fal)
    again.until("success", try_number=1)
    assert batch.stored() == SHOTS
