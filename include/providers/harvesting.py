"""What a source of topics is: facts, and one conversation, without I/O.

A conversation is a generator, as a publication's is: it yields steps, is sent what they came to,
and returns the ``Harvest``. Of a single step the error is raised where it was yielded; of several
asked side by side each comes to its reply or its error, for one item failing is no failed source.
Nothing in it costs money or changes anything, so whoever holds it may begin it again.
"""

from abc import abstractmethod
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from include.domain import Finding, Topic
from include.providers.errors import ProviderError
from include.providers.quotas import Metered
from include.providers.values import Reply, Request, Setting


@dataclass(frozen=True)
class Harvest:
    """What a source gave: usable topics, best first, and what was dropped and why."""

    topics: tuple[Topic, ...]
    dropped: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Ask:
    """Send a request; comes to its ``Reply``.

    Args:
        request: What to send.
        what: The subject of an error's message, such as "Asking for the top stories".
        takes: HTTP statuses, besides those of success, that come back as a reply, not an error.
        costs: Units it uses of the service's daily quotas, by their names.
    """

    request: Request
    what: str
    takes: tuple[int, ...] = ()
    costs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """Read a file of this machine, by its path or ``file:`` URL; comes to a ``Reply``."""

    path: str


Step = Ask | Read | tuple[Ask, ...]
Outcome = Reply | ProviderError
Conversation = Generator[Step, Any, Harvest]


class TopicsProvider(Metered):
    """Finds topics in a source."""

    stage = "topics"
    shared_settings = (
        *Metered.shared_settings,
        Setting("host", "a server that stands in for the service, with scheme and port"),
        Setting("quota", "units a day, by the quota's name, where they are not as documented"),
    )
    query: ClassVar[str]
    """What a source's query is, as the second half of a sentence: "a subreddit, …"."""
    hosts: tuple[str, ...] = ()
    """Hosts, besides the connection's own, that are asked; ``*`` for any."""
    links: ClassVar[bool] = False
    """Whether its topics are titles of pages elsewhere, where their text is to be read."""
    trusted: ClassVar[str] = ""
    """An origin besides the connection's own that may see secrets."""

    @abstractmethod
    def converse(self, query: str, *, language: str) -> Conversation:
        """Find topics; ``language`` "auto" leaves it to the source.

        Raises:
            BadReply: The reply is not what the source promises.
            Fatal: The query or the language is none.
            ProviderError: Whatever else was answered.
        """

    def error(self, reply: Reply) -> ProviderError | None:  # noqa: ARG002
        """Classify a reply; ``None`` where the HTTP status says all there is to say."""
        return None
