"""Which hosts pages may be opened from, and which addresses anything may be fetched from."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class NotAllowed(Exception):  # noqa: N818 - read as a word
    """A page or an address that the channel's ``allow_hosts`` does not allow."""


@dataclass(frozen=True)
class _Entry:
    """A host, ``*.`` and a host, or a network; ``port`` 0 is any."""

    host: str
    network: Network | None
    port: int

    def names(self, host: str, port: int) -> bool:
        """Whether a page of that host may be opened."""
        if self.port not in (0, port):
            return False
        if self.network:
            return _within(host, self.network)
        return host == self.host or (self.host.startswith("*.") and host.endswith(self.host[1:]))


class AllowList:
    """The ``allow_hosts`` of a channel.

    A name lets pages be opened; that it leads to a private address is another matter: addresses
    that are not public must themselves be listed, as such or within a network.

    Raises:
        ValueError: An entry is neither a host nor a network.
    """

    def __init__(self, entries: tuple[str, ...]) -> None:
        self._entries = tuple(_entry(text) for text in entries)

    def check_page(self, url: str) -> None:
        """Raise ``NotAllowed`` unless a page of that address may be opened."""
        host, port = _origin(url)
        if not any(entry.names(host, port) for entry in self._entries):
            raise NotAllowed(f"{host} (port {port}) is not in the channel's allow_hosts.")

    def check_address(self, address: str, port: int) -> None:
        """Raise ``NotAllowed`` unless something may be fetched from that IP address."""
        from include.providers.transport.reach import is_public

        if is_public(address):
            return
        if not any(e.network and e.names(address, port) for e in self._entries):
            raise NotAllowed(f"{address} is not public, and not in the channel's allow_hosts.")


def plain(host: str) -> str:
    """Return a host as all of its spellings are compared."""
    host = host.strip("[]").rstrip(".").lower()
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return host


def _origin(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        host, port = plain(parts.hostname or ""), parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise NotAllowed("the address cannot be read.") from None
    if parts.scheme not in PORTS or not host or parts.username is not None:
        raise NotAllowed(f"{parts.scheme or 'an address without scheme'} is not plain http(s).")
    return host, port


def _entry(text: str) -> _Entry:
    host, port = text.strip(), 0
    if host.count(":") == 1 or "]:" in host:
        host, _, said = host.rpartition(":")
        port = int(said) if said.isdecimal() and 0 < int(said) <= 65_535 else -1  # noqa: PLR2004
    network = _network(host.strip("[]"))
    name = plain(host)
    letters = name.removeprefix("*.").replace("-", "").replace(".", "").replace("_", "")
    if port < 0 or not (network or (letters.isalnum() and "/" not in name)):
        raise ValueError(
            f"{text!r} is no host: write shop.example, *.shop.example, 10.1.2.3 or 10.1.0.0/16, "
            "each with :port or without."
        )
    return _Entry(name, network, port)


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _within(host: str, network: Network) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]) in network
    except ValueError:
        return False
