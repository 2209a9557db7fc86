"""Who asks for what under which rules, and how far that has come."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

from include.limits.budget import Budget
from include.ordering.fulfilled import Fulfilled
from include.providers.errors import LONGEST_MESSAGE, Fatal, Lost, ProviderError, Refused
from include.providers.values import Job, Order
from include.text.printable import on_a_line

LostSubmit = Literal["resubmit", "fail", "ask"]

log = logging.getLogger(__name__)


def lost_submit_of(extra: Mapping[str, Any], conn_id: str) -> LostSubmit | None:
    """Read ``lost_submit_policy`` of a connection; ``None`` where it leaves that open.

    Raises:
        Fatal: It is no policy.
    """
    value = extra.get("lost_submit_policy")
    if value in (None, ""):
        return None
    for policy in get_args(LostSubmit):
        if value == policy:
            return cast("LostSubmit", policy)
    known = ", ".join(get_args(LostSubmit))
    raise Fatal(f"lost_submit_policy of connection {conn_id} is {value!r}. Choose one of: {known}.")


@dataclass(frozen=True)
class Ask:
    """An order and what it is called in logs and errors ("clip 3").

    ``replaceable`` says that another order may stand in for it, so that losing it ends nothing.
    """

    order: Order
    subject: str
    index: int
    replaceable: bool = False

    @property
    def digest(self) -> str:
        """The order's digest."""
        return self.order.digest


@dataclass(frozen=True)
class Asker:
    """The task that asks; ``epoch`` rises when a person clears it, ``try_id`` names a try."""

    batch: str
    topic_id: str
    owner: str
    epoch: int = 0
    try_id: str = ""


@dataclass(frozen=True)
class Rules:
    """What may be spent and what is done about a submission whose reply was lost.

    ``lost_submit``: "resubmit" orders again and counts the doubt, "fail" never does, "ask" fails
    until a person clears the task. ``lease_s`` is how long a submission is thought to be under way.
    """

    budget: Budget = field(default_factory=Budget)
    lost_submit: LostSubmit = "resubmit"
    max_losses: int = 3
    lease_s: float = 90.0


@dataclass(frozen=True)
class Pending:
    """An accepted job that is not finished; times are epoch seconds.

    Before ``poll_at`` the service does not want to be asked again.
    """

    subject: str
    order_digest: str
    job: Job
    deadline_at: float
    poll_at: float = 0.0


@dataclass(frozen=True)
class Later:
    """An order that has to wait until ``at`` (epoch seconds); ``booked`` permits are then ours."""

    at: float
    why: str
    booked: int = 0


@dataclass
class Settlement:
    """How far all orders of a task have come."""

    done: dict[str, Fulfilled] = field(default_factory=dict)
    pending: list[Pending] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)
    errors: list[tuple[Ask, ProviderError]] = field(default_factory=list)

    @property
    def hopeless(self) -> bool:
        """Whether an error happened that no retry mends, so that buying more is waste."""
        lasting = [asked for asked, error in self.errors if isinstance(error, (Refused, Fatal))]
        return any(not asked.replaceable for asked in lasting)

    def ending(self, is_final: Callable[[ProviderError], bool]) -> "Settlement":
        """Return what ends the task: errors of replaceable orders only where a retry may help."""
        errors = [each for each in self.errors if not (each[0].replaceable and is_final(each[1]))]
        return Settlement(errors=errors)

    @property
    def worst(self) -> ProviderError | None:
        """The error that decides what becomes of the task; of equals, the first."""
        ranks: tuple[type[ProviderError], ...] = (Refused, Fatal, Lost, ProviderError)
        errors = [error for _, error in self.errors]
        for rank in ranks:
            for error in errors:
                if isinstance(error, rank):
                    return error
        return None


def told_of(asked: Ask, error: ProviderError) -> ProviderError:
    """Return an error that says which order it is about, fit to be told and written down."""
    said = str(error) if asked.subject in str(error) else f"{asked.subject}: {error}"
    error.args = (on_a_line(said, longest=LONGEST_MESSAGE),)
    log.warning("%s", error)
    return error


Stop = Callable[[], None]
"""Called between two orders; raises when the task is to end."""
