"""fal's webhooks: signed with a key of the emulator's own, delivered once a run has ended.

Misbehaviour, on ``webhook``: ``wrong_signature``, ``wrong_key``, ``other_body``, ``old`` and
``future`` (by ``seconds``), ``twice``, ``early`` (before the run has ended), ``never``, ``large``
(``bytes``). ``rotate`` takes a new key, as fal may.
"""

import base64
import json
import threading
import time
import urllib.request
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.error import HTTPError

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ATTEMPTS = 10
LOOK_S = 0.02


class Webhooks:
    """Follows runs to their end and says so; ``said`` holds each delivery's answer, 0 for none."""

    def __init__(self) -> None:
        self.rotate()
        self.said: list[int] = []
        self.timeout_s, self.retry_s = 15.0, 1.0
        self._closing = threading.Event()

    def rotate(self) -> None:
        """Sign with a new key from now on."""
        self.key = Ed25519PrivateKey.generate()

    def jwks(self) -> dict[str, Any]:
        raw = self.key.public_key().public_bytes_raw()
        x = base64.urlsafe_b64encode(raw).decode().rstrip("=")
        other = {"kty": "RSA", "n": "AQAB", "e": "AQAB"}
        return {"keys": [other, {"kty": "OKP", "crv": "Ed25519", "use": "sig", "x": x}]}

    def follow(
        self, run_id: str, url: str, ended: Callable[[], bool], fault: dict[str, Any]
    ) -> None:
        """Deliver to ``url`` when the run has ended, again until it is taken."""
        about = (run_id, url, ended, fault)
        threading.Thread(target=self._follow, args=about, daemon=True).start()

    def close(self) -> None:
        self._closing.set()

    def _follow(
        self, run_id: str, url: str, ended: Callable[[], bool], fault: dict[str, Any]
    ) -> None:
        how = fault.get("how")
        while how != "early" and not ended():
            if self._closing.wait(LOOK_S):
                return
        for _ in range(0 if how == "never" else 2 if how == "twice" else 1):
            self._deliver(run_id, url, fault)

    def _deliver(self, run_id: str, url: str, fault: dict[str, Any]) -> None:
        for _ in range(ATTEMPTS):
            status = send(url, *self.signed(run_id, fault), timeout_s=self.timeout_s)
            self.said.append(status)
            if 200 <= status < 300 or self._closing.wait(self.retry_s):
                return

    def signed(self, run_id: str, fault: dict[str, Any]) -> tuple[dict[str, str], bytes]:
        """Return headers and body of a delivery."""
        how, at = fault.get("how"), int(time.time())
        at += {"old": -1, "future": 1}.get(how or "", 0) * fault.get("seconds", 301)
        body = {"request_id": run_id, "gateway_request_id": run_id, "status": "OK", "payload": {}}
        if how == "large":
            body["payload"] = {"padding": " " * fault["bytes"]}
        raw = json.dumps(body).encode()
        key = Ed25519PrivateKey.generate() if how == "wrong_key" else self.key
        signature = key.sign(message(run_id, "user-1", str(at), raw))
        if how == "wrong_signature":
            signature = signature[:-1] + bytes([signature[-1] ^ 1])
        if how == "other_body":
            raw += b" "
        headers = {"Request-Id": run_id, "User-Id": "user-1", "Timestamp": str(at)}
        headers["Signature"] = signature.hex()
        return {f"X-Fal-Webhook-{name}": value for name, value in headers.items()}, raw


def message(request_id: str, user_id: str, timestamp: str, body: bytes) -> bytes:
    """Return what fal signs."""
    return "\n".join((request_id, user_id, timestamp, sha256(body).hexdigest())).encode()


def send(url: str, headers: dict[str, str], body: bytes, *, timeout_s: float) -> int:
    """Return the status of the answer, 0 when there is none."""
    headers = {**headers, "Content-Type": "application/json"}
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=timeout_s) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0
