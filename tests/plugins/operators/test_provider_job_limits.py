"""Rate, breaker and other runs hold an order back without holding a worker."""

import json
import time

import pytest

from include.providers import errors
from tests.include.limits.conftest import redis, redis_server  # noqa: F401
from tests.plugins.jobs import connection, context, finished, fired, operator, resumed, started

pytestmark = pytest.mark.integration


@pytest.fixture
def limited(fal, redis, monkeypatch):  # noqa: F811
    def limit(**limits):
        port = redis.connection_pool.connection_kwargs["port"]
        fields = {"conn_type": "redis", "host": "127.0.0.1", "port": port}
        monkeypatch.setenv("AIRFLOW_CONN_REDIS_DEFAULT", json.dumps(fields))
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", connection(fal.url, **limits))
        return fal

    return limit


def test_orders_beyond_the_rate_wait_in_the_triggerer_and_keep_their_turn(limited):
    fal = limited(rate={"permits": 1, "per_s": 2, "burst": 2})
    task, ctx = operator("a", "b", "c", "d"), context()
    before = time.time()
    deferred = started(task, ctx)
    assert fal.stats()["submitted"] == 2
    assert deferred.trigger.echo["booked"] == 2
    other = started(operator("e"), context(run_id="other"))
    assert other.trigger.resume_at > deferred.trigger.resume_at
    event = fired(deferred)
    assert (event["kind"], event["booked"]) == ("resume", 2)
    assert len(task.execute_complete(ctx, event)) == 4
    assert time.time() - before >= 3.5
    assert fal.stats()["submitted"] == 4


def test_jobs_under_way_are_watched_while_the_rest_waits(limited):
    fal = limited(rate={"permits": 2, "per_s": 1, "burst": 1})
    fal.settings["job_s"] = 5
    task, ctx = operator("a", "b"), context()
    deferred = started(task, ctx)
    assert (len(deferred.trigger.jobs), deferred.trigger.resume_at is None) == (1, False)
    again = resumed(task, ctx, fired(deferred))
    assert (len(again.trigger.jobs), again.trigger.resume_at) == (2, None)


def test_a_breaker_opens_for_everyone_and_lets_one_probe_through(limited):
    fal = limited(breaker={"failures": 2, "open_s": 0.5})
    fal.misbehave("submit", "500", times=2)
    for number in (1, 2):
        with pytest.raises(errors.Retryable):
            operator("a").execute(context(try_number=number))
    deferred = started(operator("b"), context(run_id="other"))
    assert (deferred.trigger.jobs, fal.stats()["requests"]["submit"]) == ([], 2)
    assert operator("b").execute_complete(context(run_id="other"), fired(deferred))
    assert operator("a").execute(context(try_number=3))


def test_waiting_has_an_end(limited):
    limited(rate={"permits": 1, "per_s": 3600, "burst": 1})
    operator("a").execute(context())
    task, ctx = operator("b", max_wait_s=0.0), context(run_id="other")
    deferred = started(task, ctx)
    event = {**deferred.trigger.echo, "kind": "resume", "booked": 0}
    time.sleep(0.01)
    with pytest.raises(errors.Retryable, match="Nothing could be ordered"):
        task.execute_complete(ctx, event)


def test_a_queue_of_hours_is_an_error_not_a_wait(limited):
    limited(rate={"permits": 1, "per_s": 36_000, "burst": 1})
    with pytest.raises(errors.RateLimited, match="Raise the connection's rate"):
        finished(operator("a", "b"), context())
