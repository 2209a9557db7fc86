"""Orders that are fulfilled at once, on this machine."""

import logging
from collections.abc import Iterable

from include.ordering.asking import Ask, Settlement, told_of
from include.ordering.fulfilled import Fulfilled
from include.providers.base import MakerProvider
from include.providers.errors import ProviderError
from include.providers.values import Order
from include.storage.media import MediaStore

log = logging.getLogger(__name__)


def make_all(provider: MakerProvider, asks: Iterable[Ask], store: MediaStore) -> Settlement:
    """Make what is not in the store yet; the same order is made once.

    Raises:
        StoreFull: There is no room for it.
    """
    state = Settlement()
    for asked in asks:
        try:
            state.done[asked.digest] = _make(provider, asked.order, store)
        except ProviderError as error:
            state.errors.append((asked, told_of(asked, error)))
    return state


def _make(provider: MakerProvider, order: Order, store: MediaStore) -> Fulfilled:
    media = store.find(order.digest)
    reused = media is not None
    if not media and (made := provider.make(order)) is not None:
        media = store.put(made, provider.content_type, order_digest=order.digest)
        log.info("Made %s with %s (%d bytes)", order.stage, provider.name, media.size_bytes)
    return Fulfilled(
        order=order,
        provider=provider.name,
        media=media,
        duration_s=order.duration_s,
        licence=provider.licence,
        made_with_ai=provider.made_with_ai,
        reused=reused,
    )
