"""Volcengine's HMAC-SHA256 request signature, as its SDK's SignerV4 makes it.

Signed are Content-Type, Content-MD5, Host and every ``X-*`` header, the query and the body's bytes;
the service refuses a time more than about 15 minutes off (unverified).
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qsl, quote, urlsplit

from include.providers.errors import Fatal
from include.providers.values import Account, Signature, Unsigned

ALGORITHM = "HMAC-SHA256"
SIGNED = ("content-type", "content-md5", "host")
USUAL_PORTS = (80, 443, None)


@dataclass(frozen=True)
class Signer:
    """Signs requests to one service in one region with a pair of keys.

    ``token`` is that of temporary (STS) keys.
    """

    access_key: str
    secret_key: str = field(repr=False)
    region: str
    service: str
    token: str = field(default="", repr=False)

    def __call__(self, unsigned: Unsigned) -> Signature:
        """Return the headers that sign a request."""
        date = unsigned.at.strftime("%Y%m%dT%H%M%SZ")
        added = {"X-Date": date, "X-Content-Sha256": sha256(unsigned.body).hexdigest()}
        if self.token:
            added["X-Security-Token"] = self.token
        text, names = canonical(unsigned, added)
        scope = f"{date[:8]}/{self.region}/{self.service}/request"
        to_sign = "\n".join((ALGORITHM, date, scope, sha256(text.encode()).hexdigest()))
        signature = hmac.new(self.key(date[:8]), to_sign.encode(), sha256).hexdigest()
        authorization = (
            f"{ALGORITHM} Credential={self.access_key}/{scope}, "
            f"SignedHeaders={names}, Signature={signature}"
        )
        return Signature({**added, "Authorization": authorization})

    def key(self, day: str) -> bytes:
        """Return the key of a day, ``YYYYMMDD``; the secret key goes in as it is."""
        key = self.secret_key.encode()
        for part in (day, self.region, self.service, "request"):
            key = hmac.new(key, part.encode(), sha256).digest()
        return key


def signer_of(account: Account, *, region: str, service: str) -> Signer:
    """Return the signer of a connection.

    Raises:
        Fatal: One of the two keys is missing.
    """
    if not (account.login and account.secret):
        raise Fatal(
            "Volcengine needs a pair of keys. Set the connection's login to the access key and its "
            "password to the secret key."
        )
    region = str(account.extra.get("region") or region)
    token = str(account.extra.get("session_token") or "")
    return Signer(account.login, account.secret, region, service, token)


def canonical(unsigned: Unsigned, added: Mapping[str, str]) -> tuple[str, str]:
    """Return the canonical request with ``added`` headers, and the names of what is signed."""
    parts = urlsplit(unsigned.url)
    usual = parts.port in USUAL_PORTS
    host = parts.netloc.rpartition(":")[0] if usual and parts.port else parts.netloc
    headers = {**unsigned.headers, **{name.lower(): value for name, value in added.items()}}
    headers["host"] = host
    signed = sorted(name for name in headers if name in SIGNED or name.startswith("x-"))
    query = sorted(parse_qsl(parts.query, keep_blank_values=True))
    lines = (
        unsigned.method,
        quote(parts.path or "/", safe="/-_.~"),
        "&".join(f"{quote(key, safe='-_.~')}={quote(value, safe='-_.~')}" for key, value in query),
        *(f"{name}:{headers[name].strip()}" for name in signed),
        "",
        ";".join(signed),
        sha256(unsigned.body).hexdigest(),
    )
    return "\n".join(lines), ";".join(signed)
