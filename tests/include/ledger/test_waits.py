"""Several runs may wait for one job; the last to leave learns that nobody does any more."""

import pytest

from include.ledger import entries as o
from include.ledger.ledger import Ledger
from include.limits.budget import Budget
from include.providers.values import Job
from tests.include.ledger.test_orders import MEDIA, claim

MINE, THEIRS = claim().owner, "daily_batch/other/generate_clips/0"


@pytest.fixture
def ledger(tmp_path):
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def accepted(ledger, prompt="waves"):
    entry = ledger.orders.claim(claim(prompt), Budget())
    ledger.orders.accepted(entry, Job(f"job of {prompt}"))
    return entry


def test_whoever_ordered_a_job_waits_for_it_and_leaves_it_to_nobody(ledger):
    entries = [accepted(ledger, prompt) for prompt in ("waves", "shore")]
    assert ledger.waits.leave(MINE) == {entry.order_digest for entry in entries}
    assert ledger.waits.leave(MINE) == set()


def test_a_job_is_left_to_those_who_joined_and_the_last_one_is_told(ledger):
    alone, shared = accepted(ledger, "waves"), accepted(ledger, "shore")
    ledger.waits.join(shared, THEIRS)
    ledger.waits.join(shared, THEIRS)
    assert ledger.waits.leave(MINE) == {alone.order_digest}
    assert ledger.waits.leave(THEIRS) == {shared.order_digest}


def test_who_comes_back_waits_again(ledger):
    entry = accepted(ledger)
    ledger.waits.leave(MINE)
    ledger.waits.join(entry, MINE)
    assert ledger.waits.leave(MINE) == {entry.order_digest}


@pytest.mark.parametrize("end", [o.SUCCEEDED, o.FAILED, o.CANCELLED, o.LOST])
def test_nobody_waits_for_what_has_ended(ledger, end):
    entry = accepted(ledger)
    if end == o.SUCCEEDED:
        ledger.orders.succeeded(entry, MEDIA, usd=None)
    else:
        ledger.orders.closed(entry, end)
    assert ledger.waits.leave(MINE) == set()


def test_nobody_waits_for_an_order_that_was_not_accepted(ledger):
    ledger.orders.claim(claim(), Budget())
    assert ledger.waits.leave(MINE) == set()
