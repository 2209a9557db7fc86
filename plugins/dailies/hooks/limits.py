"""The limits of a provider's connection, kept in Redis through the Redis provider's hook.

Extra ``rate`` sets a token bucket, ``breaker`` a circuit breaker; a connection with neither never
touches Redis.
"""

from typing import TYPE_CHECKING

from include.limits.gate import Gate, fuse_of, rate_of

if TYPE_CHECKING:
    from dailies.hooks.provider import Service

CONN_ID = "redis_default"


def gate_of(service: "Service", redis_conn_id: str = CONN_ID) -> Gate:
    """Return the gate of a service's connection.

    Raises:
        Fatal: Its limits cannot be read.
        Retryable: They are set, but there is no Redis connection.
    """
    extra, conn_id = service.provider.account.extra, service.conn_id
    rate, fuse = rate_of(extra, conn_id), fuse_of(extra, conn_id)
    if not rate and not fuse:
        return Gate()
    from airflow.providers.redis.hooks.redis import RedisHook
    from airflow.sdk.exceptions import AirflowNotFoundException

    from include.limits.breaker import Breaker
    from include.limits.bucket import TokenBucket
    from include.providers.errors import Retryable

    try:
        redis = RedisHook(redis_conn_id).get_conn()  # type: ignore[no-untyped-call]
    except AirflowNotFoundException:
        raise Retryable(
            f"Connection {conn_id} sets limits, but there is no connection {redis_conn_id} to keep "
            "them in. Add it, or remove rate and breaker."
        ) from None
    return Gate(
        bucket=TokenBucket(redis, conn_id, rate) if rate else None,
        breaker=Breaker(redis, conn_id, fuse) if fuse else None,
    )
