"""A stock on the network: searched once a day for the same words, and fetched from."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path

from include.domain.footage import Hit
from include.footage.choosing import Choice, Need
from include.footage.remembering import Page, Searches
from include.footage.searching import searches
from include.footage.stockroom import Got, Held
from include.limits.gate import Gate
from include.ordering.asking import Later
from include.providers.errors import Fatal, ProviderError
from include.providers.stock import LARGEST_BYTES, OnlineStock, Search
from include.providers.transport import ask, download
from include.providers.values import Reply, Request, Result
from include.storage.media import MediaStore
from include.storage.writing import room


@dataclass
class OnlineShelf:
    """What a stock on the network has; ``booked`` permits are ours from an earlier wait."""

    provider: OnlineStock
    store: MediaStore
    gate: Gate
    booked: int = 0

    def offers(self, need: Need, *, aspect: str) -> Iterator[tuple[Hit, ...]]:
        """Yield pages of hits: of the most precise search first, then of more general ones.

        Clips of another shape are searched for last, and precisely.

        Raises:
            Held: There is no permit now.
            ProviderError: The stock does not answer.
        """
        asked, tongue = searches(need.terms), need.terms.language
        shaped = aspect if self.provider.knows_shapes else ""
        for words in asked:
            yield from self._pages(Search(words, tongue, shaped))
        if shaped and asked:
            yield from self._pages(Search(asked[0], tongue, ""))

    def fetch(self, choice: Choice, *, what: str) -> Got:
        """Fetch the file of a hit.

        Raises:
            ProviderError: It cannot be had.
            StoreFull: There is no room for it.
        """
        folder = self.store.partials()
        wanted = Result(choice.rendition.url, self.provider.content_types, LARGEST_BYTES)
        with room(str(folder)):
            got = download(self.provider, wanted, folder, what=what)
        return Got(Path(got.path), got.content_type)

    def _pages(self, search: Search) -> Iterator[tuple[Hit, ...]]:
        for number in range(1, self.provider.most_pages + 1):
            page = self._page(replace(search, page=number))
            yield page.hits
            if page.is_last:
                return

    def _page(self, search: Search) -> Page:
        known = Searches(self.provider, self.store)
        if page := known.find(search):
            return page
        reply = self._answer(search)
        hits = self.provider.hits(reply)
        return known.keep(search, hits, is_last=self.provider.is_last(reply, search.page))

    def _answer(self, search: Search) -> Reply:
        try:
            return self._asked(self.provider.search(search), search)
        except Fatal as error:
            moved = self.provider.moved(search)
            if error.status != HTTPStatus.NOT_FOUND or moved is None:
                raise
            return self._asked(moved, search)

    def _asked(self, request: Request, search: Search) -> Reply:
        self._permit()
        try:
            reply = ask(self.provider, request, what=f"Searching {search.words!r}")
        except ProviderError as error:
            self.gate.went(error)
            raise
        self.gate.went()
        return reply

    def _permit(self) -> None:
        now = time.time()
        if trouble_s := self.gate.wait_s():
            raise Held(Later(now + trouble_s, "the stock is in trouble", self.booked))
        if self.booked:
            self.booked -= 1
        elif wait_s := self.gate.book(1):
            raise Held(Later(now + wait_s, "the connection's rate allows no more now", 1))
