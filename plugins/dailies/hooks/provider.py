"""From a connection to a provider with its account.

Of a connection, ``extra.provider`` names the provider's file, ``extra.model`` the model and
``extra.price_usd`` its price; ``host`` (with scheme and port) replaces the provider's base URL and
``password`` is the secret. A stage without a connection uses its embedded default.
"""

import difflib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException

from include.providers import base, catalogue, values
from include.providers.errors import Fatal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from airflow.sdk import Connection


DEFAULTS = {
    "topics": "feed",
    "text": "extractive",
    "speech": "espeak",
    "transcription": "none",
    "image": "none",
    "clip": "procedural",
    "music": "bed",
}
"""The embedded providers: they need no connection, no key and no network."""

log = logging.getLogger(__name__)

NAMED = ("provider", "model", "price_usd")


@dataclass(frozen=True)
class Service:
    """A provider with its account, and the connection that account came from ("" for none)."""

    provider: base.Provider
    conn_id: str = ""


def service_for(stage: str, *, name: str = "", conn_id: str = "") -> Service:
    """Return the provider ``name`` of a stage with its account, in a worker.

    Without ``conn_id``, ``dailies_<stage>_<name>`` is used where it exists, else
    ``dailies_<stage>``; without ``name``, the provider that the connection names.

    Raises:
        Fatal: There is no such provider, or its connection cannot be used.
    """
    for candidate in _candidates(stage, name, conn_id):
        try:
            connection = BaseHook.get_connection(candidate)
        except AirflowNotFoundException:
            continue
        service = _service(stage, name, connection, candidate)
        _warn_of_unknown(service, connection)
        return service
    return _without(stage, name, conn_id)


async def aservice_for(stage: str, *, name: str = "", conn_id: str = "") -> Service:
    """Do as ``service_for``, in the triggerer, without blocking its loop."""
    for candidate in _candidates(stage, name, conn_id):
        try:
            connection = await BaseHook.aget_connection(candidate)
        except AirflowNotFoundException:
            continue
        return _service(stage, name, connection, candidate)
    return _without(stage, name, conn_id)


def account_of(connection: "Connection") -> values.Account:
    """Read a connection's fields.

    Raises:
        Fatal: ``price_usd`` is not a price.
    """
    extra: Mapping[str, Any] = connection.extra_dejson
    return values.Account(
        base_url=base_url_of(connection),
        secret=connection.password or "",
        login=connection.login or "",
        model=str(extra.get("model") or ""),
        price_usd=_price(extra.get("price_usd"), connection.conn_id),
        extra={key: value for key, value in extra.items() if key not in NAMED},
    )


def base_url_of(connection: "Connection") -> str:
    """Return scheme, host and port as a URL; "" when the connection leaves the host to us.

    A host without a scheme means https, unless the connection's schema says http.
    """
    host = (connection.host or "").rstrip("/")
    if not host:
        return ""
    if "://" not in host:
        scheme = connection.schema if connection.schema in ("http", "https") else "https"
        host = f"{scheme}://{host}"
    after_scheme = host.partition("://")[2]
    has_port = ":" in after_scheme.partition("/")[0].rpartition("]")[2]
    return host if has_port or not connection.port else _with_port(host, connection.port)


def _with_port(url: str, port: int) -> str:
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}:{port}{slash}{path}"


def _candidates(stage: str, name: str, conn_id: str) -> tuple[str, ...]:
    if conn_id:
        return (conn_id,)
    return (f"dailies_{stage}_{name}", f"dailies_{stage}") if name else (f"dailies_{stage}",)


def _service(stage: str, name: str, connection: "Connection", conn_id: str) -> Service:
    owner = str(connection.extra_dejson.get("provider") or "")
    chosen = name or owner or _default(stage)
    provider = catalogue.find(stage, chosen)
    if owner and owner != chosen:
        # One service's key is never shown to another.
        return Service(provider())
    return Service(provider(account_of(connection)), conn_id)


def _warn_of_unknown(service: Service, connection: "Connection") -> None:
    """Tell of what the provider does not read: a typing error may be expensive."""
    if not service.conn_id:
        return
    known = service.provider.extras()
    for name in sorted(set(connection.extra_dejson) - known):
        near = difflib.get_close_matches(name, known, n=1)
        log.warning(
            "Connection %s has extra %r, which provider %s does not read%s",
            service.conn_id,
            name,
            service.provider.name,
            f": is it meant to be {near[0]!r}?" if near else "; see docs/providers.md",
        )


def _without(stage: str, name: str, conn_id: str) -> Service:
    if conn_id:
        raise Fatal(
            f"Connection {conn_id!r} does not exist. Add it, or leave conn_id empty for the "
            "embedded default."
        )
    return Service(catalogue.find(stage, name or _default(stage))())


def _default(stage: str) -> str:
    if stage not in DEFAULTS:
        raise Fatal(f"No provider for {stage} is set. Name one in connection dailies_{stage}.")
    return DEFAULTS[stage]


def _price(value: Any, conn_id: str) -> float | None:
    if value in (None, ""):
        return None
    try:
        price = float(value)
    except (TypeError, ValueError):
        price = -1.0
    if not 0 <= price < float("inf"):
        raise Fatal(f"price_usd of connection {conn_id} is {value!r}; give a price in USD.")
    return price
