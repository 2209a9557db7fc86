"""Answers to searches, kept in the media store: a stock is not asked the same again and again."""

import json
import time
from dataclasses import asdict, dataclass

from pydantic import Field

from include.domain import digest_of
from include.domain.base import Model
from include.domain.footage import Hit
from include.providers.stock import OnlineStock, Search
from include.storage.media import MediaStore


class Page(Model):
    """A page of what was found at ``at``, epoch seconds."""

    at: float = Field(ge=0)
    hits: tuple[Hit, ...]
    is_last: bool


@dataclass(frozen=True)
class Searches:
    """What a stock answered; whoever asks within ``provider.cache_s`` hears the same."""

    provider: OnlineStock
    store: MediaStore

    def find(self, search: Search) -> Page | None:
        """Return the page as it was answered, while that holds."""
        media = self.store.find(self._digest(search))
        if media is None:
            return None
        try:
            with self.store.open(media) as stream:
                page = Page.model_validate_json(stream.read())
        except (OSError, ValueError):
            return None
        return page if 0 <= time.time() - page.at < self.provider.cache_s else None

    def keep(self, search: Search, hits: tuple[Hit, ...], *, is_last: bool) -> Page:
        """Keep a page.

        Raises:
            StoreFull: There is no room in the store.
        """
        page = Page(at=time.time(), hits=hits, is_last=is_last)
        # as it is read again: with the addresses, which a repr leaves out
        text = json.dumps(page.model_dump(mode="json")).encode()
        self.store.put(text, "application/json", order_digest=self._digest(search))
        return page

    def _digest(self, search: Search) -> str:
        by = [self.provider.name, self.provider.shaping]
        return digest_of(["footage search", *by, asdict(search)])
