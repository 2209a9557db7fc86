"""A provider's orders through a real service, ledger and store, without Airflow."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from include.ledger.ledger import Ledger
from include.limits.gate import Gate
from include.ordering.asking import Ask, Asker, Rules
from include.ordering.collecting import Collector
from include.ordering.desk import Desk
from include.ordering.fulfilled import Fulfilled
from include.ordering.presenting import Presenter
from include.ordering.submitting import Submitter
from include.providers import catalogue
from include.providers.base import JobProvider
from include.providers.values import Account, Order
from include.storage.media import MediaStore
from tests.emulators.server import Emulator

KEY = "emulator-key"
PRICE_USD = 0.25


@dataclass
class Bench:
    """One provider at one emulated service, with a ledger and a store of its own."""

    emulator: Emulator
    provider: JobProvider
    folder: Path
    rules: Rules

    @property
    def ledger(self) -> Ledger:
        return Ledger(f"sqlite:///{self.folder}/ledger.db")

    @property
    def store(self) -> MediaStore:
        return MediaStore(self.folder / "media")

    def order(self, prompt: str = "sea", **fields: Any) -> Order:
        provider = self.provider
        return Order(provider.stage, provider.name, provider.account.model, prompt, 4.0, **fields)

    def ask(self, prompt: str = "sea", **fields: Any) -> Ask:
        return Ask(self.order(prompt, **fields), "shot 1", 0)

    def desk(self, *, try_id: str = "1", epoch: int = 0) -> Desk:
        asker = Asker("batch", "topic", "owner", epoch=epoch, try_id=try_id)
        present = Presenter(self.store)
        submitter = Submitter(
            self.provider, "conn", self.ledger, Gate(), asker, self.rules, present
        )
        return Desk(submitter, Collector(self.provider, self.ledger, self.store, asker))

    def settle(self, *asks: Ask, try_id: str = "1", at_most_s: float = 20.0) -> list[Fulfilled]:
        """Take orders to their end as a task does, waiting for what is pending."""
        asks = asks or (self.ask(),)
        ends = time.monotonic() + at_most_s
        while time.monotonic() < ends:
            settlement = self.desk(try_id=try_id).settle(asks)
            if settlement.worst:
                raise settlement.worst
            if len(settlement.done) == len(asks):
                return [settlement.done[asked.digest] for asked in asks]
            time.sleep(0.02)
        raise AssertionError(f"not settled after {at_most_s} s: {settlement}")

    def set(self, **extra: Any) -> None:
        """Change the connection's extra field."""
        account = self.provider.account
        kind = type(self.provider)
        self.provider = kind(replace(account, extra={**account.extra, **extra}))

    def paid_usd(self) -> float:
        """What the ledger says was paid for certain."""
        spent = self.ledger.spend.spent(batch="batch")
        return spent.usd - spent.doubtful_usd


def bench(
    emulator: Emulator, folder: Path, stage: str, name: str, *, model: str, path: str = "", **extra
) -> Bench:
    """Return a provider at an emulator whose jobs end at once."""
    emulator.settings["job_s"] = 0.0
    account = Account(emulator.url + path, KEY, model=model, price_usd=PRICE_USD, extra=extra)
    return Bench(emulator, catalogue.find(stage, name)(account), folder, Rules(lease_s=0.0))
