"""How a service is described, and what any of them may do to us.

A ``Fault`` says where what goes wrong, as which error with which words it must arrive, and how many
orders the service has accepted once the next try has succeeded: 1 where the first one is collected
after all, 2 where it was over or nobody could tell.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from include.providers.errors import (
    BadReply,
    Fatal,
    Lost,
    ProviderError,
    RateLimited,
    Retryable,
    UnknownStatus,
    Unreachable,
)
from tests.emulators.jobs import JobEmulator

HERE = "{the emulator}"
"""Stands for the emulator's address in a connection's extra."""

PRICE_USD = 0.25


@dataclass(frozen=True)
class Fault:
    """One misbehaviour and its end."""

    on: str
    kind: type[ProviderError]
    says: str
    ordered: int
    how: Mapping[str, Any]

    def __str__(self) -> str:
        return "-".join([self.on, *(str(value) for value in self.how.values())])

    @property
    def unseen(self) -> bool:
        """Whether the service took the order and we were not told."""
        return self.on == "submit" and self.ordered > 1

    @property
    def doubt(self) -> bool:
        """Whether nobody can tell from the reply if the service took the order."""
        return self.on == "submit" and issubclass(self.kind, Unreachable | BadReply)


def fault(
    on: str, kind: type[ProviderError], says: str, ordered: int, how: str, **more: Any
) -> Fault:
    return Fault(on, kind, says, ordered, {"how": how, **more})


ORDERED = (
    fault("submit", Retryable, "HTTP 503", 1, "503"),
    fault("submit", Unreachable, "unknown", 1, "502"),
    fault("submit", Unreachable, "unknown", 1, "504"),
    fault("submit", Unreachable, "unknown", 1, "gone", status=408),
    fault("submit", Unreachable, "in time", 2, "slow", seconds=0.9),
    fault("submit", Unreachable, "cut", 1, "cut_before"),
    fault("submit", Unreachable, "cut", 2, "cut_after"),
    fault("submit", Unreachable, "broke off|cut", 2, "truncated"),
    fault("submit", BadReply, "not JSON", 2, "html"),
    fault("submit", BadReply, "not JSON", 2, "malformed"),
    fault("submit", BadReply, "redirect", 1, "redirect", location="/x"),
    fault("submit", BadReply, "redirect|not on", 1, "redirect",
          location="https://evil.example/", status=307),
    fault("submit", BadReply, "more than", 1, "large", bytes=89 << 20),
    fault("submit", Fatal, "(?i)account|password|keys", 1, "gone", status=401),
    fault("submit", Fatal, "Check the order", 1, "gone", status=404),
)  # fmt: skip
"""What whoever is ordered from may do."""

SERVER_ERRORS_FREE = (fault("submit", Retryable, "HTTP 500", 1, "500"),)
"""Where the documentation says that a server error is not charged for."""

SERVER_ERRORS_OPEN = (
    fault("submit", Unreachable, "HTTP 500.*unknown", 1, "500"),
    fault("submit", Unreachable, "HTTP 500.*unknown", 2, "error_after"),
)
"""Where it does not say."""

POLLED = (
    fault("status", UnknownStatus, "(?i)levitating|42|9", 1, "unknown_status"),
    fault("status", Fatal, "(?i)account|password|keys", 1, "gone", status=401),
    fault("status", Lost, "not known any more", 2, "gone"),
    fault("result", BadReply, "without ", 2, "no_result"),
)
"""What whoever is polled may do."""

FETCHED = (
    fault("file", Lost, "is gone", 2, "gone", status=410),
    fault("file", Fatal, "may not be fetched", 1, "gone", status=403),
    fault("file", Retryable, "broke off", 1, "truncated"),
    fault("file", Retryable, "cut", 1, "cut_before"),
    fault("file", BadReply, "is text/html", 1, "wrong_type"),
    fault("file", BadReply, "is text/html", 1, "html"),
    fault("file", Retryable, "HTTP 500", 1, "500"),
    fault("file", RateLimited, "too many", 1, "429", retry_after=7),
    fault("file", BadReply, "not on the connection's host", 1, "redirect",
          location="http://127.0.0.1:1/x"),
    fault("file", BadReply, "redirects", 0, "redirect", location="#again", times=0),
)  # fmt: skip
"""What whoever keeps files may do."""

ELSEWHERE = (
    fault("result", BadReply, "not on the connection's host", 1, "elsewhere",
          url="https://evil.example/x?k=s"),
    fault("result", Fatal, "not a plain http", 1, "elsewhere", url="file:///etc/passwd"),
)  # fmt: skip
"""Where whoever says where a file lies may send us."""

HINT_S = 0.3
BUSY = ({"how": "429"},)
"""What means "not now" at any service, when ordered from."""

TROUBLE = (
    {"how": "slow", "seconds": 0.2},
    {"how": "429"},
    {"how": "429", "retry_after": 0.1},
    {"how": "500"},
    {"how": "503"},
    {"how": "cut_before"},
    {"how": "cut_after"},
    {"how": "html"},
    {"how": "malformed"},
    {"how": "truncated"},
)
"""What passes at any service, when polled."""


@dataclass(frozen=True)
class Service:
    """A provider, its emulator, and what is particular about it.

    ``spared`` says of a misbehaviour why it cannot happen. ``finds`` is true where a lost order can
    be looked up, so that a reply nobody saw costs nothing; ``unbilled`` says of a misbehaviour
    whether the job that ended in it is free by the documentation.
    """

    provider: str
    stage: str
    emulator: type[JobEmulator]
    model: str
    faults: tuple[Fault, ...]
    refused: tuple[Fault, ...] = ()
    spent: tuple[Fault, ...] = ()
    busy: tuple[Mapping[str, Any], ...] = ()
    """Misbehaviour on submit, besides HTTP 429, that means: not now."""
    trouble: tuple[Mapping[str, Any], ...] = ()
    """Misbehaviour on status, besides the server's, that passes."""
    spared: Mapping[str, str] = field(default_factory=dict)
    longest_prompt: int = 0
    """0 for no limit of ours."""
    path: str = ""
    login: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    variant: str = ""
    finds: bool = False
    unbilled: Callable[[Fault], bool] = lambda _: False

    def __str__(self) -> str:
        return f"{self.provider}{self.variant}"

    @property
    def every_fault(self) -> tuple[Fault, ...]:
        return (*self.faults, *self.refused, *self.spent)

    @property
    def at_once(self) -> bool:
        """Whether the answer to an order is what was ordered."""
        return not any(fault.on == "status" for fault in self.faults)

    def connection(self, url: str, **extra: Any) -> str:
        """Return the connection of the service's stage as the environment has it."""
        own = {name: url if value == HERE else value for name, value in self.extra.items()}
        more = {"provider": self.provider, "model": self.model, "price_usd": PRICE_USD}
        fields = {
            "conn_type": "http",
            "host": url + self.path,
            "login": self.login,
            "password": "emulator-key",
            "extra": {**more, "poll_interval_s": 0.05, **own, **extra},
        }
        return json.dumps(fields)
