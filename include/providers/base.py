"""What a provider is: facts as class attributes and short questions, without I/O.

A provider is found by its file name (``include/providers/<stage>/<name>.py``) and is the one
subclass of its stage's base class defined there. What it may ask of the world it expresses as a
``Request``; ``transport`` sends it and hands the ``Reply`` back.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

from include.domain import digest_of
from include.providers.errors import BadReply, Lost, ProviderError
from include.providers.lost import Submission
from include.providers.settings import NAMED, ORDERED_FROM
from include.providers.values import Account, Job, Order, Progress, Reply, Request, Result, Setting

JOB_ID = "{job_id}"
_BEFORE_ID = re.compile(r"[/?&#][^/?&#]*\{job_id\}")


class Provider(ABC):
    """A provider of any stage, made with the account it is to use."""

    stage: ClassVar[str]
    docs_url: ClassVar[str]
    """Where the service documents the protocol; for embedded ones, the library's page."""
    limits: ClassVar[str]
    """One sentence: rates, sizes, expiry."""
    base_url: ClassVar[str] = ""
    """Where the service is, unless the connection's host says otherwise."""
    settings: ClassVar[tuple[Setting, ...]] = ()
    """What it reads of its connection, besides what all of its kind read: ``shared_settings``."""
    made_with_ai: ClassVar[bool] = True
    """Whether viewers are to be told that an AI made it; not where code alone did."""
    shared_settings: ClassVar[tuple[Setting, ...]] = NAMED

    def __init__(self, account: Account | None = None) -> None:
        self.account = account or Account()

    @classmethod
    def extras(cls) -> frozenset[str]:
        """Return the names that the extra field of a connection may have."""
        every = (*cls.shared_settings, *cls.settings)
        return frozenset(setting.name for setting in every if setting.is_extra)

    @property
    def costs(self) -> bool:
        """Whether it is paid for: its connection may say what it costs."""
        return any(name.startswith("price_") for name in self.extras())

    @property
    def shaping(self) -> str:
        """A digest of what the account says that shapes a result; "" when it says nothing."""
        account, every = self.account, (*self.shared_settings, *self.settings)
        told = {"host": account.base_url, **account.extra}
        names = {setting.name for setting in every if setting.shapes}
        shaping = {name: told[name] for name in names if told.get(name) not in (None, "")}
        return digest_of(shaping)[:16] if shaping else ""

    @property
    def name(self) -> str:
        """The provider's name: the name of its file."""
        return type(self).__module__.rpartition(".")[2]


class MakerProvider(Provider):
    """Fulfils an order at once, on this machine, for nothing."""

    made_with_ai = False

    @abstractmethod
    def make(self, order: Order) -> bytes | None:
        """Return the file's bytes; ``None`` when the render itself draws it."""

    content_type: ClassVar[str] = ""
    licence: ClassVar[str] = ""


class RemoteProvider(Provider):
    """Is asked over HTTP, by ``transport``."""

    result_hosts: ClassVar[tuple[str, ...]] = ()
    """Hosts, besides the connection's own, to fetch results from; ``*.`` matches below."""
    max_reply_bytes: ClassVar[int] = 4 << 20
    """Largest reply to read; more where results come inside it."""
    server_errors_are_free: ClassVar[bool] = False
    """Whether the documentation says that what ended in a server error (HTTP 5xx) is not charged.

    Elsewhere nobody can tell whether a paid call that was answered so was taken: it is in doubt.
    """

    @property
    def hosts(self) -> tuple[str, ...]:
        """``result_hosts``, and those the connection names in extra ``result_hosts``."""
        named = self.account.extra.get("result_hosts") or ()
        return (*self.result_hosts, *([named] if isinstance(named, str) else map(str, named)))

    @abstractmethod
    def error(self, reply: Reply) -> ProviderError | None:
        """Classify a reply as the service's documentation does; ``None`` when it is no error."""


class JobProvider(RemoteProvider):
    """Fulfils an order over HTTP in its own time: submit, poll, fetch."""

    shared_settings = (*Provider.shared_settings, *ORDERED_FROM)
    max_duration_s: ClassVar[float]
    poll_interval_s: ClassVar[float] = 5.0
    deadline_s: ClassVar[float] = 3600.0
    """Longest a job may take from submit to result before it is given up."""
    licence: ClassVar[str] = ""
    reply_within_s: ClassVar[float] = 45.0
    """Longest the paid call may take to be answered; more where the answer is the result."""
    keyless: ClassVar[bool] = False
    """Whether it is used without a key, as a server of one's own is."""
    takes_picture: ClassVar[bool] = False
    """Whether an order may start from a picture: a ``data:`` URI at ``options["image_url"]``."""
    console_url: str = ""
    """Where a person sees the account's jobs; with ``{job_id}``, where one of them is."""

    def page(self, job: Job | None = None) -> str:
        """Return where a person sees a job, or all of them: no secret, "" where nobody knows.

        Extra ``console_url`` of the connection names it for whatever stands in at its host.
        """
        host, home = self.account.base_url.rstrip("/"), self.base_url.rstrip("/")
        elsewhere = bool(host and home and host != home)
        url = str(self.account.extra.get("console_url") or ("" if elsewhere else self.console_url))
        if not url.startswith(("https://", "http://")):
            return ""
        if job and job.job_id:
            return url.replace(JOB_ID, quote(job.job_id, safe=""))
        return _BEFORE_ID.split(url)[0]

    @abstractmethod
    def price_usd(self, order: Order) -> float:
        """Expected cost of the order, before it is submitted."""

    @abstractmethod
    def submit(self, order: Order, *, key: str) -> Request:
        """Build the paid call. ``key`` identifies the order, for services that take one."""

    @abstractmethod
    def job(self, reply: Reply) -> Job:
        """Read the accepted job from the reply to ``submit``."""

    def at_once(self, reply: Reply) -> Result | None:  # noqa: ARG002
        """Read the result from the reply to ``submit``; ``None`` when there is a job to poll."""
        return None

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

    def find(self, lost: Submission) -> Request | None:  # noqa: ARG002
        """Ask whether a submission was accepted; ``None`` where the service cannot tell."""
        return None

    def found(self, reply: Reply, lost: Submission) -> Job | None:  # noqa: ARG002
        """Read the job of a submission from the reply to ``find``; ``None`` when there is none.

        Raises:
            BadReply: The reply does not tell.
        """
        return None

    def billed(self, error: ProviderError) -> bool:
        """Say whether a job that ended in an error is paid for: unless the service denies it."""
        broke = (error.status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR
        return not (broke and self.server_errors_are_free)


class AtOnceProvider(JobProvider):
    """Fulfils an order in the reply to the paid call itself, so that nothing is ever polled.

    The result is stored before the order is written down as accepted: what a kill in between
    leaves is in the store. What was paid and could not be stored is lost.
    """

    def at_once(self, reply: Reply) -> Result:
        """Read the result from the reply to ``submit``."""
        return self.result(reply)

    def poll(self, job: Job) -> Request:
        """Raise ``Lost``: the service keeps nothing to ask for."""
        raise Lost(
            f"{self.name} answered {job.job_id or 'the order'} at once, and that answer was not "
            "stored. A new order is needed."
        )

    def progress(self, reply: Reply) -> Progress:  # noqa: ARG002
        """Raise ``BadReply``: nothing was asked."""
        raise BadReply(f"{self.name} was not asked how a job is doing. Clear the task.")

    def fetch(self, job: Job) -> None:  # noqa: ARG002
        """Return ``None``: the reply to ``submit`` holds the result."""
        return


class PublishProvider(Provider):
    """Makes an approved short public."""

    stage = "publish"


class LocalPublisher(PublishProvider):
    """Publishes by putting files somewhere; doing it twice leaves what doing it once leaves."""

    @abstractmethod
    def deliver(self, files: Mapping[str, Path], *, root: Any, batch: str, slug: str) -> Any:
        """Put a short's files, by ending, below a path or what is like one; return the video's.

        Raises:
            OSError: There is no room, or the folder cannot be written.
        """

    @property
    def credentials(self) -> str:
        """Name of the connection that opens ``root``; "" where none is needed."""
        return ""

    def url_of(self, placed: Any) -> str:  # noqa: ARG002
        """Return where a person sees what was delivered; "" where that is just a path."""
        return ""
