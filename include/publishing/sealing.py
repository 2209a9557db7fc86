"""Secrets at rest in the ledger, readable only with the connection's own secret."""

import base64
import json
from collections.abc import Mapping
from typing import Any


class Seal:
    """Seals JSON with a key derived from ``secret``, another for each ``purpose``.

    Args:
        secret: The connection's secret; it is in no way to be had from what is sealed.
        purpose: What is sealed, so that nothing is taken for something else.
    """

    def __init__(self, secret: str, purpose: str) -> None:
        from cryptography.fernet import Fernet
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        kdf = HKDF(SHA256(), 32, salt=b"dailies ledger", info=purpose.encode())
        self._box = Fernet(base64.urlsafe_b64encode(kdf.derive(secret.encode())))

    def closed(self, value: Mapping[str, Any]) -> str:
        """Return JSON sealed, as text."""
        return self._box.encrypt(json.dumps(dict(value)).encode()).decode()

    def opened(self, sealed: str) -> dict[str, Any] | None:
        """Return what was sealed; ``None`` when the key is another, or it was tampered with."""
        from cryptography.fernet import InvalidToken

        try:
            value = json.loads(self._box.decrypt(sealed.encode()))
        except (InvalidToken, ValueError):
            return None
        return value if isinstance(value, dict) else None
