"""A service in trouble is left alone, then probed once."""

import time

import pytest

from include.limits.breaker import Breaker, Fuse
from include.providers.errors import Retryable

pytestmark = pytest.mark.integration


@pytest.fixture
def breaker(redis):
    return Breaker(redis, "c", Fuse(failures=3, open_s=0.3, probe_s=5))


def test_it_opens_after_failures_in_a_row(breaker):
    assert [breaker.failed() for _ in range(3)] == [False, False, True]
    assert 0 < breaker.wait_s() <= 0.3


def test_a_success_in_between_starts_the_count_again(breaker):
    breaker.failed()
    breaker.failed()
    breaker.succeeded()
    assert not breaker.failed()
    assert breaker.wait_s() == 0


def test_when_the_time_is_up_one_probe_passes_and_the_others_wait(breaker):
    for _ in range(3):
        breaker.failed()
    time.sleep(0.35)
    assert breaker.wait_s() == 0
    assert 4 < breaker.wait_s() <= 5


def test_a_probe_that_succeeds_closes_it_and_one_that_fails_opens_it(breaker):
    for _ in range(3):
        breaker.failed()
    time.sleep(0.35)
    breaker.wait_s()
    assert breaker.failed()
    assert 0 < breaker.wait_s() <= 0.3
    time.sleep(0.35)
    breaker.wait_s()
    breaker.succeeded()
    assert breaker.wait_s() == 0


def test_all_workers_share_it(breaker, redis):
    for _ in range(3):
        breaker.failed()
    assert Breaker(redis, "c", Fuse()).wait_s() > 0
    assert Breaker(redis, "other", Fuse()).wait_s() == 0


def test_without_redis_a_limit_cannot_be_kept(no_redis):
    with pytest.raises(Retryable, match="does not answer"):
        Breaker(no_redis, "c", Fuse()).wait_s()
