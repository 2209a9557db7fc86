"""What goes between us and a provider: orders and jobs, requests and replies, as frozen values."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from include.domain import digest_of
from include.providers.errors import BadReply, Fatal, ProviderError

Json = Any

_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
LONGEST_ID = 1000
"""Longest id of a job, in characters, and longest of what is kept beside it."""


@dataclass(frozen=True)
class Unsigned:
    """A request as it is about to leave, ``at`` a time with a zone: what a signature may cover.

    ``url`` is absolute, with its query; header names are lower case.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class Signature:
    """What signing adds to a request; all of it is secret."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)


Sign = Callable[[Unsigned], Signature]


@dataclass(frozen=True)
class Request:
    """One HTTP request. ``url`` is absolute, or a path below the connection's base URL.

    Secrets go into ``secret_headers``: sent, never shown in a repr. ``sign`` is asked when the
    request leaves, for services that sign its final bytes and the time. ``keep`` is what the job's
    later calls need of a submission besides its reply. The body is ``json``, or else ``form``, or
    else ``body``, whose type its headers say.
    Without ``follow`` a redirect is an answer like any other.
    """

    method: str
    url: str = field(repr=False)
    json: Json = None
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    secret_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    sign: Sign | None = field(default=None, repr=False, compare=False)
    keep: Mapping[str, str] = field(default_factory=dict)
    follow: bool = True


@dataclass(frozen=True)
class Reply:
    """What came back: header names are lower case, ``body`` is bounded by the transport."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Json:
        """Return the decoded body; raise ``BadReply`` when it is not JSON, or nested without end.

        Halves of characters, which JSON may escape and no file, database or digest can hold, are
        replaced.
        """
        import json

        try:
            found = json.loads(self.body)
            if not _HALF.search(self.body):
                return found
            text = json.dumps(found, ensure_ascii=False)
            return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        except (ValueError, RecursionError) as error:
            kind = self.headers.get("content-type", "no content type")
            raise BadReply(
                f"The reply (HTTP {self.status}, {kind}) is not JSON. "
                "Check the connection's host: a proxy or login page may have answered."
            ) from error

    def object(self) -> dict[str, Any]:
        """Return the decoded body; raise ``BadReply`` when it is not a JSON object."""
        body = self.json()
        if not isinstance(body, dict):
            raise BadReply(
                f"The reply (HTTP {self.status}) is a JSON {type(body).__name__}, not an object. "
                "Check the connection's host."
            )
        return body

    def object_or_empty(self) -> dict[str, Any]:
        """Return the decoded body, empty when it is no object: an error may come as any page."""
        try:
            return self.object()
        except BadReply:
            return {}


@dataclass(frozen=True)
class Setting:
    """A field of a provider's connection: ``host``, ``login``, ``password``, or one of its extra.

    ``about`` says what it is for and what holds without it, in Markdown; ``shapes`` that another
    value of it gives another result.
    """

    name: str
    about: str
    shapes: bool = False

    @property
    def is_extra(self) -> bool:
        """Whether it is a key of the connection's extra field."""
        return self.name not in ("host", "login", "password")


FLAGS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Account:
    """What a connection gives a provider: where, who, which model, at what price.

    ``extra`` is the connection's extra field, less what has a name here.
    """

    base_url: str = ""
    secret: str = field(default="", repr=False)
    login: str = ""
    model: str = ""
    price_usd: float | None = None
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def cost_usd(self, **units: float) -> float:
        """Return what an order costs that is so many of each unit.

        ``price_usd`` is for a piece, or for the unit that extra ``price_per`` names; without a
        price everything is free.

        Raises:
            Fatal: The service has no such unit.
        """
        per = self.extra.get("price_per") or "piece"
        if per not in units and per != "piece":
            known = ", ".join(("piece", *units))
            raise Fatal(f"price_per of the connection is {per!r}. Choose one of: {known}.")
        return (self.price_usd or 0.0) * units.get(per, 1.0)

    def number(self, name: str, default: float) -> float:
        """Return a number of the extra field; raise ``Fatal`` when it is none."""
        value = self.extra.get(name)
        try:
            found = default if value in (None, "") else float(value)
        except (TypeError, ValueError):
            found = math.nan
        if not math.isfinite(found):
            raise Fatal(f"{name} of the connection's extra is {value!r}; give a number.")
        return found

    def flag(self, name: str, *, default: bool) -> bool:
        """Return what the extra field says; raise ``Fatal`` when it is neither true nor false.

        A connection that is given as a URI says it in words.
        """
        value = self.extra.get(name)
        said = default if value in (None, "") else FLAGS.get(str(value).lower())
        if said is None:
            raise Fatal(f"{name} of the connection's extra is {value!r}; give true or false.")
        return said

    def mapping(self, name: str) -> Mapping[str, Any]:
        """Return an object of the extra field; raise ``Fatal`` when it is none."""
        value = self.extra.get(name) or {}
        if not isinstance(value, Mapping):
            raise Fatal(f"{name} of the connection's extra is {value!r}; give a JSON object.")
        return value


class State(Enum):
    """What a job's status means to us."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Job:
    """An accepted order: the provider's id, and what its later calls need besides.

    Raises:
        BadReply: They are nothing that could be told, written down, or put into an address.
    """

    job_id: str
    data: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for said in (self.job_id, *self.data.values()):
            if len(said) > LONGEST_ID or not said.isprintable():
                raise BadReply(
                    f"The service's id of its job is {said[:50]!r}, which is none. Check the "
                    "connection's host."
                )


@dataclass(frozen=True)
class Progress:
    """The answer to one poll; ``next_poll_s`` is the provider's hint, ``error`` set on failure."""

    state: State
    percent: float | None = None
    next_poll_s: float | None = None
    detail: str = ""
    error: ProviderError | None = None


@dataclass(frozen=True)
class Result:
    """Where a finished job's file is, fetched at once because such URLs expire.

    ``relabel`` corrects content types that the service is known to say wrongly. ``inline`` is the
    file itself, where the reply held it; ``url`` is then empty. ``headers`` go to the connection's
    own host and to the origin ``trusted``, no further.
    """

    url: str = field(repr=False)
    content_types: tuple[str, ...]
    max_bytes: int
    duration_s: float | None = None
    cost_usd: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    relabel: Mapping[str, str] = field(default_factory=dict)
    trusted: str = ""
    inline: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Order:
    """What a provider is asked for; its digest covers everything that shapes the result.

    ``account`` stands for what the connection adds to that: its host, and settings such as sizes.
    """

    stage: str
    provider: str
    model: str
    prompt: str
    duration_s: float
    aspect: str = "9:16"
    seed: int = 0
    take: int = 1
    account: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over every field: what the order is known by in the ledger and the store."""
        return digest_of({**vars(self), "options": dict(self.options)})
