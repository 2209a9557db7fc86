"""The stockroom of one task: a stock with its account, the store, and the channel's memory."""

from typing import TYPE_CHECKING, cast

from include.providers.stock import FolderStock, OnlineStock

if TYPE_CHECKING:
    from dailies.hooks.provider import Service
    from include.footage.stockroom import Shelf, Stockroom
    from include.ordering.asking import Asker, Stop
    from include.storage.media import MediaStore


def stockroom_for(
    service: "Service", asker: "Asker", *, memory_days: float, booked: int, stop: "Stop"
) -> "Stockroom":
    """Return where a task's shots are fulfilled from a stock.

    Extra ``memory_days`` of the stock's connection goes before the channel's.

    Raises:
        Fatal: A limit or the memory of the connection cannot be read.
        Retryable: Limits are set, and there is no Redis to keep them.
    """
    from dailies.hooks.ledger import ledger
    from dailies.hooks.media import media_store
    from include.footage.stockroom import Stockroom

    store = media_store()
    return Stockroom(
        _shelf(service, store, booked),
        store,
        ledger(),
        asker,
        max(0.0, service.provider.account.number("memory_days", memory_days)),
        stop,
    )


def _shelf(service: "Service", store: "MediaStore", booked: int) -> "Shelf":
    if isinstance(service.provider, FolderStock):
        from include.footage.folder import FolderShelf

        return FolderShelf(service.provider, store)
    from dailies.hooks.limits import gate_of
    from include.footage.online import OnlineShelf

    return OnlineShelf(cast("OnlineStock", service.provider), store, gate_of(service), booked)
