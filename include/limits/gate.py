"""The gate before a paid call: breaker first, then a permit. Without limits it is always open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from include.limits.breaker import Breaker, Fuse
from include.limits.bucket import Rate, TokenBucket
from include.providers.errors import Fatal, ProviderError, RateLimited, Retryable

LONGEST_S = 6 * 3600.0


@dataclass(frozen=True)
class Gate:
    """What guards one connection; both parts may be missing."""

    bucket: TokenBucket | None = None
    breaker: Breaker | None = None

    def wait_s(self) -> float:
        """Return how long the breaker holds everyone back; 0 when it does not."""
        return self.breaker.wait_s() if self.breaker else 0.0

    def book(self, count: int) -> float:
        """Book permits and return in how many seconds they are ours.

        Raises:
            RateLimited: So many others wait that it would take hours.
        """
        if not self.bucket:
            return 0.0
        booking = self.bucket.book(count, longest_s=LONGEST_S)
        if not booking.ours:
            raise RateLimited(
                f"{count} calls would wait {booking.wait_s / 3600:.1f} h for their turn. Raise "
                "the connection's rate, or order less at a time.",
                retry_after_s=booking.wait_s - LONGEST_S,
            )
        return booking.wait_s

    def went(self, error: ProviderError | None = None) -> None:
        """Tell the breaker how a call went; what is our own fault says nothing of the service."""
        if not self.breaker:
            return
        if isinstance(error, Retryable) and not isinstance(error, RateLimited):
            self.breaker.failed()
        else:
            self.breaker.succeeded()


def rate_of(extra: Mapping[str, Any], conn_id: str) -> Rate | None:
    """Read ``rate``: permits per minute, or ``{"permits", "per_s", "burst"}``.

    Raises:
        Fatal: It is no such thing.
    """
    value = extra.get("rate")
    if value in (None, ""):
        return None
    fields = value if isinstance(value, dict) else {"permits": value}
    try:
        permits, per_s = float(fields["permits"]), float(fields.get("per_s", 60.0))
        burst = int(fields.get("burst", max(1, permits)))
    except (KeyError, TypeError, ValueError, OverflowError):
        permits, per_s, burst = 0.0, 0.0, 0
    if not (0 < permits < float("inf") and 0 < per_s < float("inf") and burst >= 1):
        raise Fatal(
            f"rate of connection {conn_id} is {value!r}. Give permits per minute, or "
            '{"permits": 10, "per_s": 60, "burst": 2}.'
        )
    return Rate(permits, per_s, burst)


def fuse_of(extra: Mapping[str, Any], conn_id: str) -> Fuse | None:
    """Read ``breaker``: true, or ``{"failures", "open_s", "probe_s"}``.

    Raises:
        Fatal: It is no such thing.
    """
    value = extra.get("breaker")
    if not value:
        return None
    try:
        fuse = Fuse(**(value if isinstance(value, dict) else {}))
        good = fuse.failures >= 1 and fuse.open_s > 0 and fuse.probe_s > 0
    except TypeError:
        good = False
    if not good:
        raise Fatal(
            f"breaker of connection {conn_id} is {value!r}. Give true, or "
            '{"failures": 5, "open_s": 60, "probe_s": 120}.'
        )
    return fuse
