"""A provider's orders through a real service, ledger and store, without Airflow."""

import logging
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from include.ledger.ledger import Ledger
from include.limits.gate import Gate
from include.ordering.asking import Ask, Asker, Rules
from include.ordering.collecting import Collector
from include.ordering.desk import Desk
from include.ordering.fulfilled import Fulfilled
from include.ordering.presenting import Presenter
from include.ordering.submitting import Submitter
from include.providers import catalogue, errors
from include.providers.base import JobProvider
from include.providers.values import Account, Order
from include.storage.media import MediaStore
from tests.emulators.server import Emulator

KEY = "emulator-key"
PRICE_USD = 0.25

SUBMIT: list[tuple[str, dict[str, Any], type[errors.ProviderError], str]] = [
    ("submit", {"how": "500"}, errors.Retryable, "HTTP 500"),
    ("submit", {"how": "503"}, errors.Retryable, "HTTP 503"),
    ("submit", {"how": "502"}, errors.Unreachable, "unknown"),
    ("submit", {"how": "504"}, errors.Unreachable, "unknown"),
    ("submit", {"how": "gone", "status": 408}, errors.Unreachable, "unknown"),
    ("submit", {"how": "cut_before"}, errors.Unreachable, "cut"),
    ("submit", {"how": "cut_after"}, errors.Unreachable, "cut"),
    ("submit", {"how": "truncated"}, errors.Unreachable, "broke off|cut"),
    ("submit", {"how": "html"}, errors.BadReply, "not JSON"),
    ("submit", {"how": "malformed"}, errors.BadReply, "not JSON"),
    ("submit", {"how": "redirect", "location": "/x"}, errors.BadReply, "redirect"),
    ("submit", {"how": "redirect", "status": 307, "location": "https://evil.example/x"},
     errors.BadReply, "not on the connection's host"),
    ("submit", {"how": "gone", "status": 401}, errors.Fatal, "(?i)refused the account"),
    ("submit", {"how": "gone", "status": 404}, errors.Fatal, "Check the order"),
]  # fmt: skip
"""What any service may do when it is ordered from."""

STATUS: list[tuple[str, dict[str, Any], type[errors.ProviderError], str]] = [
    ("status", {"how": "unknown_status", "times": 0}, errors.UnknownStatus, "LEVITATING"),
    ("status", {"how": "gone"}, errors.Lost, "not known any more"),
    ("status", {"how": "gone", "status": 401}, errors.Fatal, "(?i)refused the account"),
]
"""What any service may do when it is polled."""

FILE: list[tuple[str, dict[str, Any], type[errors.ProviderError], str]] = [
    ("file", {"how": "gone", "status": 410}, errors.Lost, "is gone"),
    ("file", {"how": "gone", "status": 403}, errors.Fatal, "may not be fetched"),
    ("file", {"how": "truncated"}, errors.Retryable, "broke off"),
    ("file", {"how": "wrong_type"}, errors.BadReply, "is text/html"),
    ("file", {"how": "html"}, errors.BadReply, "is text/html"),
    ("file", {"how": "500"}, errors.Retryable, "HTTP 500"),
    ("file", {"how": "429", "retry_after": 7}, errors.RateLimited, "too many"),
    ("file", {"how": "redirect", "location": "http://127.0.0.1:1/x"}, errors.BadReply,
     "not on the connection's host"),
]  # fmt: skip
"""What any service may do when a file is fetched from it."""

FORGIVEN = [
    {"how": "500"},
    {"how": "503"},
    {"how": "429"},
    {"how": "429", "retry_after": 3},
    {"how": "cut_before"},
    {"how": "cut_after"},
    {"how": "html"},
    {"how": "malformed"},
    {"how": "truncated"},
]
"""Trouble with a poll that says nothing about the job: it is asked again."""


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


def check_misbehaviour(bench, caplog, on, fault, kind, says) -> None:
    """The error is of its kind, names its subject, and leaves no file and no secret anywhere."""
    bench.emulator.misbehave(on, **fault)
    with caplog.at_level(logging.DEBUG), pytest.raises(errors.ProviderError, match=says) as caught:
        bench.settle()
    assert type(caught.value) is kind
    assert "shot 1" in str(caught.value)
    assert list(bench.store.partials().iterdir()) == []
    assert bench.store.find(bench.order().digest) is None
    written = (bench.folder / "ledger.db").read_bytes().decode(errors="replace")
    for told in (caplog.text, str(caught.value), written):
        for secret in (KEY, "?k=", "Signature", "alt=media"):
            assert secret not in told


def check_paid(bench, on, fault, charged, *, doubted=0) -> None:
    """The next try gives the file, and was charged for only where the first job was over."""
    bench.emulator.misbehave(on, **fault)
    with pytest.raises(errors.ProviderError):
        bench.settle()
    (got,) = bench.settle(try_id="2")
    assert bench.store.local(got.media).stat().st_size == got.media.size_bytes
    assert bench.emulator.stats()["charged"] == charged
    spent = bench.ledger.spend.spent(batch="batch")
    assert (spent.usd, spent.doubtful_usd) == (
        pytest.approx(PRICE_USD * (charged if not doubted else 1 + doubted)),
        pytest.approx(PRICE_USD * doubted),
    )


def check_forgiven(bench, on, fault) -> None:
    """A poll that fails in passing costs nothing and ends in the file."""
    bench.emulator.misbehave(on, **fault)
    (got,) = bench.settle()
    assert got.media
    assert bench.emulator.stats()["charged"] == 1
    assert bench.paid_usd() == PRICE_USD
