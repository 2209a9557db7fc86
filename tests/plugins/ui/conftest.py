import json
import uuid
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from dailies.ui import PREFIX
from dailies.ui.app import make_app
from tests.emulators.fal import Fal
from tests.include.limits.conftest import redis, redis_server  # noqa: F401
from tests.plugins.jobs import connection
from tests.plugins.ui import desk

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


@pytest.fixture(scope="module")
def server():
    """URL and tokens of a real API server of Airflow."""
    with pytest.MonkeyPatch.context() as patch, desk.serving(patch) as running:
        yield running


@pytest.fixture
def batch(server):
    """Return a run of two shorts that wait for their review: its ids, its name in the ledger."""
    from dailies.hooks.ledger import ledger
    from dailies.hooks.media import media_store

    run_id = f"manual__{uuid.uuid4().hex}"
    desk.add_run(desk.DAG, run_id, shorts=2)
    names = {desk.keep(ledger(), media_store(), desk.DAG, run_id, index) for index in range(2)}
    return SimpleNamespace(dag_id=desk.DAG, run_id=run_id, name=names.pop())
