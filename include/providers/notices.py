"""What a service tells us unasked: a notice, such as a webhook, that one of its jobs has ended.

A notice is never the result: whoever waits for the job only asks sooner.
"""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from include.providers.base import JobProvider
from include.providers.errors import Fatal
from include.providers.values import Reply, Request, Setting

PATH = "/dailies/webhooks"
"""Where notices arrive, below the address of Airflow's API server; then stage and provider."""


@dataclass(frozen=True)
class Notice:
    """A notice as it came in, at ``at_s`` epoch seconds; header names are lower case."""

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    at_s: float


class NotGenuine(Exception):  # noqa: N818 - read as words, like the errors of providers
    """Not proven to be the service's; the message says why, in our own words."""


class NoKeyFits(NotGenuine):
    """Well-formed and in time, but signed with none of the keys we know: they may be new."""


class NotifyingProvider(JobProvider):
    """A provider whose service says by itself when a job has ended, where the connection wants it.

    Only ``<webhook_url>/dailies/webhooks/<stage>/<provider>`` need be reachable from outside. The
    connection must then be ``dailies_<stage>`` or ``dailies_<stage>_<provider>``, where it is
    looked for, and ``redis_default`` must exist; without either, jobs are polled all the same.
    """

    shared_settings = (
        *JobProvider.shared_settings,
        Setting(
            "webhook_url",
            "address at which Airflow's API server is reached from outside; the service then says "
            "when a job has ended, besides being polled",
        ),
    )

    @abstractmethod
    def keys(self) -> Request:
        """Ask for the keys with which the service signs its notices."""

    @abstractmethod
    def told(self, notice: Notice, keys: Reply) -> str:
        """Return the id of the job that a notice says has ended; ``keys`` answers ``keys()``.

        Raises:
            NotGenuine: It is not proven to be the service's.
            BadReply: The reply holds no keys.
        """

    @property
    def wants_notices(self) -> bool:
        """Whether the connection says where they are to go."""
        return bool(self.account.extra.get("webhook_url"))

    @property
    def notices_url(self) -> str:
        """Where the service is to send them.

        Raises:
            Fatal: ``webhook_url`` is not the address of a server.
        """
        base = str(self.account.extra.get("webhook_url") or "").rstrip("/")
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname or set(base) & set("?#@ "):
            raise Fatal(
                f"webhook_url of the connection is {base!r}. Give the address at which Airflow's "
                "API server is reached from outside, such as https://airflow.example.com."
            )
        return f"{base}{PATH}/{self.stage}/{self.name}"
