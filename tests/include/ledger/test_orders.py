"""An order is submitted by exactly one attempt, and its money is written down once."""

import multiprocessing
import threading
from datetime import UTC, datetime

import pytest

from include.domain import Media
from include.ledger import entries as o
from include.ledger.ledger import Ledger
from include.limits.budget import Budget
from include.providers.errors import Lost, OverBudget, Unreachable
from include.providers.values import Job, Order

FREE = Budget()
MEDIA = Media(uri="file:///x", digest="0" * 64, content_type="video/mp4", size_bytes=1)


def order(prompt="waves", **fields):
    return Order(stage="clip", provider="fal", model="m", prompt=prompt, duration_s=5.0, **fields)


def claim(prompt="waves", *, batch="b1", epoch=0, usd=0.25, lease_s=90.0):
    return o.Claim(
        order=order(prompt),
        subject=f"clip {prompt}",
        conn_id="dailies_clip",
        batch=batch,
        topic_id="t1",
        shot_index=0,
        owner="daily_batch/r/generate_clips/0",
        epoch=epoch,
        try_id="try-1",
        expected_usd=usd,
        lease_s=lease_s,
    )


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def ledger(url):
    return Ledger(url)


def test_an_order_goes_from_intent_to_accepted_to_succeeded(ledger):
    entry = ledger.orders.claim(claim(), FREE)
    assert (entry.state, entry.attempt) == (o.INTENT, 1)
    assert ledger.spend.spent(batch="b1").usd == 0
    assert ledger.orders.accepted(entry, Job("vid_1", {"status": "/x"}))
    assert ledger.spend.spent(batch="b1").usd == 0.25
    found = ledger.orders.latest(order().digest)
    assert (found.state, found.job) == (o.ACCEPTED, Job("vid_1", {"status": "/x"}))
    ledger.orders.succeeded(entry, MEDIA, usd=0.30)
    assert ledger.orders.latest(order().digest).actual_usd == 0.30
    (day,) = ledger.spend.by_day(datetime.now(UTC).date())
    assert (day.provider, day.orders, day.sure_usd, day.doubtful_usd) == ("fal", 1, 0.30, 0)
    assert ledger.orders.cost_usd(order().digest, batch="b1") == 0.30
    assert ledger.orders.cost_usd(order().digest, batch="other") == 0


def test_an_open_order_is_not_claimed_again(ledger):
    entry = ledger.orders.claim(claim(), FREE)
    assert ledger.orders.claim(claim(batch="b2"), FREE) is None
    ledger.orders.accepted(entry, Job("vid_1"))
    assert ledger.orders.claim(claim(), FREE) is None


@pytest.mark.parametrize("state", [o.FAILED, o.REFUSED, o.CANCELLED, o.LOST])
def test_a_closed_order_may_be_claimed_anew_and_both_submissions_are_kept(ledger, state):
    first = ledger.orders.claim(claim(), FREE)
    ledger.orders.accepted(first, Job("vid_1"))
    assert ledger.orders.closed(first, state, Lost("gone"))
    assert not ledger.orders.closed(first, o.FAILED)
    second = ledger.orders.claim(claim(), FREE)
    assert second.attempt == 2
    ledger.orders.accepted(second, Job("vid_2"))
    assert ledger.orders.latest(order().digest).job_id == "vid_2"
    assert ledger.spend.spent(batch="b1").usd == 0.50


def test_a_lost_reply_is_doubt_until_it_is_given_up_and_then_counts_as_spent(ledger):
    entry = ledger.orders.claim(claim(), FREE)
    ledger.orders.doubtful(entry, Unreachable("cut", sent=True))
    found = ledger.orders.latest(order().digest)
    assert (found.state, found.doubt, found.error_kind) == (o.INTENT, True, "Unreachable")
    assert found.lease_until <= datetime.now(UTC)
    assert ledger.orders.given_up(entry)
    assert not ledger.orders.given_up(entry)
    spent = ledger.spend.spent(batch="b1")
    assert (spent.usd, spent.doubtful_usd) == (0.25, 0.25)
    assert [e.attempt for e in ledger.orders.doubts("b1")] == [1]
    assert ledger.orders.losses(order().digest, owner=entry.owner, epoch=0) == 1
    assert ledger.orders.losses(order().digest, owner=entry.owner, epoch=1) == 0


def test_a_lost_reply_that_never_arrived_is_no_doubt_any_more(ledger):
    entry = ledger.orders.claim(claim(), FREE)
    ledger.orders.doubtful(entry, Unreachable("cut", sent=True))
    assert ledger.orders.doubts("b1")
    ledger.orders.closed(entry, o.FAILED)
    assert ledger.orders.doubts("b1") == []


def test_the_jobs_of_a_provider_since_a_time_are_known(ledger):
    before = datetime.now(UTC)
    for prompt, job in (("waves", "r1"), ("foam", "r2"), ("spray", None)):
        entry = ledger.orders.claim(claim(prompt), FREE)
        if job:
            ledger.orders.accepted(entry, Job(job))
    assert ledger.orders.known_jobs("fal", since=before) == {"r1", "r2"}
    assert ledger.orders.known_jobs("veo", since=before) == set()
    assert ledger.orders.known_jobs("fal", since=datetime.now(UTC)) == set()


def test_a_job_accepted_after_it_was_given_up_is_told_so(ledger):
    entry = ledger.orders.claim(claim(), FREE)
    ledger.orders.given_up(entry)
    assert not ledger.orders.accepted(entry, Job("vid_late"))


def test_a_budget_counts_what_is_promised_and_what_is_in_doubt(ledger):
    budget = Budget(run_usd=0.70)
    ledger.orders.given_up(ledger.orders.claim(claim("a"), budget))
    ledger.orders.claim(claim("b"), budget)
    with pytest.raises(OverBudget, match=r"clip c would cost about 0.25 USD, and 0.50 of the 0.70"):
        ledger.orders.claim(claim("c"), budget)
    assert ledger.orders.latest(order("c").digest) is None
    assert ledger.orders.claim(claim("c", batch="b2"), budget)
    with pytest.raises(OverBudget, match="today"):
        ledger.orders.claim(claim("d", batch="b3"), Budget(day_usd=0.80))


@pytest.mark.parametrize(
    "text",
    ["'; drop table jobs; --", "%s {x} \\N{\\an8}", "\U0001f600 \u05e9\u05dc\u05d5\u05dd", ""],
)
def test_hostile_text_comes_back_as_it_went_in(ledger, text):
    ledger.orders.claim(claim(text), FREE)
    assert ledger.orders.latest(order(text).digest).order["prompt"] == text


def test_of_many_threads_one_gets_the_order(ledger):
    won = []
    barrier = threading.Barrier(12)

    def race():
        barrier.wait()
        won.append(ledger.orders.claim(claim(), FREE))

    threads = [threading.Thread(target=race) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(entry is not None for entry in won) == 1


def _race(url, start, won, budget):
    ledger = Ledger(url)
    start.wait()
    for index in range(10):
        try:
            won.put((index, ledger.orders.claim(claim(f"p{index}"), budget) is not None))
        except OverBudget:
            won.put((index, None))


@pytest.mark.parametrize(("budget", "bought"), [(FREE, 10), (Budget(run_usd=1.0), 4)])
@pytest.mark.slow
def test_of_many_processes_one_gets_each_order_and_all_keep_the_budget(url, budget, bought):
    context = multiprocessing.get_context("spawn")
    start, won = context.Event(), context.Queue()
    children = [context.Process(target=_race, args=(url, start, won, budget)) for _ in range(3)]
    for child in children:
        child.start()
    start.set()
    results = [won.get(timeout=60) for _ in range(30)]
    for child in children:
        child.join()
        assert child.exitcode == 0
    winners = [index for index, got in results if got]
    assert len(winners) == len(set(winners)) == bought


def test_only_a_submission_after_a_known_end_gets_a_new_key(ledger):
    first = ledger.orders.claim(claim(), FREE)
    ledger.orders.given_up(first)
    second = ledger.orders.claim(claim(), FREE)
    assert ledger.orders.key(first) == ledger.orders.key(second)
    ledger.orders.accepted(second, Job("vid_2"))
    ledger.orders.closed(second, o.FAILED)
    third = ledger.orders.claim(claim(), FREE)
    assert ledger.orders.key(third) != ledger.orders.key(second)
