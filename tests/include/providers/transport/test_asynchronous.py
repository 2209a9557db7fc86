"""Requests in the triggerer: the same rules, and one client for all of them."""

import asyncio
import gzip
import logging
import socket
import time

import pytest

from include.providers import errors
from include.providers.transport import Caps, aask, asynchronous
from include.providers.values import Account, Request, Signature
from tests.emulators.answers import Answer


@pytest.fixture(autouse=True)
async def closed_after():
    yield
    await asynchronous.close()


async def test_a_request_arrives_as_it_was_meant(echo, service, caplog):
    request = Request("PUT", "/jobs", json={"a": 1}, params={"Signature": "s1gn4tur3"},
                      secret_headers={"authorization": "Key s3cr3t-key"})  # fmt: skip
    with caplog.at_level(logging.DEBUG):
        reply = await aask(service, request, what="Asking")
    assert reply.json() == {"ok": True}
    ((_, call),) = echo.calls
    assert (call.method, call.json()) == ("PUT", {"a": 1})
    assert call.headers["authorization"] == "Key s3cr3t-key"
    assert "s1gn4tur3" not in caplog.text
    assert "s3cr3t" not in caplog.text


@pytest.mark.parametrize(
    ("status", "kind"),
    [(429, errors.RateLimited), (500, errors.Retryable), (401, errors.Fatal), (404, errors.Lost)],
)
async def test_a_status_is_classified(echo, service, status, kind):
    echo.answers["/jobs"] = Answer(status, b"", {"retry-after": "3"})
    with pytest.raises(errors.ProviderError) as caught:
        await aask(service, Request("GET", "/jobs"), what="Asking")
    assert type(caught.value) is kind


@pytest.mark.parametrize("location", ["http://127.0.0.1:1/x", "https://cdn.example/x"])
async def test_only_the_connections_own_host_is_asked(echo, service, location):
    echo.answers["/jobs"] = Answer(302, b"", {"location": location})
    with pytest.raises(errors.BadReply, match="not on the connection's host"):
        await aask(service, Request("GET", "/jobs"), what="Asking")


async def test_three_redirects_are_followed_and_no_fourth(echo, service):
    for number in range(5):
        echo.answers[f"/{number}"] = Answer(302, b"", {"location": f"/{number + 1}"})
    assert (await aask(service, Request("GET", "/2"), what="Asking")).status == 200
    with pytest.raises(errors.BadReply, match="redirects"):
        await aask(service, Request("GET", "/0"), what="Asking")


async def test_a_reply_too_large_is_refused_packed_or_not(echo, service):
    packed = {"content-encoding": "gzip"}
    for body, headers in ((b"x" * 1001, {}), (gzip.compress(b"x" * 10_000_000), packed)):
        echo.answers["/jobs"] = Answer(200, body, headers)
        with pytest.raises(errors.BadReply, match="more than 1000 bytes"):
            await aask(service, Request("GET", "/jobs"), what="Asking", caps=Caps(max_bytes=1000))


@pytest.mark.parametrize("location", ["http://[::1", "http://0177.0.0.1/", "\\\\evil"])
async def test_a_redirect_that_is_no_url_is_not_followed(echo, service, location):
    echo.answers["/jobs"] = Answer(302, b"", {"location": location})
    with pytest.raises(errors.Fatal):
        await aask(service, Request("GET", "/jobs"), what="Asking")
    assert len(echo.calls) == 1


async def test_connection_trouble_says_whether_it_was_heard(echo, service):
    echo.misbehave("/jobs", "cut_before")
    with pytest.raises(errors.Unreachable) as caught:
        await aask(service, Request("GET", "/jobs"), what="Asking")
    assert caught.value.sent
    echo.misbehave("/jobs", "slow", seconds=1)
    with pytest.raises(errors.Unreachable, match="too long"):
        await aask(service, Request("GET", "/jobs"), what="Asking", caps=Caps(total_s=0.2))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        service.account = Account(base_url=f"http://127.0.0.1:{free.getsockname()[1]}")
    with pytest.raises(errors.Unreachable) as caught:
        await aask(service, Request("GET", "/jobs"), what="Asking")
    assert not caught.value.sent


async def test_slow_services_do_not_hold_up_the_loop(echo, service):
    echo.misbehave("/jobs", "slow", seconds=0.5, times=0)
    before, longest = time.monotonic(), 0.0
    asked = asyncio.gather(
        *(aask(service, Request("GET", "/jobs"), what="Asking") for _ in range(40))
    )
    while not asked.done():
        tick = time.monotonic()
        await asyncio.sleep(0.01)
        longest = max(longest, time.monotonic() - tick)
    await asked
    assert time.monotonic() - before < 5
    assert longest < 0.5


async def test_all_requests_of_a_loop_share_one_client(echo, service):
    await aask(service, Request("GET", "/jobs"), what="Asking")
    client = asynchronous._line().client
    await aask(service, Request("GET", "/jobs"), what="Asking")
    assert asynchronous._line().client is client


async def test_a_host_gets_no_more_requests_at_once_than_it_may(echo, service, monkeypatch):
    monkeypatch.setattr(asynchronous, "AT_ONCE", 4)
    under_way, most = [], []

    def answer(call):
        under_way.append(call)
        most.append(len(under_way))
        time.sleep(0.05)
        under_way.pop()
        return Answer(200, {"ok": True})

    echo.answers["/jobs"] = answer
    asked = [aask(service, Request("GET", "/jobs"), what="Asking") for _ in range(30)]
    replies = await asyncio.gather(*asked)
    assert len(replies) == 30
    assert 1 < max(most) <= 4


async def test_a_host_that_hangs_holds_up_no_other(echo, service, monkeypatch):
    monkeypatch.setattr(asynchronous, "AT_ONCE", 1)
    echo.misbehave("/jobs", "slow", seconds=30, times=0)
    hanging = [
        asyncio.create_task(aask(service, Request("GET", "/jobs"), what="Asking")) for _ in range(3)
    ]
    await asyncio.sleep(0.1)
    with type(echo)() as other:
        service = type(service)(Account(base_url=other.url))
        reply = await aask(service, Request("GET", "/jobs"), what="Asking", caps=Caps(total_s=10))
    assert reply.status == 200
    for task in hanging:
        task.cancel()
    assert all(isinstance(done, asyncio.CancelledError)
               for done in await asyncio.gather(*hanging, return_exceptions=True))  # fmt: skip


async def test_a_request_is_signed_as_it_leaves(echo, service, caplog):
    def sign(unsigned):
        return Signature({"X-Body": unsigned.body.decode()}, {"Signature": "s1gn4tur3"})

    request = Request("POST", "/jobs", json={"a": 1}, params={"b": "2"}, sign=sign)
    with caplog.at_level(logging.DEBUG):
        await aask(service, request, what="Asking")
    ((_, call),) = echo.calls
    assert (call.headers["x-body"], call.body) == ('{"a": 1}', b'{"a": 1}')
    assert call.query == {"b": "2", "Signature": "s1gn4tur3"}
    assert "s1gn4tur3" not in caplog.text
