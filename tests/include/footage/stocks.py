"""A stockroom at an emulated stock, with a ledger and a store of its own."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from include.footage.online import OnlineShelf
from include.footage.stockroom import Shelf, Stockroom
from include.ledger.ledger import Ledger
from include.limits.gate import Gate
from include.ordering.asking import Ask, Asker, Settlement
from include.providers import catalogue
from include.providers.values import Account, Order
from include.storage.media import MediaStore


@dataclass
class Shop:
    """A stock, and whoever takes footage from it."""

    provider: Any
    folder: Path
    gate: Gate = field(default_factory=Gate)
    memory_days: float = 30.0

    @property
    def ledger(self) -> Ledger:
        return Ledger(f"sqlite:///{self.folder}/ledger.db")

    @property
    def store(self) -> MediaStore:
        return MediaStore(self.folder / "media")

    def shelf(self, booked: int = 0) -> Shelf:
        return OnlineShelf(self.provider, self.store, self.gate, booked)

    def room(self, *, batch="b1", topic_id="t1", booked=0) -> Stockroom:
        asker = Asker(batch, topic_id, "owner")
        args = (self.store, self.ledger, asker, self.memory_days, lambda: None)
        return Stockroom(self.shelf(booked), *args)

    def ask(self, seen="Ocean waves", index=0, *, duration_s=5.0, **options) -> Ask:
        about = {"channel": "daily", "batch": "b1", "language": "en", "emphasis": [], **options}
        order = Order("clip", self.provider.name, "", seen, duration_s, seed=index, options=about)
        return Ask(order, f"shot {index + 1}", index)

    def settle(self, *asks: Ask, **room: Any) -> Settlement:
        return self.room(**room).settle(asks or (self.ask(),))

    def had(self, *asks: Ask, **room: Any) -> list[Any]:
        """Return what asks came to; all must have come to something."""
        state = self.settle(*asks, **room)
        assert not state.errors
        assert not state.later
        return [state.done[asked.digest] for asked in asks or (self.ask(),)]


def shop(name: str, url: str, folder: Path, **extra: Any) -> Shop:
    account = Account(url, "emulator-key", extra=extra)
    return Shop(catalogue.find("clip", name)(account), folder)
