"""A token bucket in Redis, shared by all workers: how fast a connection may be asked.

A call that finds no permit books one in the future and is told how long to wait; whoever waited
goes ahead without asking again, so that waiters neither crowd nor starve one another.
"""

from dataclasses import dataclass
from typing import Any

from include.limits.server import asked

BOOK = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local count, longest = tonumber(ARGV[3]), tonumber(ARGV[4])
local booked = tonumber(redis.call('GET', KEYS[1]) or now)
if booked < now then booked = now end
local after = booked + count * interval
local wait = after - burst * interval - now
if wait < 0.001 then wait = 0 end
if wait <= longest then
  local kept_ms = math.ceil((after - now) * 1000) + 1000
  redis.call('SET', KEYS[1], string.format('%.6f', after), 'PX', kept_ms)
  return {1, string.format('%.6f', wait)}
end
return {0, string.format('%.6f', wait)}
"""


@dataclass(frozen=True)
class Rate:
    """``permits`` in every ``per_s`` seconds, ``burst`` of them at once."""

    permits: float
    per_s: float = 60.0
    burst: int = 1


@dataclass(frozen=True)
class Booking:
    """Permits that are ours in ``wait_s`` seconds; not ``ours`` when that was too long to wait."""

    ours: bool
    wait_s: float


class TokenBucket:
    """Permits of one connection.

    Args:
        redis: A ``redis.Redis`` client.
        name: The connection's id.
        rate: How fast it may be asked.
    """

    def __init__(self, redis: Any, name: str, rate: Rate) -> None:
        self._redis, self._rate = redis, rate
        self._key = f"dailies:bucket:{name}"

    def book(self, count: int = 1, *, longest_s: float = 0.0) -> Booking:
        """Take ``count`` permits now, or book them for within ``longest_s`` seconds.

        Raises:
            Retryable: Redis does not answer.
        """
        interval = self._rate.per_s / self._rate.permits
        arguments = (interval, self._rate.burst, count, longest_s)
        ours, wait = asked(lambda: self._redis.eval(BOOK, 1, self._key, *arguments))
        return Booking(ours=bool(ours), wait_s=float(wait))
