"""Workers and the triggerer are killed outright; every order is charged once all the same."""

import av
import pytest

from tests.faults.batch import SHOTS, held
from tests.waiting import eventually

pytestmark = [pytest.mark.faults, pytest.mark.integration, pytest.mark.slow]


def test_killed_between_order_and_reply_nobody_knew_what_was_taken(lost):
    for batch in lost.values():
        first = batch.logs()[0]
        assert "Process terminated by signal" in first
        assert "Submitted job" not in first


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


def test_a_triggerer_killed_with_jobs_outstanding_is_followed_by_another(
    orphaned, batches, seedance
):
    orphaned.done(seedance)
    orphaned.until("success", try_number=1)
    assert len(orphaned.taken(seedance)) == SHOTS
    assert orphaned.states() == ["succeeded"] * SHOTS
    assert orphaned.cancelled(seedance) == 0
    assert orphaned.paid_usd() == (0.35, 0.0)


def test_an_order_lost_where_it_can_be_looked_up_is_found(lost, batches, seedance):
    batch = lost["seedance"]
    eventually(lambda: batch.states() == ["accepted"] * SHOTS, what="the order being found")
    batch.done(seedance)
    batch.until("success", try_number=2)
    assert len(batch.taken(seedance)) == SHOTS
    assert batch.paid_usd() == (0.35, 0.0)
    batch.mark("failed")


def test_an_order_lost_where_it_may_not_be_repeated_fails_and_is_a_doubt(lost, batches, omni):
    batch = lost["gemini_omni"]
    eventually(lambda: "lost_submit_policy is 'fail'" in batch.log(), what="the order being lost")
    batch.done(omni)
    batches.everything()
    assert batch.end() == "failed"
    assert len(batch.taken(omni)) == SHOTS
    assert batch.states() == ["intent", *["succeeded"] * (SHOTS - 1)]
    (short,) = batch.report()["shorts"]
    assert "may or may not have reached gemini_omni" in short["error"]
    assert batch.report()["totals"]["doubts"] == 1


def test_an_order_lost_where_it_may_be_repeated_is_paid_twice_at_most_and_is_a_doubt(
    lost, batches, jimeng
):
    batch = lost["jimeng"]
    eventually(lambda: len(batch.taken(jimeng)) == SHOTS + 1, what="the order being repeated")
    batch.done(jimeng)
    batches.everything()
    assert batch.end() == "success"
    assert len(batch.taken(jimeng)) == SHOTS + 1
    assert batch.states() == ["lost", *["succeeded"] * SHOTS]
    assert batch.paid_usd() == (0.4, 0.05)
    (short,) = batch.report()["shorts"]
    assert (short["state"], short["cost_usd"]) == ("published", 0.4)
    assert batch.report()["totals"]["doubts"] == 1
    with av.open(short["path"]) as video:
        assert video.streams.video[0].height == 1920
