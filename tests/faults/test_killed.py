"""Workers and the triggerer are killed outright; every order is charged once all the same."""

import pytest

from tests.faults.batch import SHOTS, held

pytestmark = [pytest.mark.faults, pytest.mark.integration, pytest.mark.slow]


def test_a_worker_killed_after_ordering_and_before_deferring_attaches_to_its_jobs(batches, fal):
    fal.misbehave("status", "hold")
    batch = batches.start("Kelp")
    held(fal, "status")
    assert batch.states() == ["accepted"] * SHOTS
    batch.kill()
    fal.release()
    batch.until("deferred", try_number=2)
    batch.done(fal)
    batch.until("success")
    assert len(batch.taken(fal)) == SHOTS
    assert batch.states() == ["succeeded"] * SHOTS
    assert batch.paid_usd() == (0.35, 0.0)
    assert "Re-attached to job" in batch.log()


def test_a_worker_killed_while_downloading_leaves_no_half_file_and_pays_once(batches, fal):
    fal.settings["job_s"] = 0
    fal.misbehave("file", "stall")
    batch = batches.start("Dune")
    held(fal, "file")
    batch.kill()
    assert batch.states() == ["accepted"] * SHOTS
    assert batch.stored() == 0
    fal.release()
    batch.until("success", try_number=2)
    assert batch.stored() == SHOTS
    assert len(batch.taken(fal)) == SHOTS
    assert batch.states() == ["succeeded"] * SHOTS
    assert batch.paid_usd() == (0.35, 0.0)
