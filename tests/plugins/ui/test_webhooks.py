"""Anybody may knock; the service's signature alone opens."""

import json
import logging
import socket
import time
from urllib.parse import urlsplit

import pytest

from dailies.ui import bodies, webhooks
from tests.plugins.api_server import serving
from tests.plugins.jobs import connection
from tests.plugins.ui.conftest import PATH, redis_connection

pytestmark = pytest.mark.integration

START = f"POST {PATH} HTTP/1.1\r\nhost: air\r\ncontent-length: 9\r\n\r\n".encode()


def knock(client, fal, run_id="run-1", path=PATH, **fault):
    headers, body = fal.webhooks.signed(run_id, fault)
    return client.post(path, content=body, headers=headers)


def test_a_genuine_notice_is_taken_and_passed_on(client, fal, told):
    assert knock(client, fal).status_code == 202
    assert told() == ["clip/fal/run-1"]


def test_told_twice_is_no_harm(client, fal, told):
    headers, body = fal.webhooks.signed("run-1", {})
    answers = [client.post(PATH, content=body, headers=headers).status_code for _ in range(2)]
    assert answers == [202, 202]
    assert set(told()) == {"clip/fal/run-1"}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"how": "wrong_signature"}, "signature"),
        ({"how": "wrong_key"}, "signature"),
        ({"how": "other_body"}, "signature"),
        ({"how": "old", "seconds": 302}, "s off"),
        ({"how": "future", "seconds": 303}, "s off"),
    ],
)
def test_what_is_not_genuine_goes_no_further(client, fal, told, fault, said):
    answer = knock(client, fal, **fault)
    assert answer.status_code == 403
    assert said in answer.json()["detail"]
    assert told() == []


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"[" * 100_000])
def test_hostile_bodies_and_no_headers_are_refused(client, fal, told, content):
    answer = client.post(PATH, content=content)
    assert answer.status_code == 403
    assert told() == []


def test_a_header_cannot_forge_a_log_line(client, fal, told, caplog):
    headers, body = fal.webhooks.signed("run-1", {})
    with caplog.at_level(logging.DEBUG):
        answer = client.post(
            PATH,
            content=body,
            headers={**headers, "X-Fal-Webhook-Request-Id": "evil; drop"},
        )
    assert answer.status_code == 403
    assert "evil" not in caplog.text + answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/dailies/webhooks/clip/nobody",
        "/dailies/webhooks/clip/seedance",
        "/dailies/webhooks/clip/procedural",
        "/dailies/webhooks/nothing/fal",
        "/dailies/webhooks/signing/fal",
        "/dailies/webhooks/transport/sync",
        "/dailies/webhooks/../clip/fal",
        "/dailies/webhooks/%2e%2e/providers",
        "/dailies/webhooks/%2e%2e/domain",
        "/dailies/webhooks/clip/..%2fclip%2ffal",
        "/dailies/webhooks/clip/__init__",
        "/dailies/webhooks/clip/%00",
        "/dailies/webhooks/clip",
        "/dailies/docs",
        "/dailies/openapi.json",
    ],
)
def test_nobody_else_is_at_home(client, fal, told, path):
    assert knock(client, fal, path=path).status_code == 404
    assert told() == []


@pytest.mark.parametrize("extra", [{}, {"webhook_url": ""}, {"price_usd": -1}])
def test_without_webhook_url_the_door_is_shut(client, fal, told, monkeypatch, extra):
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", connection(fal.url, **extra))
    assert knock(client, fal).status_code == 404
    assert fal.stats()["requests"].get("keys", 0) == 0


def test_the_connection_of_the_providers_own_name_is_asked_first(client, fal, told, monkeypatch):
    own = json.loads(connection(fal.url, webhook_url="https://air"))
    own["extra"]["jwks_url"] = "http://127.0.0.1:1/"
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP_FAL", json.dumps(own))
    assert knock(client, fal).status_code == 503


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "DELETE"])
def test_only_post_is_taken(client, fal, method):
    assert client.request(method, PATH).status_code == 405


def test_keys_that_cannot_be_had_are_not_the_services_fault(client, fal, told):
    fal.misbehave("keys", "500")
    assert knock(client, fal).status_code == 503
    assert told() == []


@pytest.mark.parametrize("known", [True, False])
def test_without_redis_the_service_is_asked_to_come_again(client, fal, monkeypatch, caplog, known):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if known:
        connection = redis_connection(port, password="s3cret")
        monkeypatch.setenv("AIRFLOW_CONN_REDIS_DEFAULT", connection)
    assert knock(client, fal).status_code == 503
    assert "polled instead" in caplog.text
    assert "s3cret" not in caplog.text


def test_a_redis_that_does_not_answer_holds_nobody(client, fal, monkeypatch):
    monkeypatch.setattr(webhooks, "TOLD_WITHIN_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setenv("AIRFLOW_CONN_REDIS_DEFAULT", redis_connection(port))
        before = time.monotonic()
        assert knock(client, fal).status_code == 503
    assert time.monotonic() - before < 3


class TestOnARealServer:
    """What only shows over a socket."""

    @pytest.fixture
    def server(self, fal, told):
        with serving() as url:
            yield url

    def test_the_largest_body_passes(self, server, fal, told):
        headers, body = fal.webhooks.signed("run-1", {"how": "large", "bytes": 1_000_000})
        assert self.sent(server, headers, body) == 202
        assert told() == ["clip/fal/run-1"]

    def test_a_larger_one_is_refused(self, server, fal, told):
        headers, body = fal.webhooks.signed("run-1", {"how": "large", "bytes": 1 << 20})
        assert self.sent(server, headers, body) == 413
        assert told() == []

    @pytest.mark.parametrize("chunked", [True, False])
    def test_a_larger_one_is_hung_up_on(self, server, fal, chunked):
        parts = urlsplit(server)
        length = "transfer-encoding: chunked" if chunked else "content-length: 1000000000000"
        with socket.create_connection((parts.hostname, parts.port), timeout=10) as wire:
            wire.sendall(f"POST {PATH} HTTP/1.1\r\nhost: air\r\n{length}\r\n\r\n".encode())
            piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
            with pytest.raises(OSError, match=r"(?i)reset|pipe"):
                wire.sendall(piece * 1_000)

    def test_a_body_that_drips_is_not_waited_for(self, server, monkeypatch):
        monkeypatch.setattr(bodies, "BODY_WITHIN_S", 0.3)
        parts = urlsplit(server)
        with socket.create_connection((parts.hostname, parts.port), timeout=10) as wire:
            wire.sendall(START + b" ")
            assert b" 408 " in wire.recv(100)

    def test_one_that_breaks_off_leaves_the_server_well(self, server, fal, told):
        parts = urlsplit(server)
        for _ in range(3):
            with socket.create_connection((parts.hostname, parts.port), timeout=10) as wire:
                wire.sendall(START)
        headers, body = fal.webhooks.signed("run-1", {})
        assert self.sent(server, headers, body) == 202

    def sent(self, server, headers, body):
        from tests.emulators.fal_webhooks import send

        return send(server + PATH, headers, body, timeout_s=10)
