"""Notices reach whoever reads, early or late, and do not pile up."""

import asyncio

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from include.notices import stream
from include.notices.stream import START, STREAM, heard, subject, tell
from tests.include.limits.conftest import redis, redis_server  # noqa: F401

pytestmark = pytest.mark.integration


@pytest.fixture
async def client(redis):  # noqa: F811
    port = redis.connection_pool.connection_kwargs["port"]
    async with Redis(port=port, decode_responses=True, protocol=2) as client:
        yield client


async def test_who_comes_late_reads_what_was_told_before(client):
    await tell(client, subject("clip", "fal", "a"))
    await tell(client, subject("clip", "fal", "b"))
    last, told = await heard(client, START)
    assert told == ["clip/fal/a", "clip/fal/b"]
    await tell(client, "clip/fal/c")
    assert (await heard(client, last))[1] == ["clip/fal/c"]


async def test_who_waits_is_told_at_once(client):
    waiting = asyncio.create_task(heard(client, START))
    await asyncio.sleep(0.1)
    await tell(client, "clip/fal/a")
    assert (await asyncio.wait_for(waiting, 2))[1] == ["clip/fal/a"]


async def test_no_news_is_no_error(client, monkeypatch):
    monkeypatch.setattr(stream, "BLOCK_S", 0.05)
    assert await heard(client, START) == (START, [])
    assert await heard(client, "5-0") == ("5-0", [])


async def test_old_notices_go_and_a_silent_stream_goes_whole(client, monkeypatch):
    monkeypatch.setattr(stream, "KEPT", 10)
    for number in range(300):
        await tell(client, f"clip/fal/{number}")
    assert 10 <= await client.xlen(STREAM) < 300
    assert 0 < await client.ttl(STREAM) <= stream.KEPT_S


async def test_what_is_no_stream_is_an_error(client):
    await client.set(STREAM, "x")
    with pytest.raises(RedisError):
        await tell(client, "clip/fal/a")
    with pytest.raises(RedisError):
        await heard(client, START)
