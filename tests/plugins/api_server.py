"""Our app on a real server, mounted as Airflow's API server mounts it."""

import threading
import time
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from dailies.ui import PREFIX
from dailies.ui.app import make_app


@contextmanager
def serving():
    """Run the app below ``/dailies`` on loopback; give the server's URL."""
    root = FastAPI()
    root.mount(PREFIX, make_app())
    with running(root) as url:
        yield url


@contextmanager
def running(root):
    """Run any app on loopback; give the server's URL."""
    config = uvicorn.Config(root, host="127.0.0.1", port=0, log_level="warning", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
