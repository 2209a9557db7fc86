"""Nothing is sent into our own network, however its address is written or found out.

A second server on this machine stands for what must not be asked: the only proof that nothing was
sent is that nothing arrived.
"""

import socket
from dataclasses import replace

import pytest

from include.providers import errors
from include.providers.transport import aask, asynchronous, download, fetch
from include.providers.values import Account, Request, Result
from tests.emulators.answers import Answer
from tests.include.providers.transport.conftest import Echo

PUBLIC = "93.184.216.34"
DISGUISES = (
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "localhost",
    "localhost.",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "0.0.0.0",  # noqa: S104
    "[::]",
)


@pytest.fixture
def inside():
    """A server of our own network."""
    with Echo() as server:
        yield server


@pytest.fixture
def names(monkeypatch):
    """Addresses by name; each list is handed out one look-up after another, the last for good."""
    known: dict[str, list[list[str]]] = {}
    look_up = socket.getaddrinfo

    def looked_up(host, port, *rest, **kwargs):
        if host not in known:
            return look_up(host, port, *rest, **kwargs)
        addresses = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        return [entry for address in addresses for entry in look_up(address, port, *rest, **kwargs)]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    return known


def at(host, server):
    return f"http://{host}:{server.url.rpartition(':')[2]}/x?token=s3cr3t"


def result_at(url):
    return Result(url, ("video/mp4",), 1 << 20, headers={"x-key": "s3cr3t-key"})


def fetched(service, url, folder):
    return download(service, result_at(url), folder, what="Fetching shot 1")


@pytest.mark.parametrize("host", DISGUISES)
def test_a_feed_does_not_lead_inside(echo, inside, host):
    echo.answers["/feed"] = Answer(302, b"", {"location": at(host, inside)})
    with pytest.raises(errors.BadReply, match="not public") as caught:
        fetch(Request("GET", f"{echo.url}/feed"), Account())
    assert "s3cr3t" not in str(caught.value)
    assert inside.calls == []


@pytest.mark.parametrize("host", DISGUISES)
def test_a_result_does_not_lead_inside_even_from_hosts_that_the_connection_names(
    echo, inside, service, tmp_path, host
):
    plain = host.strip("[]").rstrip(".")
    service.account = replace(service.account, extra={"result_hosts": [plain]})
    echo.answers["/clip"] = Answer(302, b"", {"location": at(host, inside)})
    for url in (at(host, inside), f"{echo.url}/clip"):
        with pytest.raises(errors.BadReply, match="not public") as caught:
            fetched(service, url, tmp_path)
        assert "s3cr3t" not in str(caught.value)
    assert inside.calls == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], [PUBLIC, "127.0.0.1"], ["::1", PUBLIC]],
    ids=str,
)
def test_a_name_does_not_lead_inside(service, echo, inside, names, tmp_path, addresses):
    names["v1.cdn.example"] = [addresses]
    echo.answers["/clip"] = Answer(302, b"", {"location": at("v1.cdn.example", inside)})
    for url in (at("v1.cdn.example", inside), f"{echo.url}/clip"):
        with pytest.raises(errors.BadReply, match=r"v1.cdn.example has the address .* not public"):
            fetched(service, url, tmp_path)
    assert inside.calls == []


def test_a_name_that_leads_inside_only_once_it_was_looked_at_does_not_either(
    service, inside, names, tmp_path
):
    names["v1.cdn.example"] = [[PUBLIC], ["127.0.0.1"]]
    with pytest.raises(errors.BadReply, match=r"v1.cdn.example has the address 127.0.0.1"):
        fetched(service, at("v1.cdn.example", inside), tmp_path)
    assert inside.calls == []
    names["feed.example"] = [[PUBLIC], ["127.0.0.1"]]
    other = Echo()
    with other:
        other.answers["/feed"] = Answer(302, b"", {"location": at("feed.example", inside)})
        with pytest.raises(errors.BadReply, match=r"feed.example has the address 127.0.0.1"):
            fetch(Request("GET", f"{other.url}/feed"), Account())
    assert inside.calls == []


@pytest.mark.parametrize("host", [*DISGUISES, "v1.cdn.example"])
async def test_a_poll_in_the_triggerer_leads_nowhere_else(echo, inside, service, names, host):
    names["v1.cdn.example"] = [[PUBLIC], ["127.0.0.1"]]
    echo.answers["/jobs"] = Answer(307, b"", {"location": at(host, inside)})
    try:
        with pytest.raises(errors.BadReply, match=r"not on the connection's host|no URL"):
            await aask(service, Request("GET", "/jobs"), what="Asking")
    finally:
        await asynchronous.close()
    assert inside.calls == []


def test_a_connection_that_is_inside_is_asked_and_no_other_port_of_it(
    echo, inside, service, tmp_path
):
    echo.answers["/clip"] = Answer(200, b"clip", {"content-type": "video/mp4"})
    assert fetched(service, f"{echo.url}/clip", tmp_path).size_bytes == 4
    service.account = replace(service.account, extra={"result_hosts": ["127.0.0.1"]})
    with pytest.raises(errors.BadReply, match="not public"):
        fetched(service, f"{inside.url}/clip", tmp_path)
    assert inside.calls == []
