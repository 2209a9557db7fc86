"""Versions of the ledger's tables, and how to get to the newest."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, make_url, text

from include.ledger.database import engine, let_readers_read

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "dailies_alembic_version"
"""Ours alone, so that the ledger may share a database with Airflow."""

HEAD = "0010"
LOCK = 7_301_966_411


def upgrade(url: str, revision: str = HEAD) -> None:
    """Bring the database at ``url`` to ``revision``; at once when it is there already.

    Several processes may do so at the same time: one works, the others wait.
    """
    if revision == HEAD and current(url) == HEAD:
        return
    from alembic import command

    with _alone(url) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database back to ``revision`` ("base" for none at all)."""
    from alembic import command

    with _alone(url) as connection:
        command.downgrade(_config(connection), revision)


def current(url: str) -> str:
    """Return the version the database is at; "" for none."""
    with engine(url).execution_options(reading=True).connect() as connection:
        if not inspect(connection).has_table(VERSION_TABLE):
            return ""
        return connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) or ""  # noqa: S608


@lru_cache
def upgraded(url: str) -> str:
    """Upgrade once per process; return the URL."""
    upgrade(url)
    return url


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    file = make_url(url).database if url.startswith("sqlite") else None
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        with Path(f"{file}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            let_readers_read(url)
            with engine(url).begin() as connection:
                yield connection
        return
    with engine(url).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        yield connection


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
