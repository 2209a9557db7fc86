"""Requests in a worker: bounded, checked at every hop, and silent about secrets."""

import contextlib
import gzip
import logging
import socket
import threading
import time

import pytest

from include.providers import errors
from include.providers.transport import Caps, ask, fetch, progress_of
from include.providers.transport.connecting import PublicOnly
from include.providers.transport.sync import _trouble
from include.providers.values import Account, Progress, Reply, Request, Signature, State
from tests.emulators.answers import Answer

PAST = "Wed, 01 Jan 2020 00:00:00 GMT"
FAR = "Mon, 01 Jan 99999999999 00:00:00 GMT"
SECRET = {"authorization": "Key s3cr3t-key"}


def test_a_request_arrives_as_it_was_meant(echo, service):
    request = Request("POST", "/jobs", json={"prompt": "sea \u6f6e"}, params={"logs": "1 2"},
                      headers={"x-a": "b"}, secret_headers=SECRET)  # fmt: skip
    reply = ask(service, request, what="Asking")
    assert (reply.status, reply.json()) == (200, {"ok": True})
    assert reply.headers["content-type"] == "application/json"
    ((_, call),) = echo.calls
    assert (call.method, call.query, call.json()) == (
        "POST",
        {"logs": "1 2"},
        {"prompt": "sea \u6f6e"},
    )
    assert call.headers["authorization"] == "Key s3cr3t-key"
    assert call.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("status", "headers", "paid", "known", "kind", "hint"),
    [
        (429, {"retry-after": "7"}, False, False, errors.RateLimited, 7),
        (429, {"retry-after": PAST}, False, False, errors.RateLimited, 0),
        (429, {}, False, False, errors.RateLimited, None),
        (429, {"retry-after": "soon"}, False, False, errors.RateLimited, None),
        (429, {"retry-after": "1e300"}, False, False, errors.RateLimited, errors.LONGEST_HINT_S),
        (429, {"retry-after": "9" * 5000}, False, False, errors.RateLimited, None),
        (429, {"retry-after-ms": "9" * 5000}, False, False, errors.RateLimited, None),
        (429, {"retry-after": FAR}, False, False, errors.RateLimited, None),
        (408, {}, False, False, errors.Retryable, None),
        (500, {}, False, False, errors.Retryable, None),
        (500, {"retry-after": "9"}, True, False, errors.Unreachable, 9),
        (503, {}, True, False, errors.Retryable, None),
        (503, {"retry-after": "2.5"}, False, False, errors.Retryable, 2.5),
        (503, {"retry-after": "9", "retry-after-ms": "2500"}, False, False, errors.Retryable, 2.5),
        (502, {}, True, False, errors.Unreachable, None),
        (408, {}, True, False, errors.Unreachable, None),
        (504, {}, False, False, errors.Retryable, None),
        (401, {}, False, False, errors.Fatal, None),
        (403, {}, False, True, errors.Fatal, None),
        (404, {}, False, True, errors.Lost, None),
        (410, {}, False, True, errors.Lost, None),
        (404, {}, True, False, errors.Fatal, None),
        (400, {}, False, True, errors.Fatal, None),
        (304, {}, False, True, errors.BadReply, None),
    ],
)  # fmt: skip
def test_a_status_is_classified(echo, service, status, headers, paid, known, kind, hint):
    echo.answers["/jobs"] = Answer(status, b"", headers)
    with pytest.raises(errors.ProviderError) as caught:
        ask(service, Request("GET", "/jobs"), what="Asking", paid=paid, known=known)
    assert type(caught.value) is kind
    assert caught.value.status == status
    if isinstance(caught.value, errors.Retryable):
        assert caught.value.retry_after_s == hint


@pytest.mark.parametrize(
    ("status", "kind"),
    [(500, errors.Retryable), (502, errors.Unreachable), (504, errors.Unreachable)],
)
def test_a_server_error_is_no_doubt_where_it_is_free_unless_it_came_from_in_between(
    echo, service, status, kind
):
    service.server_errors_are_free = True
    echo.answers["/jobs"] = Answer(status, b"")
    with pytest.raises(errors.Retryable) as caught:
        ask(service, Request("POST", "/jobs"), what="Asking", paid=True)
    assert type(caught.value) is kind


def test_a_server_error_in_the_services_own_words_is_a_doubt_too(echo, service):
    echo.answers["/jobs"] = Answer(500, b"")
    service.error = lambda reply: errors.Retryable("Busy within", retry_after_s=3)
    with pytest.raises(errors.Unreachable, match=r"^Busy within. Whether .* unknown") as caught:
        ask(service, Request("POST", "/jobs"), what="Asking", paid=True)
    assert (caught.value.sent, caught.value.status, caught.value.retry_after_s) == (True, 500, 3)


def test_what_the_provider_says_comes_first_and_is_masked(echo, service):
    echo.answers["/jobs"] = Answer(500, b"")
    said = "bad key s3cr3t-key at https://x.example/a?Signature=abc#f end"
    service.error = lambda reply: errors.Refused(said)
    with pytest.raises(errors.Refused, match=r"bad key \*\*\* at https://x.example/a end"):
        ask(service, Request("GET", "/jobs"), what="Asking")


def test_three_redirects_are_followed_and_no_fourth(echo, service):
    for number in range(5):
        echo.answers[f"/{number}"] = Answer(302, b"", {"location": f"/{number + 1}"})
    assert ask(service, Request("GET", "/2"), what="Asking").status == 200
    with pytest.raises(errors.BadReply, match="more than 3 redirects"):
        ask(service, Request("GET", "/1"), what="Asking")
    assert echo.requests["/5"] == 1


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_paid_call_is_not_turned_into_another(echo, service, status):
    echo.answers["/jobs"] = Answer(status, b"", {"location": "/other"})
    with pytest.raises(errors.BadReply, match="answered POST with a redirect"):
        ask(service, Request("POST", "/jobs", json={}), what="Asking", paid=True)


def test_a_paid_call_is_repeated_as_it_is_where_the_service_says_so(echo, service):
    echo.answers["/jobs"] = Answer(307, b"", {"location": "/v2/jobs"})
    ask(service, Request("POST", "/jobs", json={"a": 1}, secret_headers=SECRET), what="Asking")
    (_, call) = echo.calls[-1]
    assert (call.path, call.method, call.json()) == ("/v2/jobs", "POST", {"a": 1})
    assert call.headers["authorization"] == "Key s3cr3t-key"


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/x",
        "http://localhost/x",
        "https://evil.example/x?token=abc",
        "//evil.example/x",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "https://user:pw@cdn.example/x",
        "http://cdn.example\\@127.0.0.1/",
        "http://[::1",
    ],
)
def test_a_redirect_elsewhere_is_refused(echo, service, location):
    echo.answers["/jobs"] = Answer(302, b"", {"location": location})
    with pytest.raises(errors.Fatal) as caught:
        ask(service, Request("GET", "/jobs"), what="Asking")
    assert "token" not in str(caught.value)
    assert "pw" not in str(caught.value)
    assert len(echo.calls) == 1


def test_a_reply_too_large_is_refused_whether_it_says_so_or_not(echo, service):
    echo.answers["/jobs"] = Answer(200, b"x" * 1001)
    with pytest.raises(errors.BadReply, match="more than 1000 bytes"):
        ask(service, Request("GET", "/jobs"), what="Asking", caps=Caps(max_bytes=1000))
    packed = gzip.compress(b"x" * 10_000_000)
    echo.answers["/jobs"] = Answer(200, packed, {"content-encoding": "gzip"})
    with pytest.raises(errors.BadReply, match="more than 1000000 bytes"):
        ask(service, Request("GET", "/jobs"), what="Asking", caps=Caps(max_bytes=1_000_000))


@pytest.mark.parametrize(("how", "says"), [("cut_before", "cut"), ("truncated", "broke off")])
def test_a_cut_connection_may_have_been_heard(echo, service, how, says):
    echo.misbehave("/jobs", how)
    with pytest.raises(errors.Unreachable, match=says) as caught:
        ask(service, Request("POST", "/jobs", json={}), what="Asking", paid=True)
    assert caught.value.sent


def test_a_service_that_never_answers_is_left(echo, service):
    echo.misbehave("/jobs", "slow", seconds=1)
    with pytest.raises(errors.Unreachable, match="in time") as caught:
        ask(service, Request("GET", "/jobs"), what="Asking", caps=Caps(read_s=0.2))
    assert caught.value.sent


@pytest.mark.parametrize(
    ("head", "dripped"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"0"),
        (b"HTTP/1.1 200 OK\r\nx-slow: ", b"x"),
        (b"", b""),
    ],
    ids=["in the body", "in a body without length", "in a chunk's length", "in a header", "never"],
)
def test_a_service_that_drips_is_left(head, dripped):
    """Each byte comes in time, the whole never."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_drip, args=(server, head, dripped), daemon=True).start()
        account = Account(base_url=f"http://127.0.0.1:{server.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(errors.Unreachable, match="too long") as caught:
            fetch(Request("GET", account.base_url), account, caps=Caps(read_s=8, total_s=0.5))
        assert caught.value.sent
        assert time.monotonic() - began < 5


def _drip(server, head, dripped):
    client, _ = server.accept()
    with client, contextlib.suppress(OSError):
        client.recv(1000)
        client.sendall(head)
        for _ in range(200):
            client.sendall(dripped)
            time.sleep(0.05)


def test_a_host_that_is_not_there_was_told_nothing(service):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    account = Account(base_url=url)
    with pytest.raises(errors.Unreachable, match="cannot be reached") as caught:
        fetch(Request("GET", url), account)
    assert not caught.value.sent
    with pytest.raises(errors.Unreachable) as caught:
        fetch(Request("GET", "http://does-not-exist.invalid/x?k=s3cr3t"), Account())
    assert not caught.value.sent
    assert "s3cr3t" not in str(caught.value)


def test_a_line_break_in_a_key_is_named_without_the_key(service):
    request = Request("GET", "/jobs", secret_headers={"authorization": "Key s3cr3t-key\r\nx: y"})
    with pytest.raises(errors.Fatal, match="line break") as caught:
        ask(service, request, what="Asking")
    assert "s3cr3t" not in str(caught.value)


def test_a_feed_may_send_to_a_public_host_but_not_into_our_network(echo, monkeypatch):
    echo.answers["/feed"] = Answer(302, b"", {"location": "http://internal.example/x"})
    look_up = socket.getaddrinfo
    names = {"internal.example": "10.0.0.7"}
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **kw: look_up(names.get(host, host), *rest, **kw)
    )
    with pytest.raises(errors.BadReply, match=r"internal.example has the address 10.0.0.7"):
        fetch(Request("GET", f"{echo.url}/feed"), Account())


def test_a_name_that_changes_its_address_after_the_check_is_caught_at_the_connection(echo):
    """What was looked up was public; the connection that opens is not."""
    import requests

    with requests.Session() as session:
        session.mount("http://", PublicOnly())
        with pytest.raises(errors.BadReply, match="not public"), _trouble("Asking"):
            session.get(echo.url)
    assert echo.calls == []


def test_nothing_secret_is_logged_or_shown(echo, service, caplog):
    request = Request("GET", "/jobs", params={"Signature": "s1gn4tur3"}, secret_headers=SECRET)
    with caplog.at_level(logging.DEBUG):
        ask(service, request, what="Asking")
    for told in (caplog.text, repr(request), repr(service.account)):
        assert "s3cr3t" not in told
    assert "s1gn4tur3" not in caplog.text


def test_netrc_does_not_replace_our_credentials(echo, service, tmp_path, monkeypatch):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login other password wrong")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    ask(service, Request("GET", "/jobs", secret_headers=SECRET), what="Asking")
    assert echo.calls[0][1].headers["authorization"] == "Key s3cr3t-key"


def signed(unsigned):
    seen = f"{unsigned.method} {unsigned.url} {unsigned.body.decode()} {unsigned.at:%Z}"
    assert unsigned.headers["content-type"] == "application/json"
    return Signature({"X-Seen": seen, "X-Signature": "s1gn4tur3"}, {"Signature": "s1gn4tur3"})


def test_a_request_is_signed_as_it_leaves(echo, service, caplog):
    request = Request("POST", "/jobs", json={"a": 1}, params={"b": "2"}, sign=signed)
    with caplog.at_level(logging.DEBUG):
        ask(service, request, what="Asking")
    ((_, call),) = echo.calls
    assert call.headers["x-seen"] == f'POST {echo.url}/jobs?b=2 {{"a": 1}} UTC'
    assert call.query == {"b": "2", "Signature": "s1gn4tur3"}
    assert "s1gn4tur3" not in caplog.text + repr(request)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_signed_request_is_not_sent_on(echo, service, status):
    echo.answers["/jobs"] = Answer(status, b"", {"location": "/other"})
    request = Request("POST", "/jobs", json={}, sign=signed)
    with pytest.raises(errors.BadReply, match="signature holds there only") as caught:
        ask(service, request, what="Asking")
    assert "s1gn4tur3" not in str(caught.value)
    assert echo.requests["/other"] == 0


def test_a_signature_with_a_line_break_is_not_sent(echo, service):
    request = Request("GET", "/jobs", sign=lambda _: Signature({"X-Key": "a\r\nX-Evil: 1"}))
    with pytest.raises(errors.Fatal, match="X-Key would hold a line break"):
        ask(service, request, what="Asking")


def test_a_reply_with_broken_headers_logs_no_url(echo, service, caplog):
    echo.answers["/jobs"] = Answer(200, b"{}", {"x-good": "1\r\nno colon here"})
    request = Request("GET", "/jobs", params={"Signature": "s1gn4tur3"})
    with caplog.at_level(logging.DEBUG):
        ask(service, request, what="Asking")
    assert "s1gn4tur3" not in caplog.text


def test_a_code_may_stand_for_another_status(echo, service):
    def error(reply):
        fault = errors.Fatal("the job is wrong")
        fault.status = 400
        return fault

    service.error = error
    with pytest.raises(errors.Fatal) as caught:
        ask(service, Request("GET", "/jobs"), what="Asking")
    assert caught.value.status == 400


def test_what_a_poll_says_is_masked(service):
    said = "cannot fetch https://x.example/a?Signature=abc with s3cr3t-key"
    service.progress = lambda reply: Progress(State.FAILED, detail=said, error=errors.Lost(said))
    found = progress_of(service, Reply(200, {}, b"{}"))
    assert found.detail == str(found.error) == "cannot fetch https://x.example/a with ***"
    service.progress = lambda reply: (_ for _ in ()).throw(errors.UnknownStatus(said))
    with pytest.raises(errors.UnknownStatus, match=r"a with \*\*\*$"):
        progress_of(service, Reply(200, {}, b"{}"))
