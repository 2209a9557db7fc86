"""A paid call over TLS that fails: was anything sent? If nobody knows, it must not say no."""

import contextlib
import ipaddress
import os
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from include.providers.errors import Fatal, Unreachable
from include.providers.transport.caps import Caps
from include.providers.transport.reach import Reach
from include.providers.transport.sync import send
from include.providers.values import Request

HOST = "127.0.0.1"
ALERT = bytes([21, 3, 3, 0, 2, 2, 80])
"""An alert outside of the encryption, as from a box in between that has lost track."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Return the path of a key and its self-signed certificate for this machine."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=1,
        not_valid_before=now - timedelta(days=1),
        not_valid_after=now + timedelta(days=1),
    )
    own = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))])
    made = made.add_extension(own, critical=False).sign(key, hashes.SHA256())
    path = tmp_path_factory.mktemp("tls") / "own.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


@contextlib.contextmanager
def served(behave):
    """Give the URL of a server that treats its first caller so."""
    with socket.create_server((HOST, 0)) as server:

        def serve():
            client, _ = server.accept()
            with client, contextlib.suppress(OSError):
                behave(client)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"https://{HOST}:{server.getsockname()[1]}"
        thread.join(timeout=10)


def submit(url):
    request = Request("POST", "/jobs", json={"prompt": "sea"})
    return send(request, Reach(url), what="Submitting", caps=Caps(read_s=2, connect_s=2))


def after_the_request(certificate, said):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def behave(client):
        with context.wrap_socket(client, server_side=True) as secure:
            assert b"POST /jobs" in secure.recv(1 << 16)
            os.write(secure.fileno(), said)

    return behave


def no_tls(client):
    client.recv(1 << 16)
    client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def cut(client):
    client.recv(10)


@pytest.mark.parametrize("said", [ALERT, b"HTTP/1.1 502 Bad Gateway\r\n\r\n", b""])
def test_tls_that_breaks_once_the_request_was_sent_leaves_its_fate_open(
    certificate, monkeypatch, said
):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with (
        served(after_the_request(certificate, said)) as url,
        pytest.raises(Unreachable) as caught,
    ):
        submit(url)
    assert caught.value.sent


@pytest.mark.parametrize("behave", [no_tls, cut])
def test_a_handshake_that_fails_has_sent_nothing(behave):
    with served(behave) as url, pytest.raises(Unreachable, match="no TLS connection") as caught:
        submit(url)
    assert not caught.value.sent


def test_a_handshake_that_is_not_answered_has_sent_nothing():
    with socket.create_server((HOST, 0)) as server:
        url = f"https://{HOST}:{server.getsockname()[1]}"
        with pytest.raises(Unreachable, match="no TLS connection") as caught:
            submit(url)
    assert not caught.value.sent


def test_a_handshake_that_drips_is_left_and_has_sent_nothing():
    def drip(client):
        client.recv(10_000)
        client.sendall(bytes([22, 3, 3, 4, 0]))
        for _ in range(100):
            client.sendall(b"\x02")
            time.sleep(0.05)

    request = Request("POST", "/jobs", json={"prompt": "sea"})
    with served(drip) as url, pytest.raises(Unreachable, match="too long") as caught:
        send(request, Reach(url), what="Submitting", caps=Caps(total_s=0.5))
    assert not caught.value.sent


def test_a_certificate_that_nobody_vouches_for_is_for_a_person(certificate, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    behave = after_the_request(certificate, b"")
    with served(behave) as url, pytest.raises(Fatal, match="certificate is not valid"):
        submit(url)
