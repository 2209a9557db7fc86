"""Standard Webhooks: a symmetric signature over id, time and body.

Specification: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib
import hmac

from include.providers.errors import Fatal
from include.providers.values import Sign, Signature, Unsigned

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret."""


def signer(message_id: str, secrets: str) -> Sign:
    """Return what signs a message when it leaves, each time with that time.

    Args:
        message_id: The same for every attempt at one event: the receiver's idempotency key.
        secrets: One secret (``whsec_…``), or two with a space between while one replaces the other.

    Raises:
        Fatal: There is no secret, or one that is none.
    """
    keys = [_key(secret) for secret in secrets.split()]
    if not keys:
        raise Fatal("There is no secret to sign with. Set the connection's password: whsec_….")

    def sign(request: Unsigned) -> Signature:
        timestamp = str(int(request.at.timestamp()))
        content = f"{message_id}.{timestamp}.".encode() + request.body
        marks = (hmac.new(key, content, hashlib.sha256).digest() for key in keys)
        return Signature(
            {
                "webhook-id": message_id,
                "webhook-timestamp": timestamp,
                "webhook-signature": " ".join(
                    f"v1,{base64.b64encode(mark).decode()}" for mark in marks
                ),
            }
        )

    return sign


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not SHORTEST <= len(key) <= LONGEST:
        raise Fatal(
            f"The connection's password is no webhook secret: {PREFIX} and {SHORTEST} to {LONGEST} "
            "bytes in base64. Correct it."
        )
    return key
