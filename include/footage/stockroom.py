"""Shots fulfilled from a stock: searched, chosen, claimed, fetched, looked at, stored.

Footage is claimed before it is fetched, with all that must be said of it, so that none is ever in
the store whose licence is not in the ledger. What is found again needs both.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from include.domain import Media
from include.domain.footage import Hit, Taken
from include.editing.look import canvas
from include.footage.choosing import Choice, Need, enlarged, lasts, ranked
from include.footage.rules import rules
from include.footage.searching import terms_of
from include.ledger.footage import Shot
from include.ledger.ledger import Ledger
from include.ordering.asking import Ask, Asker, Later, Settlement, told_of
from include.ordering.fulfilled import Fulfilled
from include.providers.errors import BadReply, Lost, ProviderError, RateLimited, Unmatched
from include.providers.stock import SHORTEST_WAIT_S, StockProvider
from include.providers.values import Order
from include.rendering.probe import Unreadable, picture
from include.storage.media import MediaStore

MOST_TRIED = 3
"""So many files that cannot be used are fetched for a shot before it is given up."""

OF_ONE_SHOT = (Unmatched, BadReply, Lost)
"""Errors that say nothing of the stock itself: the next shot may be had."""

log = logging.getLogger(__name__)


class Held(Exception):  # noqa: N818 - a decision, not an error
    """A search has to wait until ``later``."""

    def __init__(self, later: Later) -> None:
        super().__init__(later.why)
        self.later = later


@dataclass(frozen=True)
class Got:
    """A fetched file under a partial name; the store takes it, or it is deleted."""

    path: Path
    content_type: str


class Shelf(Protocol):
    """Where footage is: a stock on the network, or a folder."""

    @property
    def provider(self) -> StockProvider:
        """Whose it is."""

    def offers(self, need: Need, *, aspect: str) -> Iterator[tuple[Hit, ...]]:
        """Yield what there is for a shot, the likeliest first."""

    def fetch(self, choice: Choice, *, what: str) -> Got:
        """Fetch what was chosen."""


@dataclass(frozen=True)
class Stockroom:
    """Fulfils one task's shots from a shelf.

    What the shot's channel has shown in the last ``memory_days`` it does not get again. An order
    says in its options whose shot it is (``channel``, ``batch``), in which ``language`` it is
    described, and what is stressed meanwhile (``emphasis``).
    """

    shelf: Shelf
    store: MediaStore
    ledger: Ledger
    asker: Asker
    memory_days: float
    stop: Callable[[], None]

    def settle(self, asks: Iterable[Ask]) -> Settlement:
        """Fulfil what can be fulfilled now; what must wait, waits as orders do."""
        state, missing = Settlement(), []
        for asked in {asked.digest: asked for asked in asks}.values():
            if found := self.known(asked.order):
                log.info("%s is in the media store already", asked.subject)
                state.done[asked.digest] = found
            else:
                missing.append(asked)
        for asked in missing:
            self.stop()
            if not self._settled(asked, state):
                break
        return state

    def known(self, order: Order) -> Fulfilled | None:
        """Return what was taken for an order before."""
        taken = self.ledger.footage.taken(order.digest)
        media = self.store.find(order.digest) if taken else None
        return _fulfilled(order, media, taken, reused=True) if taken and media else None

    def _settled(self, asked: Ask, state: Settlement) -> bool:
        """Take a shot as far as it goes; false when there is no use in going on."""
        try:
            state.done[asked.digest] = self._taken(asked)
        except Held as held:
            state.later.append(held.later)
            return False
        except RateLimited as error:
            wait_s = max(SHORTEST_WAIT_S, error.retry_after_s or 0.0)
            state.later.append(Later(time.time() + wait_s, str(error)))
            return False
        except ProviderError as error:
            state.errors.append((asked, told_of(asked, error)))
            return isinstance(error, OF_ONE_SHOT)
        return True

    def _taken(self, asked: Ask) -> Fulfilled:
        """Take the best there is that can be had.

        Raises:
            Unmatched: There is nothing that fits the shot.
            ProviderError: What fits cannot be had.
        """
        order, need, shot = asked.order, _need(asked.order), self._shot(asked.order)
        provider, failures = self.shelf.provider, list[ProviderError]()
        for hits in self.shelf.offers(need, aspect=order.aspect):
            used = self.ledger.footage.used(shot, provider.name)
            for choice in ranked(hits, need, used=used):
                if not self.ledger.footage.claim(shot, provider.taken(choice.hit)):
                    continue
                try:
                    return self._stored(asked, choice, need)
                except ProviderError as error:
                    self.ledger.footage.release(order.digest)
                    log.warning("%s", error)
                    failures.append(error)
                if len(failures) >= MOST_TRIED:
                    raise failures[-1]
        if failures:
            raise failures[-1]
        words = ", ".join(term.word for term in need.terms.terms) or "nothing in particular"
        raise Unmatched(
            f"{provider.title} has nothing that the channel has not shown and that fits {words}. "
            "Name another provider after it."
        )

    def _stored(self, asked: Ask, choice: Choice, need: Need) -> Fulfilled:
        provider, hit = self.shelf.provider, choice.hit
        got = self.shelf.fetch(choice, what=f"Fetching {asked.subject} from {provider.name}")
        try:
            length_s = _looked_at(got.path, hit, need)
            media = self.store.put(got.path, got.content_type, order_digest=asked.digest, move=True)
        finally:
            got.path.unlink(missing_ok=True)
        log.info(
            "Took %s of %s for %s (%.1f s, %.1f MB)",
            hit.footage_id,
            provider.title,
            asked.subject,
            length_s,
            media.size_bytes / 1e6,
        )
        return _fulfilled(asked.order, media, provider.taken(hit), duration_s=length_s)

    def _shot(self, order: Order) -> Shot:
        return Shot(
            channel=str(order.options.get("channel") or ""),
            batch=self.asker.batch,
            topic_id=self.asker.topic_id,
            order_digest=order.digest,
            since=datetime.now(UTC) - timedelta(days=self.memory_days),
        )


def _need(order: Order) -> Need:
    options = order.options
    emphasis = [str(word) for word in options.get("emphasis") or ()]
    terms = terms_of(order.prompt, emphasis, str(options.get("language") or "en"))
    return Need(terms, order.duration_s, canvas(order.aspect))


def _looked_at(path: Path, hit: Hit, need: Need) -> float:
    """Return the length of a file in seconds, 0 for a still.

    Raises:
        BadReply: It is not what its stock said it is.
    """
    try:
        found = picture(path)
    except Unreadable as error:
        raise BadReply(f"Footage {hit.footage_id} cannot be shown: {error}") from None
    length_s = 0.0 if found.is_still else found.duration_s
    times = enlarged(found.width_px, found.height_px, need)
    if found.is_still != hit.is_still or not lasts(length_s, need):
        raise BadReply(
            f"Footage {hit.footage_id} lasts {length_s:.1f} s, and was to last "
            f"{hit.duration_s:.1f} s. It is left out."
        )
    if times > rules().most_enlarged:
        raise BadReply(
            f"Footage {hit.footage_id} has {found.width_px}x{found.height_px} px, and would be "
            f"enlarged {times:.1f} times. It is left out."
        )
    return length_s


def _fulfilled(
    order: Order,
    media: Media,
    taken: Taken,
    *,
    duration_s: float | None = None,
    reused: bool = False,
) -> Fulfilled:
    return Fulfilled(
        order=order,
        provider=taken.provider,
        media=media,
        duration_s=duration_s,
        licence=taken.licence,
        credit=taken.credit,
        made_with_ai=taken.made_with_ai,
        reused=reused,
    )
