"""The connection's fields are used as the Redis provider's hook uses them."""

import time

import pytest
from airflow.sdk.exceptions import AirflowNotFoundException
from redis.exceptions import AuthenticationError

from dailies.hooks.redis import aredis
from include.notices.stream import START, heard, tell
from tests.plugins.redis_server import PASSWORD, UP_WITHIN_S, RedisServer

CONN = "AIRFLOW_CONN_REDIS_DEFAULT"

pytestmark = pytest.mark.integration


async def test_password_and_database_are_those_of_the_connection(tmp_path, monkeypatch):
    with RedisServer(tmp_path) as server:
        monkeypatch.setenv(CONN, server.connection(db=3))
        async with await aredis() as redis:
            await redis.set("key", "value")
            assert PASSWORD not in repr(redis)
        assert list(server.ask("INFO", "keyspace")) == ["db3"]
        monkeypatch.setenv(CONN, server.connection().replace(PASSWORD, "another"))
        with pytest.raises(AuthenticationError):
            async with await aredis() as redis:
                await redis.ping()


@pytest.fixture
def cluster(tmp_path):
    """A cluster of one."""
    with RedisServer(tmp_path, cluster_enabled="yes") as server:
        server.ask("CLUSTER", "ADDSLOTS", *range(16_384))
        deadline = time.monotonic() + UP_WITHIN_S
        while b"cluster_state:ok" not in server.ask("CLUSTER", "INFO"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield server


async def test_a_cluster_passes_notices_on_too(cluster, monkeypatch):
    monkeypatch.setenv(CONN, cluster.connection(cluster=True))
    async with await aredis() as redis:
        await tell(redis, "clip/fal/a")
        assert (await heard(redis, START))[1] == ["clip/fal/a"]


async def test_without_a_connection_it_says_so(monkeypatch):
    monkeypatch.delenv(CONN, raising=False)
    with pytest.raises(AirflowNotFoundException, match="redis_default"):
        await aredis()
