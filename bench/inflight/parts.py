"""The processes beside Airflow: the service and the plain poller, each one of its own."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from include.settings import PROJECT

KEY = "emulator-key"
TIMEOUT_S = 60.0

# Loopback is never behind a proxy, whatever the environment says.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Service:
    """The running service."""

    url: str
    pid: int

    def tell(self, name: str, **settings: Any) -> None:
        """Have it do something; see ``bench.inflight.service``."""
        self._call(name, json.dumps(settings).encode())

    def runs(self) -> list[dict[str, Any]]:
        """Return its runs, ended ones too."""
        found: list[dict[str, Any]] = self._call("runs")
        return found

    def polls(self) -> int:
        """Return how often it was asked for a status."""
        return int(self._call("stats")["requests"].get("status", 0))

    def _call(self, name: str, body: bytes | None = None) -> Any:
        with _opener.open(f"{self.url}/_emulator/{name}", body, timeout=TIMEOUT_S) as reply:
            return json.load(reply)


@contextmanager
def service() -> Iterator[Service]:
    """Run the service for the length of a ``with`` block."""
    argv = [sys.executable, "-u", "-m", "bench.inflight.service", "--port", "0"]
    with subprocess.Popen(argv, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        try:
            yield Service(process.stdout.readline().split()[-1], process.pid)
        finally:
            process.terminate()


@contextmanager
def plain_poller(of: Service, *, interval_s: float) -> Iterator["subprocess.Popen[str]"]:
    """Run the plain poller on the service's runs; it ends when they do."""
    argv = [sys.executable, "-m", "bench.inflight.plain", of.url, KEY, str(interval_s)]
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, cwd=PROJECT, text=True, stdin=pipe, stdout=pipe) as process:
        assert process.stdin is not None  # noqa: S101 - it was asked for
        try:
            process.stdin.write(json.dumps(of.runs()) + "\n")
            process.stdin.flush()
            yield process
        finally:
            process.terminate()
