"""Retention never takes what somebody still needs."""

import os
import time

import pytest

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from dailies.operators.sweep_media import SweepMediaOperator
from include.providers import errors
from include.shorts.making import order_of
from tests.plugins.housekeeping import run
from tests.plugins.jobs import context, operator, started

EDIT = "e" * 64


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("DAILIES_DATA", str(tmp_path / "data"))


def swept(**params):
    return SweepMediaOperator(task_id="sweep_media").execute(run(**params))


def grow_old(days=100):
    at = time.time() - days * 86_400
    root = media_store().root
    for path in root.rglob("*"):
        os.utime(path, (at, at))


def make_short(state):
    """Leave a short behind as the render leaves it."""
    store = media_store()
    video = store.put(b"video", "video/mp4")
    store.put(
        f'{{"video": "{video.digest}"}}'.encode(), "application/json", order_digest=order_of(EDIT)
    )
    ledger().shorts.record_short("run", "t1", state=state, edit_digest=EDIT)
    return video


def test_by_schedule_only_half_written_files_go():
    media_store().put(b"old", "video/mp4", order_digest="a" * 64)
    (media_store().partials() / "left").write_bytes(b"x")
    grow_old()
    assert swept() == {"partials": 1}
    assert media_store().find("a" * 64)


def test_a_misspelt_param_is_refused_before_anything_is_deleted():
    media_store().put(b"old", "video/mp4", order_digest="a" * 64)
    grow_old()
    with pytest.raises(errors.Fatal, match="do not exist: dryrun"):
        swept(conf={"media_days": 14, "dryrun": True}, media_days=14)
    assert media_store().find("a" * 64)


def test_what_nobody_needs_goes_when_a_run_says_so():
    media_store().put(b"old", "video/mp4", order_digest="a" * 64)
    grow_old()
    assert swept(media_days=101)["files"] == 0
    assert swept(media_days=90, dry_run=True)["files"] == 1
    assert swept(media_days=90) == {"partials": 0, "files": 1, "size_bytes": 3}
    assert media_store().find("a" * 64) is None


@pytest.mark.parametrize("state", ["rendered", "failed", "approved"])
def test_an_undecided_short_keeps_its_files(state):
    """One that failed after its render waits for a person; one approved is nowhere else."""
    video = make_short(state)
    grow_old()
    assert swept(media_days=14)["files"] == 0
    assert media_store().local(video)


@pytest.mark.parametrize("state", ["published", "rejected"])
def test_a_decided_short_does_not(state):
    make_short(state)
    grow_old()
    assert swept(media_days=14)["files"] == 2


def test_an_order_that_is_waited_for_keeps_what_its_short_has(fal):
    (done,) = operator("sea").execute(context())
    fal.settings["job_s"] = 60
    started(operator("sea", "shore"), context())
    grow_old()
    assert swept(media_days=14)["files"] == 0
    assert media_store().local(done.media)


def test_a_dead_letter_keeps_what_its_short_has_until_it_is_taken_out(fal):
    operator("sea").execute(context())
    fal.misbehave("submit", "500")
    with pytest.raises(errors.Retryable):
        operator("shore").execute(context(try_number=3))
    grow_old()
    assert swept(media_days=14)["files"] == 0
    (letter,) = ledger().letters.all()
    ledger().letters.take_out(letter.order_digest)
    assert swept(media_days=14)["files"] == 1
