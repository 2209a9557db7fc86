"""LiblibAI's HMAC-SHA1 signature: in the query, over the path, the time and a random word.

It holds for about five minutes (unverified) and does not cover the body.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from include.providers.errors import Fatal
from include.providers.values import Account, Signature, Unsigned


@dataclass(frozen=True)
class Signer:
    """Signs requests with a pair of keys, each with a nonce of its own."""

    access_key: str
    secret_key: str = field(repr=False)

    def __call__(self, unsigned: Unsigned) -> Signature:
        """Return the query parameters that sign a request."""
        at_ms, nonce = f"{unsigned.at.timestamp() * 1000:.0f}", secrets.token_hex(8)
        return Signature(
            params={
                "AccessKey": self.access_key,
                "Signature": self.signature(urlsplit(unsigned.url).path, at_ms, nonce),
                "Timestamp": at_ms,
                "SignatureNonce": nonce,
            }
        )

    def signature(self, path: str, at_ms: str, nonce: str) -> str:
        """Sign a path at a time in epoch milliseconds."""
        text = f"{path}&{at_ms}&{nonce}".encode()
        # the service's choice: SHA-1 inside an HMAC
        digest = hmac.new(self.secret_key.encode(), text, "sha1").digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def signer_of(account: Account) -> Signer:
    """Return the signer of a connection.

    Raises:
        Fatal: One of the two keys is missing.
    """
    if not (account.login and account.secret):
        raise Fatal(
            "LiblibAI needs a pair of keys. Set the connection's login to the access key and its "
            "password to the secret key."
        )
    return Signer(account.login, account.secret)
