"""A dead letter is an order's, however often it was submitted, until its result is there."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from include.domain import Media
from include.ledger import entries as o
from include.ledger.ledger import Ledger
from include.limits.budget import Budget
from include.providers.errors import Fatal, Lost, OverBudget, Refused, Unreachable
from include.providers.values import Job, Order

FREE = Budget()
MEDIA = Media(uri="file:///x", digest="0" * 64, content_type="video/mp4", size_bytes=1)
ORIGIN = "daily_batch/r/produce_short.generate_clips/0"
REPLAY = "housekeeping/r2/replay_letters/0"


def order(prompt="waves"):
    options = {"image": "1" * 64, "steps": 3}
    return Order("clip", "fal", "m", prompt, duration_s=5.0, options=options)


def claim(prompt="waves", *, owner=ORIGIN, batch="b1", epoch=0, topic_id="t1"):
    return o.Claim(
        order=order(prompt),
        subject=prompt,
        conn_id="dailies_clip",
        batch=batch,
        topic_id=topic_id,
        shot_index=2,
        owner=owner,
        epoch=epoch,
        try_id="try-1",
        expected_usd=0.25,
        lease_s=90.0,
    )


@pytest.fixture
def ledger(tmp_path):
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def fails(ledger, asked, error, *, state=o.FAILED, buried=True):
    entry = ledger.orders.claim(asked, FREE)
    ledger.orders.accepted(entry, Job("vid"))
    ledger.orders.closed(entry, state, error)
    if buried:
        ledger.letters.bury(asked, error)
    return entry


def test_it_keeps_order_and_error_until_the_order_succeeds(ledger):
    fails(ledger, claim(), Refused("names a brand"), state=o.REFUSED)
    (letter,) = ledger.letters.all()
    assert (letter.error_kind, letter.error) == ("Refused", "names a brand")
    assert letter.letter_id == order().digest[:12]
    assert (letter.latest.state, letter.origin.shot_index) == (o.REFUSED, 2)
    assert letter.origin.asked == order()
    again = ledger.orders.claim(claim(epoch=1), FREE)
    ledger.orders.accepted(again, Job("vid_2"))
    assert len(ledger.letters.all()) == 1
    ledger.orders.succeeded(again, MEDIA, usd=None)
    assert ledger.letters.all() == []


def test_it_may_be_of_an_order_never_submitted(ledger):
    ledger.letters.bury(claim(), OverBudget("too dear"))
    (letter,) = ledger.letters.all()
    assert (letter.latest.state, letter.paid_usd, letter.doubtful_usd) == (o.DEAD, 0, 0)
    assert ledger.orders.claim(claim(), FREE).attempt == 2
    ledger.letters.take_out(order().digest)
    assert ledger.letters.all() == []


def test_an_accepted_job_buried_is_still_there_to_attach_to(ledger):
    entry = ledger.orders.claim(claim(), FREE)
    ledger.orders.accepted(entry, Job("vid_1"))
    ledger.letters.bury(claim(owner=REPLAY), Unreachable("down", sent=False))
    assert ledger.orders.latest(order().digest).state == o.ACCEPTED
    assert ledger.orders.claim(claim(), FREE) is None
    assert ledger.letters.all()[0].owners == (ORIGIN,)


def test_an_order_given_up_twice_is_one_letter_as_old_as_the_first(ledger):
    fails(ledger, claim(), Lost("gone"))
    (first,) = ledger.letters.all()
    fails(ledger, claim(owner=REPLAY, batch="housekeeping-r2"), Lost("gone again"))
    (letter,) = ledger.letters.all()
    assert (letter.since, letter.origin.batch) == (first.since, "b1")
    assert (letter.error, letter.latest.attempt) == ("gone again", 2)
    assert letter.owners == (ORIGIN, REPLAY)
    assert letter.paid_usd == 0.50
    ledger.letters.take_out(letter.order_digest)
    assert ledger.letters.all() == []


def test_given_up_again_it_keeps_its_age_and_its_task(ledger):
    fails(ledger, claim(), Lost("gone"))
    (first,) = ledger.letters.all()
    ledger.letters.bury(claim(owner=REPLAY), OverBudget("too dear"))
    (letter,) = ledger.letters.all()
    assert (letter.since, letter.owners) == (first.since, (ORIGIN,))
    assert letter.error_kind == "OverBudget"


def test_what_another_task_may_yet_try_again_is_not_buried_for_it(ledger):
    fails(ledger, claim(), Lost("gone"), buried=False)
    other = claim(owner="daily_batch/other/produce_short.generate_clips/4")
    ledger.letters.bury(other, OverBudget("too dear"))
    (letter,) = ledger.letters.all()
    assert letter.owners == (other.owner,)
    assert letter.latest.attempt == 2


def test_a_burial_without_a_submission_does_not_change_the_idempotency_key(ledger):
    lost = ledger.orders.claim(claim(), FREE)
    key = ledger.orders.key(lost)
    ledger.orders.given_up(lost)
    ledger.letters.bury(claim(owner=REPLAY), OverBudget("too dear"))
    assert ledger.letters.all()[0].latest.state == o.DEAD
    again = ledger.orders.claim(claim(), FREE)
    assert (again.attempt, ledger.orders.key(again)) == (3, key)


def test_what_may_have_been_charged_is_told_apart(ledger):
    entry = ledger.orders.claim(claim(), FREE)
    ledger.orders.doubtful(entry, Unreachable("cut", sent=True))
    ledger.letters.bury(claim(), Unreachable("cut", sent=True))
    (letter,) = ledger.letters.all()
    assert (letter.paid_usd, letter.doubtful_usd) == (0, 0.25)
    ledger.orders.given_up(entry)
    assert ledger.letters.all()[0].doubtful_usd == 0.25


def test_letters_come_oldest_first(ledger):
    for prompt in ("waves", "foam", "spray"):
        ledger.letters.bury(claim(prompt), Lost("gone"))
    found = [letter.origin.order["prompt"] for letter in ledger.letters.all()]
    assert found == ["waves", "foam", "spray"]


def test_an_order_of_another_version_is_not_ordered_by_guess(ledger):
    entry = ledger.orders.claim(claim(), FREE)
    for other in ({"prompt": "else"}, {"fps": 30}):
        changed = replace(entry, order={**entry.order, **other})
        with pytest.raises(Fatal, match="another version"):
            _ = changed.asked


def test_what_is_waited_for_is_needed_with_its_picture_and_the_rest_of_the_short(ledger):
    assert ledger.orders.needed() == set()
    done = ledger.orders.claim(claim("done"), FREE)
    ledger.orders.accepted(done, Job("vid"))
    ledger.orders.succeeded(done, MEDIA, usd=None)
    assert ledger.orders.needed() == set()
    ledger.letters.bury(claim("waves"), Lost("gone"))
    assert ledger.orders.needed() == {order("done").digest, order("waves").digest, "1" * 64}
    ledger.letters.take_out(order("waves").digest)
    assert ledger.orders.needed() == set()
    ledger.orders.claim(claim("foam", topic_id="t2"), FREE)
    assert ledger.orders.needed() == {order("foam").digest, "1" * 64}


def test_spending_is_told_by_day_and_provider_with_the_doubt_apart(ledger):
    ledger.orders.given_up(ledger.orders.claim(claim("a"), FREE))
    ledger.orders.accepted(ledger.orders.claim(claim("b"), FREE), Job("vid"))
    lost = ledger.orders.claim(claim("c"), FREE)
    (day,) = ledger.spend.by_day(datetime.now(UTC).date())
    assert day.doubts == 1
    ledger.orders.doubtful(lost, Unreachable("cut", sent=True))
    (day,) = ledger.spend.by_day(datetime.now(UTC).date())
    assert (day.day, day.provider) == (datetime.now(UTC).date(), "fal")
    assert (day.orders, day.doubts, day.sure_usd, day.doubtful_usd) == (3, 2, 0.25, 0.50)
    assert ledger.spend.by_day(datetime(2999, 1, 1, tzinfo=UTC).date()) == ()
