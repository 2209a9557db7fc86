"""What a connection sets is what guards it; what it does not set guards nothing."""

import pytest

from include.limits.breaker import Breaker, Fuse
from include.limits.bucket import Rate, TokenBucket
from include.limits.gate import Gate, fuse_of, rate_of
from include.providers.errors import LONGEST_HINT_S, Fatal, RateLimited, Refused, Retryable


def test_without_limits_the_gate_is_open():
    gate = Gate()
    assert (gate.wait_s(), gate.book(100)) == (0, 0)
    gate.went(Retryable("x"))


@pytest.mark.parametrize(
    ("value", "rate"),
    [
        (None, None),
        ("", None),
        (10, Rate(10, 60, 10)),
        ("5", Rate(5, 60, 5)),
        (0.5, Rate(0.5, 60, 1)),
        ({"permits": 2, "per_s": 1, "burst": 4}, Rate(2, 1, 4)),
    ],
)
def test_a_rate_is_read(value, rate):
    assert rate_of({"rate": value}, "c") == rate


@pytest.mark.parametrize(
    "value", ["fast", 0, -1, {"per_s": 1}, {"permits": 1, "burst": 0}, [1], float("inf"), {}]
)
def test_a_rate_that_is_none_is_named(value):
    with pytest.raises(Fatal, match="rate of connection c"):
        rate_of({"rate": value}, "c")


def test_a_breaker_is_read():
    assert fuse_of({}, "c") is None
    assert fuse_of({"breaker": True}, "c") == Fuse()
    assert fuse_of({"breaker": {"failures": 2}}, "c") == Fuse(failures=2)
    for wrong in ({"colour": "red"}, {"failures": 0}, {"open_s": "long"}):
        with pytest.raises(Fatal, match="breaker of connection c"):
            fuse_of({"breaker": wrong}, "c")


@pytest.mark.integration
def test_only_the_services_own_trouble_opens_the_breaker(redis):
    gate = Gate(breaker=Breaker(redis, "c", Fuse(failures=1, open_s=60)))
    for harmless in (None, RateLimited("x"), Refused("x"), Fatal("x")):
        gate.went(harmless)
        assert gate.wait_s() == 0
    gate.went(Retryable("x"))
    assert gate.wait_s() > 0


@pytest.mark.integration
def test_a_queue_of_hours_is_refused(redis):
    gate = Gate(bucket=TokenBucket(redis, "c", Rate(1, 3600, 1)))
    with pytest.raises(RateLimited, match="would wait") as caught:
        gate.book(100)
    assert caught.value.retry_after_s == LONGEST_HINT_S
