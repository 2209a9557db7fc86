"""How long and how large an exchange may be."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caps:
    """Bounds of one exchange: seconds to connect, between two reads, and in all; body bytes."""

    connect_s: float = 10.0
    read_s: float = 60.0
    total_s: float = 120.0
    max_bytes: int = 4 << 20


MAX_REDIRECTS = 3
