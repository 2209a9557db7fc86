"""How long and how large an exchange may be."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caps:
    """Bounds of one exchange: seconds to connect, between two reads, and in all; body bytes."""

    connect_s: float = 10.0
    read_s: float = 60.0
    total_s: float = 120.0
    max_bytes: int = 4 << 20

    @classmethod
    def of_size(cls, max_bytes: int) -> "Caps":
        """Return bounds that leave a large reply the time it needs."""
        return cls(max_bytes=max_bytes, total_s=max(120.0, max_bytes / SLOWEST_BYTES_PER_S))


MAX_REDIRECTS = 3
SLOWEST_BYTES_PER_S = 50_000
"""What is slower than this for its largest size is given up and tried again."""
