"""What a target on the network is: facts, and one conversation, without I/O.

A conversation is a generator. It yields steps, is sent what they came to, and returns what became
public. It begins by looking at its memo, what an earlier one kept, and asking the platform what
became of that: so a kill, a retry, a cleared task and a resumed one are all one thing, the same
conversation begun again. Before anything that cannot be undone it yields ``Keep``; an error of a
step is raised where the step was yielded, and may be left to whoever holds the conversation, who
begins it again.
"""

from abc import abstractmethod
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal

from include.domain.post import Post
from include.providers.base import PublishProvider
from include.providers.errors import Fatal, ProviderError
from include.providers.quotas import Metered
from include.providers.values import Reply, Request, Setting

Memo = Mapping[str, Any]
"""JSON that a conversation keeps for its next beginning; may hold secrets, for it lies sealed.

``remote_id`` in it is what was kept beside it in the clear; ``lost`` is true, and everything else
missing, where the seal could not be opened.
"""


@dataclass(frozen=True)
class Ask:
    """Send a request; comes to its ``Reply``.

    Args:
        request: What to send.
        what: The subject of an error's message, such as "Starting the upload".
        takes: HTTP statuses, besides those of success, that come back as a reply, not an error.
        signed_in: Whether the account's access token goes with it.
        costs: Units it uses of the platform's daily quotas, by their names.
    """

    request: Request
    what: str
    takes: tuple[int, ...] = ()
    signed_in: bool = True
    costs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Send(Ask):
    """Send bytes ``first`` to ``last`` (included) of a post's file; comes to the ``Reply``.

    ``file`` is its ending; ``head`` and ``tail`` stand around the bytes.
    """

    file: str = ".mp4"
    first: int = 0
    last: int = -1
    head: bytes = b""
    tail: bytes = b""


@dataclass(frozen=True)
class Keep:
    """Write a memo down before the next step goes out; ``remote_id`` is no secret."""

    memo: Memo = field(repr=False)
    remote_id: str = ""


@dataclass(frozen=True)
class Pause:
    """Go on in ``for_s`` seconds, or at ``until``: from the beginning, where that is long."""

    why: str
    for_s: float = 0.0
    until: datetime | None = None


Step = Ask | Keep | Pause
Conversation = Generator[Step, Any, "Published"]


@dataclass(frozen=True)
class Published:
    """Where the short is; ``scheduled_for`` is when the platform will show it, if not yet.

    ``note`` says what a person should know of it all the same.
    """

    url: str = ""
    remote_id: str = ""
    scheduled_for: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Wording:
    """What a platform takes of words.

    ``title`` and ``text`` are the longest there may be, ``text`` in ``unit``; without a title, the
    title is the first line of the text. ``forbidden`` are characters that are replaced. Where the
    platform has a mark of its own for what an AI made, ``marks_ai`` keeps that out of the text.
    """

    text: int
    title: int = 0
    unit: Literal["characters", "bytes", "utf-16"] = "characters"
    hashtags: int = 30
    forbidden: str = ""
    marks_ai: bool = False


@dataclass(frozen=True)
class Bounds:
    """What a platform takes of files."""

    max_bytes: int = 0
    min_duration_s: float = 0.0
    max_duration_s: float = 0.0


@dataclass(frozen=True)
class Token:
    """What an account is used with; ``expires_in_s`` from now on, ``refresh`` gives the next."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires_in_s: float = 0.0


class RemotePublisher(PublishProvider, Metered):
    """Makes an approved short public over HTTP."""

    shared_settings = (
        *PublishProvider.shared_settings,
        Setting("host", "a server that stands in for the service, with scheme and port"),
    )
    wording: ClassVar[Wording]
    bounds: ClassVar[Bounds] = Bounds()
    schedules: ClassVar[bool] = False
    """Whether the platform takes a time to show the short at; else it is sent at that time."""
    hosts: tuple[str, ...] = ()
    """Hosts, besides the connection's own, that uploads go to; ``*.`` matches below."""
    trusted: ClassVar[str] = ""
    """An origin besides the connection's own that may see the access token."""

    @abstractmethod
    def converse(self, post: Post, memo: Memo) -> Conversation:
        """Publish a post, or find that it is published; see the module.

        Raises:
            Unconfirmed: It may be public, and the platform cannot tell.
            ProviderError: Whatever else; beginning again with the memo is always safe.
        """

    @abstractmethod
    def error(self, reply: Reply) -> ProviderError | None:
        """Classify a reply as the platform's documentation does; ``None`` when it is no error."""

    def refusal(self, post: Post) -> str:
        """Return why the platform would not take a post; "" when it would."""
        bounds, size = self.bounds, post.files[".mp4"].size_bytes
        if bounds.max_bytes and size > bounds.max_bytes:
            return f"its file has {size} bytes, and {bounds.max_bytes} is the most"
        longest = bounds.max_duration_s or post.duration_s
        if not bounds.min_duration_s <= post.duration_s <= longest:
            return (
                f"it lasts {post.duration_s:.1f} s, and must last between "
                f"{bounds.min_duration_s:g} and {longest:g} s"
            )
        return ""

    def first_token(self) -> Token:
        """Return what the connection itself holds: its extra ``refresh_token``.

        Raises:
            Fatal: It holds none.
        """
        token = str(self.account.extra.get("refresh_token") or "")
        if not token or not self.account.login or not self.account.secret:
            raise Fatal(
                f"The connection of {self.name} needs the OAuth client as login and password, and "
                "refresh_token in its extra. Add them."
            )
        return Token("", token)

    def refresh(self, token: str) -> Request:  # noqa: ARG002
        """Ask for the next access token.

        Raises:
            Fatal: There is nothing to refresh; a person must sign in again.
        """
        raise Fatal(f"{self.name} does not take the connection's password. Correct it.")

    def token(self, reply: Reply) -> Token:
        """Read what ``refresh`` was answered with."""
        raise NotImplementedError

    def signed_in(self, access: str, request: Request) -> Mapping[str, str]:  # noqa: ARG002
        """Return the headers, all secret, that show an access token with a request."""
        return {"authorization": f"Bearer {access}"}

    def token_expired(self, reply: Reply) -> bool:
        """Whether a reply says that the access token holds no more."""
        return reply.status == 401  # noqa: PLR2004
