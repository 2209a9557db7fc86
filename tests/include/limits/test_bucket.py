"""Permits are given at the rate set, whoever asks, and booked ahead when there are none."""

import threading
import time

import pytest

from include.limits.bucket import Rate, TokenBucket
from include.providers.errors import Retryable

pytestmark = pytest.mark.integration


def test_a_burst_passes_and_the_next_waits_its_turn(redis):
    bucket = TokenBucket(redis, "c", Rate(permits=10, per_s=10, burst=3))
    assert [bucket.book().ours for _ in range(3)] == [True] * 3
    refused = bucket.book()
    assert not refused.ours
    assert 0.9 < refused.wait_s <= 1.0


def test_a_refusal_books_nothing(redis):
    bucket = TokenBucket(redis, "c", Rate(permits=10, per_s=10, burst=1))
    bucket.book()
    assert bucket.book().wait_s == pytest.approx(bucket.book().wait_s, abs=0.1)


def test_bookings_queue_up_one_after_the_other(redis):
    bucket = TokenBucket(redis, "c", Rate(permits=1, per_s=1, burst=1))
    waits = [bucket.book(longest_s=60).wait_s for _ in range(4)]
    assert waits == pytest.approx([0, 1, 2, 3], abs=0.1)
    assert bucket.book(5, longest_s=60).wait_s == pytest.approx(8, abs=0.1)


def test_permits_come_back_with_time(redis):
    bucket = TokenBucket(redis, "c", Rate(permits=20, per_s=1, burst=2))
    assert bucket.book(2).ours
    assert not bucket.book(2).ours
    time.sleep(0.15)
    assert bucket.book(2).ours


def test_connections_have_buckets_of_their_own(redis):
    rate = Rate(permits=1)
    assert TokenBucket(redis, "a", rate).book().ours
    assert TokenBucket(redis, "b", rate).book().ours


def test_of_many_askers_exactly_the_burst_passes(redis):
    bucket = TokenBucket(redis, "c", Rate(permits=1, per_s=3600, burst=7))
    got = []
    threads = [threading.Thread(target=lambda: got.append(bucket.book().ours)) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got.count(True) == 7


def test_an_idle_bucket_leaves_nothing_in_redis(redis):
    TokenBucket(redis, "c", Rate(permits=100, per_s=1, burst=1)).book()
    (key,) = redis.keys()
    assert 0 < redis.pttl(key) <= 1100


def test_without_redis_a_limit_cannot_be_kept(no_redis):
    with pytest.raises(Retryable, match="does not answer"):
        TokenBucket(no_redis, "c", Rate(permits=1)).book()
