"""fal's Ed25519 signature of its webhooks: over request, user, time and the body's SHA-256.

API reference: https://docs.fal.ai/model-endpoints/webhooks. Which of the published keys signed is
not said, so each is tried.
"""

import base64
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from include.providers.errors import BadReply
from include.providers.notices import NoKeyFits, NotGenuine, Notice
from include.providers.reading import parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PREFIX = "x-fal-webhook-"
TOLERANCE_S = 300
MAX_KEYS = 16

_FORMS = {
    "request-id": re.compile(r"[!-~]{1,128}"),
    "user-id": re.compile(r"[ -~]{1,256}"),
    "timestamp": re.compile(r"[0-9]{1,12}"),
    "signature": re.compile(r"[0-9A-Fa-f]{128}"),
}


def verify(notice: Notice, keys: "Iterable[Ed25519PublicKey]") -> str:
    """Return the id of the request that a genuine notice is about.

    Raises:
        NotGenuine: A header is missing or malformed, or the time too far from ours.
        NoKeyFits: None of the keys made the signature.
    """
    request_id, user_id, timestamp, signature = (_header(notice, name) for name in _FORMS)
    off_s = notice.at_s - int(timestamp)
    if not abs(off_s) <= TOLERANCE_S:
        raise NotGenuine(f"Its time is {off_s:.0f} s off. Check this machine's clock.")
    digest = sha256(notice.body).hexdigest()
    message = f"{request_id}\n{user_id}\n{timestamp}\n{digest}".encode()
    if not any(_fits(key, bytes.fromhex(signature), message) for key in keys):
        raise NoKeyFits("Its signature was made with none of the service's keys.")
    return request_id


def keys_of(jwks: Any) -> "list[Ed25519PublicKey]":
    """Return the Ed25519 keys of a JWKS; keys of other kinds are left out.

    Raises:
        BadReply: There is none.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    raw = [_raw(jwk) for jwk in parts(jwks, "keys")]
    found = [Ed25519PublicKey.from_public_bytes(key) for key in raw if key][:MAX_KEYS]
    if not found:
        raise BadReply("fal's list of keys holds no Ed25519 key. Check jwks_url.")
    return found


def _header(notice: Notice, name: str) -> str:
    value = notice.headers.get(PREFIX + name, "")
    if not _FORMS[name].fullmatch(value):
        raise NotGenuine(f"Header {PREFIX}{name} is missing or malformed.")
    return value


def _fits(key: "Ed25519PublicKey", signature: bytes, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _raw(jwk: dict[str, Any]) -> bytes:
    """Return the 32 bytes of an Ed25519 key, nothing for any other."""
    x = jwk.get("x")
    if (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519") or not isinstance(x, str):
        return b""
    try:
        raw = base64.urlsafe_b64decode(x + "=" * (-len(x) % 4))
    except ValueError:
        return b""
    return raw if len(raw) == 32 else b""  # noqa: PLR2004 - an Ed25519 key has 32 bytes
