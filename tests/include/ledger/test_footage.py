"""A channel shows footage once within its memory, however many shorts are made side by side."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from include.domain.footage import Taken
from include.ledger.footage import Footage, Shot
from include.ledger.ledger import Ledger

CLIP = Taken(provider="pexels", footage_id="101", credit="Ada / Pexels", licence="Pexels License")
OTHER = CLIP.model_copy(update={"footage_id": "102"})


def shot(digit="1", *, channel="daily", batch="b1", topic_id="t1", days=30.0):
    since = datetime.now(UTC) - timedelta(days=days)
    return Shot(channel, batch, topic_id, digit * 64, since)


@pytest.fixture
def footage(tmp_path):
    return Ledger(f"sqlite:///{tmp_path}/ledger.db").footage


def test_what_is_taken_is_known_with_its_credit(footage):
    assert footage.claim(shot(), CLIP)
    assert footage.taken("1" * 64) == CLIP
    assert footage.taken("2" * 64) is None


def test_nobody_else_of_the_channel_takes_it_again(footage):
    assert footage.claim(shot("1"), CLIP)
    assert not footage.claim(shot("2", topic_id="t2"), CLIP)
    assert not footage.claim(shot("3", batch="b2"), CLIP)
    assert footage.used(shot("2", topic_id="t2"), "pexels") == {"101"}
    assert footage.used(shot("2"), "pixabay") == frozenset()


def test_the_same_shot_takes_it_again(footage):
    assert footage.claim(shot(), CLIP)
    assert footage.claim(shot(), CLIP)
    assert footage.used(shot(), "pexels") == frozenset()


def test_another_channel_and_another_stock_may_take_it(footage):
    assert footage.claim(shot("1"), CLIP)
    assert footage.claim(shot("2", channel="tides"), CLIP)
    assert footage.claim(shot("3"), CLIP.model_copy(update={"provider": "pixabay"}))


def test_a_shot_has_one_clip_at_a_time(footage):
    assert footage.claim(shot("1"), CLIP)
    assert footage.claim(shot("1"), OTHER)
    assert footage.taken("1" * 64) == OTHER
    assert footage.claim(shot("2"), CLIP)


def test_what_is_given_back_may_be_taken(footage):
    assert footage.claim(shot("1"), CLIP)
    footage.release("1" * 64)
    assert footage.claim(shot("2"), CLIP)


def test_what_was_shown_before_the_memory_begins_may_be_shown_again_but_not_in_the_same_short(
    footage,
):
    assert footage.claim(shot("1", days=0), CLIP)
    assert not footage.claim(shot("2", days=0), CLIP)
    assert footage.claim(shot("3", batch="b2", days=0), CLIP)
    assert footage.taken("1" * 64) == CLIP


def test_of_many_shorts_that_want_it_at_once_one_gets_it(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    Ledger(url)
    wanting = [replace(shot(topic_id=f"t{n}"), order_digest=f"{n:064x}") for n in range(16)]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda each: Footage(url).claim(each, CLIP), wanting))
    assert got.count(True) == 1
