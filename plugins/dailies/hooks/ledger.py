"""From connection ``dailies_ledger`` to the ledger; without it, the SQLite file of the settings.

The connection is a database connection (``postgres://…``), or names no host and so leaves the
database as it is; its extra field ``day_budget_usd`` limits what a UTC day may cost.
"""

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException

from include.providers.errors import Fatal
from include.settings import Settings

if TYPE_CHECKING:
    from airflow.sdk import Connection

    from include.ledger.ledger import Ledger

CONN_ID = "dailies_ledger"


def ledger(conn_id: str = CONN_ID) -> "Ledger":
    """Return the ledger, in a worker; its tables are made when they are missing."""
    return _open(_connection(conn_id))


def day_budget_usd(conn_id: str = CONN_ID) -> float | None:
    """Return what a day may cost, if the connection says so."""
    connection = _connection(conn_id)
    value: Any = connection.extra_dejson.get("day_budget_usd") if connection else None
    try:
        return None if value in (None, "") else float(value)
    except (TypeError, ValueError):
        raise Fatal(
            f"day_budget_usd of connection {conn_id} is {value!r}; give an amount in USD."
        ) from None


def _connection(conn_id: str) -> "Connection | None":
    try:
        found: Connection = BaseHook.get_connection(conn_id)
    except AirflowNotFoundException:
        return None
    return found


def _open(connection: "Connection | None") -> "Ledger":
    from include.ledger.ledger import Ledger

    named = connection and (connection.host or connection.schema)
    try:
        return Ledger(_url(connection) if connection and named else Settings.from_env().ledger_url)
    except ModuleNotFoundError as error:
        raise Fatal(
            f"Connection {CONN_ID} needs a driver that is not installed: {error}. "
            "Install it beside Airflow: pip install 'psycopg[binary]'."
        ) from error


def _url(connection: "Connection") -> str:
    from sqlalchemy import URL

    kind = connection.conn_type or ""
    if kind == "sqlite":
        return f"sqlite:///{connection.host or connection.schema}"
    if kind not in ("postgres", "postgresql"):
        raise Fatal(
            f"Connection {connection.conn_id} is of type {kind!r}; the ledger lives in postgres or "
            "sqlite. Correct its type."
        )
    return URL.create(
        "postgresql",
        username=connection.login,
        password=connection.password,
        host=connection.host,
        port=connection.port,
        database=connection.schema,
    ).render_as_string(hide_password=False)
