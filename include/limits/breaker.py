"""A circuit breaker in Redis, shared by all workers: a service in trouble is left alone.

Closed: calls pass. Open: after ``failures`` in a row, none passes for ``open_s``. Half-open: then
one probe passes; its success closes the breaker, its failure opens it again.
"""

from dataclasses import dataclass
from typing import Any

from include.limits.server import asked

NOW = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
"""

WAIT = (
    NOW
    + """
local until_s = tonumber(redis.call('HGET', KEYS[1], 'until') or '')
if not until_s then return '0' end
if now < until_s then return string.format('%.6f', until_s - now) end
redis.call('HSET', KEYS[1], 'until', string.format('%.6f', now + tonumber(ARGV[1])))
return '0'
"""
)
"""Whoever comes first when the time is up is the probe; the others wait for its outcome."""

FAIL = (
    NOW
    + """
local count = redis.call('HINCRBY', KEYS[1], 'failures', 1)
redis.call('EXPIRE', KEYS[1], math.ceil(tonumber(ARGV[2]) * 10) + 60)
if count >= tonumber(ARGV[1]) then
  redis.call('HSET', KEYS[1], 'until', string.format('%.6f', now + tonumber(ARGV[2])))
  return 1
end
return 0
"""
)


@dataclass(frozen=True)
class Fuse:
    """When a breaker opens, for how long, and how long a probe may take."""

    failures: int = 5
    open_s: float = 60.0
    probe_s: float = 120.0


class Breaker:
    """The breaker of one connection.

    Args:
        redis: A ``redis.Redis`` client.
        name: The connection's id.
        fuse: When it opens.
    """

    def __init__(self, redis: Any, name: str, fuse: Fuse) -> None:
        self._redis, self._fuse = redis, fuse
        self._key = f"dailies:breaker:{name}"

    def wait_s(self) -> float:
        """Return how long to leave the service alone; 0 lets the caller through.

        Raises:
            Retryable: Redis does not answer.
        """
        return float(asked(lambda: self._redis.eval(WAIT, 1, self._key, self._fuse.probe_s)))

    def succeeded(self) -> None:
        """The service answered: close the breaker."""
        asked(lambda: self._redis.delete(self._key))

    def failed(self) -> bool:
        """The service is in trouble; return whether the breaker is open now."""
        fuse = self._fuse
        return bool(asked(lambda: self._redis.eval(FAIL, 1, self._key, fuse.failures, fuse.open_s)))
