"""From connection ``redis_default`` to a client that never blocks an event loop.

The Redis provider's hook knows no asyncio; this reads a connection's fields as it does.
"""

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseHook

from include.notices.stream import BLOCK_S

if TYPE_CHECKING:
    from redis.asyncio import Redis, RedisCluster

CONN_ID = "redis_default"
TLS = (
    "ssl",
    "ssl_cert_reqs",
    "ssl_ca_certs",
    "ssl_keyfile",
    "ssl_certfile",
    "ssl_check_hostname",
)
CONNECT_S = 5.0
REPLY_S = 10.0
"""What takes longer, besides waiting for news, is taken for a connection that is gone."""


async def aredis(conn_id: str = CONN_ID) -> "Redis | RedisCluster":
    """Return a client, which decodes replies and tries nothing twice; the caller closes it.

    Raises:
        AirflowNotFoundException: There is no such connection.
    """
    from redis.asyncio import Redis, RedisCluster
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    connection = await BaseHook.aget_connection(conn_id)
    extra = connection.extra_dejson
    fields: dict[str, Any] = {
        "host": connection.host or "localhost",
        "port": connection.port or 6379,
        "username": connection.login or None,
        "password": connection.password or None,
        **{name: extra[name] for name in TLS if name in extra},
        "socket_connect_timeout": CONNECT_S,
        "socket_timeout": BLOCK_S + REPLY_S,
        "decode_responses": True,
        "protocol": 2,  # the shape of replies then is the same with every server
    }
    if extra.get("cluster"):
        return RedisCluster(**fields)
    return Redis(db=extra.get("db") or 0, retry=Retry(NoBackoff(), 0), **fields)
