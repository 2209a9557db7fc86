"""An error's class decides whether Airflow tries again, and a service's hint when."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from airflow.sdk.definitions.retry_policy import RetryAction

from dailies.retry import ProviderRetryPolicy, is_final, provider_retry_policy
from include.providers import errors

EVERY = [
    (errors.Retryable("x"), RetryAction.RETRY),
    (errors.RateLimited("x"), RetryAction.RETRY),
    (errors.Unreachable("x", sent=True), RetryAction.RETRY),
    (errors.Lost("x"), RetryAction.RETRY),
    (errors.Refused("x"), RetryAction.FAIL),
    (errors.Fatal("x"), RetryAction.FAIL),
    (errors.UnknownStatus("x"), RetryAction.FAIL),
    (errors.BadReply("x"), RetryAction.FAIL),
    (errors.OverBudget("x"), RetryAction.FAIL),
    (KeyError("x"), RetryAction.DEFAULT),
]


def decided(error):
    return provider_retry_policy().evaluate(error, 1, 2)


@pytest.mark.parametrize(("error", "action"), EVERY, ids=lambda each: type(each).__name__)
def test_the_class_decides(error, action):
    assert decided(error).action is action


@pytest.mark.parametrize(
    ("hint_s", "delay"),
    [(7, timedelta(seconds=7)), (1e300, timedelta(hours=1)), (float("inf"), timedelta(hours=1))],
)
def test_a_hint_is_kept_as_far_as_it_is_believed(hint_s, delay):
    assert decided(errors.RateLimited("x", retry_after_s=hint_s)).retry_delay == delay


def test_without_a_hint_the_task_says_when():
    assert decided(errors.Retryable("x")).retry_delay is None


def test_it_comes_back_from_a_serialised_dag():
    assert isinstance(ProviderRetryPolicy.deserialize(ProviderRetryPolicy().serialize()),
                      ProviderRetryPolicy)  # fmt: skip


@pytest.mark.parametrize(("try_number", "final"), [(1, False), (2, False), (3, True)])
def test_what_may_pass_is_final_at_the_last_try(try_number, final):
    ti = SimpleNamespace(try_number=try_number, max_tries=2)
    assert is_final(errors.Lost("x"), ti) is final
    assert is_final(errors.Refused("x"), ti)
