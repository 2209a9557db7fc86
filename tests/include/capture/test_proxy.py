"""Whatever a browser asks for goes to addresses that were looked at, or nowhere."""

import socket

import pytest
import requests

from include.capture import proxy
from include.capture.hosts import AllowList
from include.capture.proxy import gate
from tests.include.capture.site import unused_port


@pytest.fixture
def out(site):
    with gate(AllowList((f"127.0.0.1:{site.port}",)), most_bytes=5_000_000) as running:
        yield running


def session(out):
    made = requests.Session()
    made.trust_env = False
    address = f"http://127.0.0.1:{out.server_address[1]}"
    made.proxies = {"http": address, "https": address}
    return made


def talk(out, sent):
    """Send bytes, and return all that comes back."""
    with socket.create_connection(out.server_address, timeout=20) as connection:
        connection.sendall(sent)
        received = b""
        while read := connection.recv(65_536):
            received += read
        return received


def test_a_listed_host_is_reached(out, site):
    answer = session(out).get(f"{site.url}/still?x=1#part")
    assert (answer.status_code, "Tea" in answer.text) == (200, True)
    assert site.asked == ["/still?x=1"]


def test_what_is_sent_arrives_whole(out, site):
    body = "tea" * 50_000
    assert session(out).post(f"{site.url}/form", data=body).text == "done"
    assert site.asked == [f"/form {body}"]


def test_a_tunnel_passes_bytes_both_ways(out, site):
    target = f"127.0.0.1:{site.port}"
    with socket.create_connection(out.server_address, timeout=20) as connection:
        connection.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET /still HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        received = b""
        while read := connection.recv(65_536):
            received += read
    assert b"Tea" in received


@pytest.mark.parametrize(
    "target", ["127.0.0.1:1", "169.254.169.254:80", "localhost:22", "[::1]:80", "10.0.0.1:443"]
)
def test_an_address_that_is_not_listed_is_refused(out, target):
    assert b" 403 " in talk(out, f"CONNECT {target} HTTP/1.1\r\n\r\n".encode())
    assert b" 403 " in talk(out, f"GET http://{target}/ HTTP/1.1\r\n\r\n".encode())
    assert any("not public" in why for why in out.refused.values())


def test_a_name_that_leads_to_a_private_address_is_refused(out, monkeypatch):
    """Every address of it: one that is public does not excuse another."""
    monkeypatch.setattr(proxy, "addresses_of", lambda *_: ["93.184.216.34", "192.168.0.1"])
    assert session(out).get("http://rebound.example/").status_code == 403
    assert out.refused == {
        "rebound.example": "192.168.0.1 is not public, and not in the channel's allow_hosts."
    }


def test_a_name_is_looked_up_once(out, site, monkeypatch):
    """Looked up again to connect, it might lead elsewhere."""
    answers = iter([["127.0.0.1"]])
    monkeypatch.setattr(proxy, "addresses_of", lambda *_: next(answers))
    assert session(out).get(f"http://shop.example:{site.port}/still").status_code == 200


def test_a_connection_is_used_for_one_request(out, site):
    """A second one might be for another host."""
    one = f"GET {site.url}/still HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    assert talk(out, one * 2).count(b"HTTP/1.1 200") == 1
    assert site.asked == ["/still"]


@pytest.mark.parametrize(
    "sent",
    [
        b"\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET file:///etc/passwd HTTP/1.1\r\n\r\n",
        b"GET ftp://127.0.0.1/ HTTP/1.1\r\n\r\n",
        b"CONNECT :80 HTTP/1.1\r\n\r\n",
        b"CONNECT 127.0.0.1:99999 HTTP/1.1\r\n\r\n",
        b"GET http://[::1/ HTTP/1.1\r\n\r\n",
        b"x" * 20_000 + b"\r\n",
        b"GET http://a.example/ HTTP/1.1\r\n" + b"a: b\r\n" * 300 + b"\r\n",
    ],
)
def test_what_is_no_request_gets_no_answer_of_another(out, sent):
    assert b" 200 " not in talk(out, sent)


def test_a_host_that_does_not_answer_is_said_to(site):
    port = unused_port()
    with gate(AllowList((f"127.0.0.1:{port}",)), most_bytes=1000) as out:
        assert session(out).get(f"http://127.0.0.1:{port}/").status_code == 502
        assert isinstance(out.failed["127.0.0.1"], ConnectionRefusedError)


def test_who_fetches_too_much_gets_nothing_more(site):
    site.pages["/large"] = "x" * 2_000_000
    with gate(AllowList((f"127.0.0.1:{site.port}",)), most_bytes=1_000_000) as out:
        with pytest.raises(requests.RequestException):
            session(out).get(f"{site.url}/large")
        with pytest.raises(requests.RequestException):
            session(out).get(f"{site.url}/still")
