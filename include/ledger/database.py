"""Connections to the ledger's database: SQLite or PostgreSQL, safe under fork and threads."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

BUSY_S = 60.0
WRITE_LOCK = 7_301_966_410
"""Key of the PostgreSQL advisory lock under which budgets are checked."""


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


@lru_cache
def engine(url: str) -> Engine:
    """Return the engine of a database; it holds no connection open, so it survives a fork."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, poolclass=NullPool)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(parsed, poolclass=NullPool, connect_args={"timeout": BUSY_S})
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions begin too late to be locks: ours begin in _begin_sqlite.
    connection.isolation_level = None
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def let_readers_read(url: str) -> None:
    """Switch a SQLite file to write-ahead logging, which it then keeps.

    SQLite does not wait for other connections here as it does elsewhere, so this does.
    """
    patience = time.monotonic() + BUSY_S
    while True:
        try:
            with engine(url).connect() as connection:
                raw: Any = connection.connection.dbapi_connection
                raw.execute("PRAGMA journal_mode=WAL").close()
                return
        except (sqlite3.OperationalError, OperationalError):
            if time.monotonic() > patience:
                raise
            time.sleep(0.05)


@contextmanager
def writing(url: str) -> Iterator[Session]:
    """Open a transaction that writes; one writer at a time on SQLite."""
    with Session(engine(url)) as session, session.begin():
        yield session


@contextmanager
def writing_alone(url: str) -> Iterator[Session]:
    """Open a transaction that no other of its kind overlaps, on any database."""
    with writing(url) as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})"))
        yield session


@contextmanager
def reading(url: str) -> Iterator[Session]:
    """Open a transaction that only reads, and waits for no writer."""
    with Session(engine(url).execution_options(reading=True)) as session:
        yield session
