"""A notice wakes the trigger of its job at once; without notices, or Redis, jobs are polled."""

import asyncio
import logging
import time
from contextlib import ExitStack

import pytest

from dailies.hooks.redis import aredis
from dailies.triggers import provider_job, waking
from dailies.triggers.provider_job import ProviderJobTrigger
from dailies.triggers.waking import Bell, listening
from include.notices import stream
from include.notices.stream import subject, tell
from include.providers.clip.fal import Fal as FalProvider
from include.providers.clip.seedance import Seedance
from include.providers.transport import asynchronous
from include.providers.values import Account
from tests.plugins.api_server import serving
from tests.plugins.jobs import connection, context, operator, started
from tests.plugins.redis_server import RedisServer

pytestmark = pytest.mark.integration

LONG_S = 60
SOON_S = 10.0
"""Far below the poll interval, far above what a loaded machine takes."""


@pytest.fixture
def server(tmp_path, monkeypatch):
    with RedisServer(tmp_path) as server:
        monkeypatch.setenv("AIRFLOW_CONN_REDIS_DEFAULT", server.connection())
        yield server


@pytest.fixture
def quick(monkeypatch):
    """Reconnect without delay."""
    monkeypatch.setattr(waking, "FIRST_RETRY_S", 0.05)
    monkeypatch.setattr(waking, "SLOWEST_RETRY_S", 0.1)


@pytest.fixture
def notified(fal, monkeypatch):
    """Have runs told to our route on a real server; polls come once a minute."""
    with serving() as url:
        keys = f"{fal.url}/.well-known/jwks.json"
        extra = {"webhook_url": url, "jwks_url": keys, "poll_interval_s": LONG_S}
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", connection(fal.url, **extra))
        fal.settings["job_s"] = LONG_S
        fal.webhooks.retry_s = 0.1
        yield fal


def provider(**extra):
    return FalProvider(Account(extra={"webhook_url": "https://air", **extra}))


async def told(job_id):
    async with await aredis() as redis:
        await tell(redis, subject("clip", "fal", job_id))


async def events(deferred):
    trigger = ProviderJobTrigger(**deferred.trigger.serialize()[1])
    try:
        return [event.payload async for event in trigger.run()]
    finally:
        await asynchronous.close()


async def test_the_bell_of_a_job_rings_and_no_other(server):
    with listening(provider(), ["a"]) as first, listening(provider(), ["b", "c"]) as second:
        await told("b")
        assert await second.within(SOON_S) == {"b"}
        assert await first.within(0) == set()
        assert await second.within(0) == set()


async def test_who_comes_late_hears_what_was_told_before(server):
    await told("early")
    with listening(provider(), ["other"]) as bell:
        await told("other")
        assert await bell.within(SOON_S) == {"other"}
        with listening(provider(), ["early"]) as late:
            assert await late.within(0) == {"early"}


async def test_all_bells_share_one_connection_and_the_last_closes_it(server):
    async def count():
        async with await aredis() as redis:
            return len([each for each in await redis.client_list() if each["cmd"] == "xread"])

    before = set(asyncio.all_tasks())
    with ExitStack() as stack:
        bells = [
            stack.enter_context(listening(provider(), [f"{short}-{shot}" for shot in range(5)]))
            for short in range(200)
        ]
        await told("7-3")
        assert await bells[7].within(SOON_S) == {"7-3"}
        assert await count() == 1
        (reading,) = asyncio.all_tasks() - before
    await asyncio.wait([reading], timeout=SOON_S)
    assert (await count(), asyncio.all_tasks() - before, waking._ears) == (0, set(), {})


@pytest.mark.parametrize(
    "silent",
    [FalProvider(Account()), FalProvider(Account(extra={"webhook_url": ""})), Seedance(Account())],
)
async def test_where_nothing_is_told_redis_is_not_touched(server, silent):
    before = asyncio.all_tasks()
    with listening(silent, ["a"]) as bell:
        assert await bell.within(0.2) == set()
        assert asyncio.all_tasks() == before
    assert "cmdstat_xread" not in server.ask("INFO", "commandstats")


async def test_a_redis_killed_and_started_again_loses_no_notice(server, quick, caplog):
    with listening(provider(), ["a", "b"]) as bell:
        await told("a")
        assert await bell.within(SOON_S) == {"a"}
        await asyncio.to_thread(server.stop)
        assert await bell.within(1.0) == set()
        await asyncio.to_thread(server.start)
        await told("b")
        assert await bell.within(SOON_S) == {"b"}
    warned = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warned) == 1
    assert "polled instead" in warned[0].getMessage()
    assert "s3cret" not in caplog.text


async def test_a_redis_that_answers_nonsense_is_one_warning(server, quick, caplog):
    async with await aredis() as redis:
        await redis.set(stream.STREAM, "x")
    with listening(provider(), ["a"]) as bell:
        assert await bell.within(0.5) == set()
    assert len([each for each in caplog.records if each.levelno >= logging.WARNING]) == 1


async def test_a_bell_that_nobody_rings_is_a_sleep():
    before = time.monotonic()
    assert await Bell().within(0.1) == set()
    assert time.monotonic() - before >= 0.09


def test_a_webhook_ends_the_wait_long_before_the_next_poll(notified, server):
    deferred = started(operator("sea", "shore"), context())

    async def wait():
        waiting = asyncio.create_task(events(deferred))
        await asyncio.sleep(1)
        assert not waiting.done()
        notified.settings["job_s"], before = 0.0, time.monotonic()
        (event,) = await waiting
        return event, time.monotonic() - before

    event, took_s = asyncio.run(wait())
    assert event["kind"] == "settled"
    assert took_s < SOON_S
    assert notified.webhooks.said == [202, 202]
    assert notified.stats()["requests"]["status"] == 4


def test_one_that_came_before_the_trigger_is_not_lost(notified, server):
    deferred = started(operator("sea"), context())
    notified.settings["job_s"] = 0.0
    wait_until(lambda: notified.webhooks.said == [202])
    before = time.monotonic()
    assert asyncio.run(events(deferred))[0]["kind"] == "settled"
    assert time.monotonic() - before < SOON_S


def test_the_event_is_held_back_all_the_same(notified, server):
    before = time.time()
    deferred = started(operator("sea", first_event_s=2.0), context())
    notified.settings["job_s"] = 0.0
    asyncio.run(events(deferred))
    assert 1.9 <= time.time() - before < SOON_S


def test_a_lie_costs_one_poll(notified, server, monkeypatch):
    """Told before the run has ended: it is looked at, found running, and polled as ever."""
    notified.misbehave("webhook", "early")
    monkeypatch.setattr(provider_job, "next_poll_s", lambda *_, **__: 3.0)
    deferred = started(operator("sea"), context())
    wait_until(lambda: notified.webhooks.said == [202])

    async def wait():
        waiting = asyncio.create_task(events(deferred))
        await asyncio.sleep(1)
        assert not waiting.done()
        assert notified.stats()["requests"]["status"] == 2
        notified.settings["job_s"] = 0.0
        return await waiting

    assert asyncio.run(wait())[0]["kind"] == "settled"
    assert notified.stats()["requests"]["status"] == 3


@pytest.mark.parametrize("how", ["wrong_signature", "wrong_key", "old", "never"])
def test_without_a_genuine_notice_jobs_are_polled(notified, server, how, monkeypatch):
    notified.misbehave("webhook", how)
    monkeypatch.setattr(provider_job, "next_poll_s", lambda *_, **__: 2.0)
    deferred = started(operator("sea"), context())
    notified.settings["job_s"] = 0.0
    before = time.monotonic()
    assert asyncio.run(events(deferred))[0]["kind"] == "settled"
    assert time.monotonic() - before >= 1.9
    assert 202 not in notified.webhooks.said


@pytest.mark.parametrize("gone", ["before", "between"])
def test_without_redis_jobs_are_polled(notified, server, quick, gone, monkeypatch, caplog):
    monkeypatch.setattr(provider_job, "next_poll_s", lambda *_, **__: 2.0)
    deferred = started(operator("sea"), context())

    async def wait():
        if gone == "before":
            server.stop()
        waiting = asyncio.create_task(events(deferred))
        await asyncio.sleep(0.5)
        if gone == "between":
            server.stop()
        notified.settings["job_s"] = 0.0
        return await waiting

    assert asyncio.run(wait())[0]["kind"] == "settled"
    assert 202 not in notified.webhooks.said
    said = [each for each in caplog.records if each.name == waking.__name__]
    assert [each.levelno for each in said if each.levelno >= logging.WARNING] == [logging.WARNING]


def test_a_webhook_comes_again_until_it_is_taken(notified, server):
    """The service repeats what was answered with 503: a Redis that comes back misses nothing."""
    deferred = started(operator("sea"), context())
    server.stop()
    notified.settings["job_s"] = 0.0
    wait_until(lambda: 503 in notified.webhooks.said)
    server.start()
    before = time.monotonic()
    assert asyncio.run(events(deferred))[0]["kind"] == "settled"
    assert time.monotonic() - before < SOON_S
    assert notified.webhooks.said[-1] == 202


def wait_until(true):
    deadline = time.monotonic() + SOON_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
