"""What a provider is: facts as class attributes and short questions, without I/O.

A provider is found by its file name (``include/providers/<stage>/<name>.py``) and is the one
subclass of its stage's base class defined there. What it may ask of the world it expresses as a
``Request``; ``transport`` sends it and hands the ``Reply`` back.
"""

import importlib
import inspect
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar

from include.domain import Finding, Script, Span, Topic, Word, digest_of
from include.providers.errors import BadReply, Fatal, ProviderError

Json = Any


@dataclass(frozen=True)
class Request:
    """One HTTP request. ``url`` is absolute, or a path below the connection's base URL.

    Secrets go into ``secret_headers``: sent, never shown in a repr.
    """

    method: str
    url: str
    json: Json = None
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    secret_headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Reply:
    """What came back: header names are lower case, ``body`` is bounded by the transport."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Json:
        """Return the decoded body; raise ``BadReply`` when it is not JSON."""
        import json

        try:
            return json.loads(self.body)
        except ValueError as error:
            kind = self.headers.get("content-type", "no content type")
            raise BadReply(
                f"The reply (HTTP {self.status}, {kind}) is not JSON. "
                "Check the connection's host: a proxy or login page may have answered."
            ) from error


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


class State(Enum):
    """What a job's status means to us."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Job:
    """An accepted order: the provider's id, and what its later calls need besides."""

    job_id: str
    data: Mapping[str, str] = field(default_factory=dict)


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
    """Where a finished job's file is, fetched at once because such URLs expire."""

    url: str = field(repr=False)
    content_types: tuple[str, ...]
    max_bytes: int
    duration_s: float | None = None
    cost_usd: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Order:
    """What a provider is asked for; its digest covers everything that shapes the result."""

    stage: str
    provider: str
    model: str
    prompt: str
    duration_s: float
    aspect: str = "9:16"
    seed: int = 0
    take: int = 1
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over every field: what the order is known by in the ledger and the store."""
        return digest_of({**vars(self), "options": dict(self.options)})


class Provider(ABC):
    """A provider of any stage, made with the account it is to use."""

    stage: ClassVar[str]
    docs_url: ClassVar[str]
    """Where the service documents the protocol; for embedded ones, the library's page."""
    limits: ClassVar[str]
    """One sentence: rates, sizes, expiry."""
    base_url: ClassVar[str] = ""
    """Where the service is, unless the connection's host says otherwise."""

    def __init__(self, account: Account | None = None) -> None:
        self.account = account or Account()

    @property
    def name(self) -> str:
        """The provider's name: the name of its file."""
        return type(self).__module__.rpartition(".")[2]


class TopicsProvider(Provider):
    """Reads topics from a source."""

    stage = "topics"

    @abstractmethod
    def request(self, source: str) -> Request:
        """Return the request that fetches ``source``, an http(s) URL."""

    @abstractmethod
    def topics(self, reply: Reply, *, source: str, language: str) -> "Harvest":
        """Read topics from the reply; ``language`` "auto" leaves it to the source.

        Raises:
            BadReply: The reply is not a feed at all.
        """


@dataclass(frozen=True)
class Harvest:
    """What a source gave: usable topics, best first, and what was dropped and why."""

    topics: tuple[Topic, ...]
    dropped: tuple[Finding, ...] = ()


class TextProvider(Provider):
    """Writes the script of a topic."""

    stage = "text"

    @abstractmethod
    def write(self, topic: Topic, *, target_s: float) -> Script:
        """Write a script of about ``target_s`` seconds.

        Raises:
            Refused: The topic has nothing that can be said.
        """


@dataclass(frozen=True)
class Spoken:
    """Narrated audio: mono 16-bit PCM samples with their word and beat times."""

    pcm: bytes = field(repr=False)
    sample_rate_hz: int
    words: tuple[Word, ...]
    beats: tuple[Span, ...]
    voice: str
    findings: tuple[Finding, ...] = ()
    cost_usd: float = 0.0

    @property
    def duration_s(self) -> float:
        """Length of the audio in seconds."""
        return len(self.pcm) / 2 / self.sample_rate_hz


class SpeechProvider(Provider):
    """Speaks a script."""

    stage = "speech"

    @abstractmethod
    def speak(self, script: Script, *, voice: str) -> Spoken:
        """Speak every beat in order; ``voice`` "auto" takes the language's default voice.

        Raises:
            Fatal: The voice does not exist; the message names those that do.
        """


class MakerProvider(Provider):
    """Fulfils an order at once, on this machine, for nothing."""

    @abstractmethod
    def make(self, order: Order) -> bytes | None:
        """Return the file's bytes; ``None`` when the render itself draws it."""

    content_type: ClassVar[str] = ""
    licence: ClassVar[str] = ""


class JobProvider(Provider):
    """Fulfils an order over HTTP in its own time: submit, poll, fetch."""

    max_duration_s: ClassVar[float]
    poll_interval_s: ClassVar[float] = 5.0
    deadline_s: ClassVar[float] = 3600.0
    """Longest a job may take from submit to result before it is given up."""
    result_hosts: ClassVar[tuple[str, ...]] = ()
    """Hosts, besides the connection's own, to fetch results from; ``*.`` matches below."""
    licence: ClassVar[str] = ""

    @abstractmethod
    def price_usd(self, order: Order) -> float:
        """Expected cost of the order, before it is submitted."""

    @abstractmethod
    def submit(self, order: Order, *, key: str) -> Request:
        """Build the paid call. ``key`` identifies the order, for services that take one."""

    @abstractmethod
    def job(self, reply: Reply) -> Job:
        """Read the accepted job from the reply to ``submit``."""

    @abstractmethod
    def poll(self, job: Job) -> Request:
        """Ask how the job is doing; free and repeatable."""

    @abstractmethod
    def progress(self, reply: Reply) -> Progress:
        """Read a poll's reply; raise ``UnknownStatus`` on a word outside the documentation."""

    @abstractmethod
    def fetch(self, job: Job) -> Request | None:
        """Ask for the result of a succeeded job; ``None`` when the last poll holds it."""

    @abstractmethod
    def result(self, reply: Reply) -> Result:
        """Read where the finished file is, from the reply to ``fetch`` or the last poll."""

    def cancel(self, job: Job) -> Request | None:  # noqa: ARG002
        """Ask to stop the job; ``None`` where the service cannot."""
        return None

    def find(self, order: Order, *, key: str) -> Request | None:  # noqa: ARG002
        """Ask whether an order whose reply was lost was accepted; ``None`` where it cannot tell."""
        return None

    def found(self, reply: Reply, *, key: str) -> Job | None:  # noqa: ARG002
        """Read the job of a lost order from the reply to ``find``; ``None`` when there is none."""
        return None

    @abstractmethod
    def error(self, reply: Reply) -> ProviderError | None:
        """Classify a reply as the service's documentation does; ``None`` when it is no error."""


class PublishProvider(Provider):
    """Makes an approved short public."""

    stage = "publish"


class LocalPublisher(PublishProvider):
    """Publishes by putting files somewhere; doing it twice leaves what doing it once leaves."""

    @abstractmethod
    def deliver(self, files: Mapping[str, Path], *, root: Path, batch: str, slug: str) -> Path:
        """Put a short's files, by ending, in place; return where the video is.

        Raises:
            OSError: There is no room, or the folder cannot be written.
        """


def names(stage: str) -> tuple[str, ...]:
    """Names of the providers of a stage: its files."""
    folder = Path(__file__).parent / stage
    return tuple(sorted(m.name for m in pkgutil.iter_modules([str(folder)]) if m.name[0] != "_"))


def find(stage: str, name: str) -> type[Provider]:
    """Return the provider class of that stage and name.

    Raises:
        Fatal: There is no such provider; the message names those that exist.
    """
    known = names(stage)
    if name not in known:
        raise Fatal(
            f"Provider {name!r} for {stage} does not exist. Choose one of: {', '.join(known)}."
        )
    module = importlib.import_module(f"include.providers.{stage}.{name}")
    classes = [
        value
        for value in vars(module).values()
        if inspect.isclass(value)
        and issubclass(value, Provider)
        and value.__module__ == module.__name__
    ]
    (found,) = classes
    return found
