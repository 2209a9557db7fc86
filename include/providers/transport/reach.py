"""Where a request may go: the connection's own host, named others, and no private address."""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from include.providers.errors import BadReply, Fatal, Unreachable

ANY = "*"
PORTS = {"http": 80, "https": 443}

_ODD = re.compile(r"[\x00-\x20\x7f\\]")
_QUERY = re.compile(r"(https?://[^\s\"'<>?#]*)[?#][^\s\"'<>]*")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL = ipaddress.ip_network("2000::/3")
"""Outside of it lie old ways of writing IPv4, some of which Python thinks global."""


@dataclass(frozen=True)
class Reach:
    """The connection's own origin, and host patterns allowed besides (``*.cdn.example``, ``*``).

    ``own`` is a URL; only its own host may have a private address, and only when its own scheme is
    http may anything be fetched without TLS. ``trusted`` is another origin that may see secrets.
    """

    own: str
    others: tuple[str, ...] = ()
    trusted: str = ""

    def check(self, url: str) -> str:
        """Return the URL when requests may go there.

        Raises:
            BadReply: They may not; the message says why, without the URL's query.
        """
        origin = origin_of(url)
        if origin == origin_of(self.own):
            return url
        scheme, host, _ = origin
        if scheme != "https" and origin_of(self.own)[0] == "https":
            raise BadReply(f"{shown(url)} is not https. Nothing was fetched from there.")
        if not any(_matches(host, pattern) for pattern in self.others):
            raise BadReply(
                f"{shown(url)} is not on the connection's host {origin_of(self.own)[1]}, nor on "
                "one the provider serves results from. Nothing was fetched from there."
            )
        return url

    def is_own(self, url: str) -> bool:
        """Whether the URL is on the connection's own origin."""
        return origin_of(url) == origin_of(self.own)

    def is_trusted(self, url: str) -> bool:
        """Whether secrets may go to the URL: the connection's own origin, or the trusted one."""
        return self.is_own(url) or (
            self.trusted != "" and origin_of(url) == origin_of(self.trusted)
        )

    def resolve(self, url: str) -> None:
        """Look the host up and refuse private addresses, unless it is the connection's own.

        Raises:
            BadReply: The host has an address that is not public.
            Unreachable: The host is not known.
        """
        if self.is_own(url):
            return
        _, host, port = origin_of(url)
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            raise Unreachable(
                f"Host {host} cannot be found. Check its name and the network.", sent=False
            ) from None
        for entry in found:
            check_address(str(entry[4][0]), host)


def origin_of(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port.

    Raises:
        Fatal: It is no http(s) URL, or one that different readers would read differently.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if parts.scheme not in PORTS or not host or "@" in parts.netloc or _ODD.search(url):
        raise Fatal(f"{shown(url)!r} is not a plain http(s) URL. Correct it at its source.")
    return parts.scheme, host, port or PORTS[parts.scheme]


def check_address(address: str, host: str) -> None:
    """Refuse an address that is not public.

    Raises:
        BadReply: It is private, loopback, link-local or reserved.
    """
    if not is_public(address):
        raise BadReply(
            f"Host {host} has the address {address}, which is not public. Nothing was sent there; "
            "only a connection's own host may be private."
        )


def shown(url: str) -> str:
    """Return a URL fit to be shown: without user, query and fragment, and not too long."""
    cut = re.split(r"[?#]", url, maxsplit=1)[0]
    scheme, slashes, rest = cut.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{slashes}{authority.rpartition('@')[2]}{slash}{path}"[:200]


def masked(text: str, *secrets: str) -> str:
    """Return text without secrets and without the query strings of URLs."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    return _QUERY.sub(r"\1", text)


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet can reach."""
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if inner := ip.ipv4_mapped or ip.sixtofour:
            ip = inner
        elif ip in _NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip not in _GLOBAL:
            return False
    return ip.is_global and not ip.is_multicast


def _matches(host: str, pattern: str) -> bool:
    if pattern == ANY:
        return True
    if pattern.startswith("*."):
        return host.endswith(pattern[1:])
    return host == pattern
