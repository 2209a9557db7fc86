import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from dailies.ui import PREFIX
from dailies.ui.app import make_app
from tests.emulators.fal import Fal
from tests.include.limits.conftest import redis, redis_server  # noqa: F401
from tests.plugins.jobs import connection

PATH = "/dailies/webhooks/clip/fal"


def redis_connection(port, **fields):
    return json.dumps({"conn_type": "redis", "host": "127.0.0.1", "port": port, **fields})


@pytest.fixture
def fal(monkeypatch):
    """A fal queue with a connection that wants to be told."""
    with Fal() as emulator:
        extra = {"webhook_url": "https://air", "jwks_url": f"{emulator.url}/.well-known/jwks.json"}
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", connection(emulator.url, **extra))
        yield emulator


@pytest.fixture
def told(redis, monkeypatch):  # noqa: F811
    """Return what was passed on so far."""
    port = redis.connection_pool.connection_kwargs["port"]
    monkeypatch.setenv("AIRFLOW_CONN_REDIS_DEFAULT", redis_connection(port))
    return lambda: [entry[b"about"].decode() for _, entry in redis.xrange("dailies:notices")]


@pytest.fixture
def client():
    root = FastAPI()
    root.mount(PREFIX, make_app())
    with TestClient(root) as client:
        yield client
