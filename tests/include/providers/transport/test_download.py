"""A result is whole, of its type, of its size, and from where it may come, or it is nothing."""

import contextlib
import hashlib
import os
import socket
import threading
from dataclasses import replace

import pytest

from include.providers import errors
from include.providers.transport import download
from include.providers.transport.sync import reach_of
from include.providers.values import Result
from tests.emulators.answers import Answer

CLIP = os.urandom(300_000)
MP4 = {"content-type": "video/mp4"}


@pytest.fixture
def fetched(echo, service, tmp_path):
    def fetch(path="/clip.mp4", *, max_bytes=1 << 20):
        url = path if "://" in path else f"{echo.url}{path}?Signature=s1gn4tur3"
        result = Result(url, ("video/mp4",), max_bytes, headers={"x-key": "s3cr3t-key"})
        return download(service, result, tmp_path, what="Fetching shot 1")

    echo.answers["/clip.mp4"] = Answer(200, CLIP, MP4)
    return fetch


def test_a_whole_file_comes_with_its_digest(echo, fetched):
    got = fetched()
    assert got.path.read_bytes() == CLIP
    assert got.digest == hashlib.sha256(CLIP).hexdigest()
    assert (got.size_bytes, got.content_type) == (300_000, "video/mp4")
    assert echo.calls[0][1].query == {"Signature": "s1gn4tur3"}


@pytest.mark.parametrize(
    ("answer", "fault", "kind"),
    [
        (Answer(200, CLIP, MP4), "truncated", errors.Retryable),
        (Answer(200, CLIP, MP4), "cut_before", errors.Retryable),
        (Answer(200, CLIP, MP4), "wrong_type", errors.BadReply),
        (Answer(200, b"", MP4), "", errors.Retryable),
        (Answer(200, CLIP * 4, MP4), "", errors.BadReply),
        (Answer(206, CLIP, MP4), "", errors.BadReply),
        (Answer(404), "", errors.Lost),
        (Answer(410), "", errors.Lost),
        (Answer(403), "", errors.Fatal),
        (Answer(429), "", errors.RateLimited),
        (Answer(503), "", errors.Retryable),
        (Answer(302, b"", {"location": "http://127.0.0.1:1/"}), "", errors.BadReply),
        (Answer(302, b"", {"location": "/clip.mp4"}), "", errors.BadReply),
    ],
)
def test_anything_else_leaves_no_file_and_says_what_it_was(
    echo, fetched, tmp_path, answer, fault, kind
):
    echo.answers["/clip.mp4"] = answer
    if fault:
        echo.misbehave("/clip.mp4", fault)
    with pytest.raises(errors.ProviderError, match=r"Fetching shot 1|redirects|host") as caught:
        fetched()
    assert type(caught.value) is kind
    assert "s1gn4tur3" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_an_end_is_given_up_at_the_largest_size(service, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_pour, args=(server,), daemon=True).start()
        own = f"http://127.0.0.1:{server.getsockname()[1]}"
        service.account = replace(service.account, base_url=own)
        result = Result(f"{own}/clip", ("video/mp4",), 1 << 20)
        with pytest.raises(errors.BadReply, match="more than 1048576 bytes"):
            download(service, result, tmp_path, what="Fetching shot 1")
    assert list(tmp_path.iterdir()) == []


def _pour(server):
    client, _ = server.accept()
    with client, contextlib.suppress(OSError):
        client.recv(1000)
        head = b"HTTP/1.1 200 OK\r\ncontent-type: video/mp4\r\ntransfer-encoding: chunked\r\n\r\n"
        client.sendall(head)
        while True:
            client.sendall(b"10000\r\n" + bytes(1 << 16) + b"\r\n")


@pytest.mark.parametrize("url", ["https://evil.example/x.mp4", "https://127.0.0.1:1/x.mp4"])
def test_a_result_elsewhere_is_not_fetched(fetched, url):
    with pytest.raises(errors.BadReply, match="not on the connection's host"):
        fetched(url)


def test_a_named_host_with_a_private_address_is_not_fetched(fetched, monkeypatch):
    looked_up = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: looked_up)
    with pytest.raises(errors.BadReply, match=r"169\.254\.169\.254"):
        fetched("https://v3.cdn.example/x.mp4")


def test_a_result_that_came_inside_a_reply_is_written_down(service, tmp_path):
    result = Result("", ("image/png",), 1000, inline=b"picture")
    got = download(service, result, tmp_path, what="Fetching image 1")
    assert got.path.read_bytes() == b"picture"
    assert (got.content_type, got.size_bytes) == ("image/png", 7)
    assert got.digest == hashlib.sha256(b"picture").hexdigest()


def test_a_result_that_came_inside_a_reply_is_bounded_too(service, tmp_path):
    result = Result("", ("image/png",), 6, inline=b"picture")
    with pytest.raises(errors.BadReply, match="Fetching image 1: the reply held 7 bytes"):
        download(service, result, tmp_path, what="Fetching image 1")
    assert list(tmp_path.iterdir()) == []


def test_a_connection_may_name_further_hosts_of_results(service):
    service.account = replace(service.account, extra={"result_hosts": "files.example"})
    assert service.hosts[-1] == "files.example"
    service.account = replace(service.account, extra={"result_hosts": ["files.example"]})
    assert service.hosts == ("cdn.example", "*.cdn.example", "files.example")
    reach = reach_of(service, service.hosts)
    assert reach.check("https://files.example/x")


def test_a_type_that_is_known_to_be_wrong_is_corrected(echo, service, tmp_path):
    echo.answers["/bed"] = Answer(200, CLIP, MP4)
    result = Result(f"{echo.url}/bed", ("video/mp4",), 1 << 20, relabel={"video/mp4": "audio/wav"})
    assert download(service, result, tmp_path, what="Fetching").content_type == "audio/wav"
