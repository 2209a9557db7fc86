"""One conversation with a platform, held over HTTP and the ledger, in a worker.

Trouble that passes begins it again with its memo, some times; a short pause is slept through. What
takes longer ends here as ``Paused``, and whoever asked comes back then.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from include.domain.post import Post
from include.ledger.ledger import Ledger
from include.ledger.publications import Held
from include.limits.quotas import book
from include.providers.errors import (
    LONGEST_MESSAGE,
    Fatal,
    ProviderError,
    RateLimited,
    Retryable,
)
from include.providers.publishing import (
    Ask,
    Conversation,
    Keep,
    Pause,
    Published,
    RemotePublisher,
    Send,
    Step,
)
from include.providers.transport import mapping, steps
from include.providers.transport.part import Part
from include.providers.values import Reply
from include.publishing.sealing import Seal
from include.publishing.tokens import Access
from include.text.printable import on_a_line

log = logging.getLogger(__name__)

SLEPT_THROUGH_S = 5.0
"""Pauses longer than this hold no worker."""
MOST_SLEPT_S = 60.0
"""So much is slept in all before a pause of any length holds no worker."""
RATE_LIMITED_S = 60.0
"""After "too many requests" without a hint."""
BEGINNINGS = 5
"""So often in a row passing trouble begins the conversation again before the task is retried."""

LONGEST_NAME = 250
"""Characters of what a platform calls a publication."""

Stop = Callable[[], None]


class Stopped(Exception):  # noqa: N818 - read as words, like the errors of providers
    """The task was told from outside to end; what was sent is kept."""


def _never() -> None:
    """Let every step go out."""


@dataclass(frozen=True)
class Paused:
    """Nothing can be done before ``until``."""

    until: datetime
    why: str


@dataclass
class Talk:
    """A conversation of a claimed publication; ``file`` gives the local file of an ending.

    ``stop`` is called before and after each step, and raises when the task is to end.
    """

    publisher: RemotePublisher
    post: Post
    held: Held
    book: Ledger
    file: Callable[[str], Path]
    stop: Stop = _never
    sleep: Callable[[float], None] = time.sleep
    _slept_s: float = 0.0
    _failures: int = 0
    _access: Access | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        secret = self.publisher.account.secret
        if not secret:
            raise Fatal(
                f"The connection of {self.publisher.name} has no password, and nothing can be kept "
                "safe without. Add it."
            )
        self._seal = Seal(secret, f"memo {self.held.short_key} {self.held.target}")
        self._memo = self._opened()

    def result(self) -> Published | Paused:
        """Talk until the short is public, or there is nothing to do but wait.

        Raises:
            TakenOver: Another attempt goes on with it.
            ProviderError: It failed; beginning again is safe.
        """
        while True:
            conversation = self.publisher.converse(self.post, self._memo)
            try:
                return self._through(conversation)
            except RateLimited as error:
                wait_s = error.retry_after_s
                return self._paused(RATE_LIMITED_S if wait_s is None else wait_s, str(error))
            except Retryable as error:
                self._failures += 1
                wait_s = error.retry_after_s or _pace_s(self._failures)
                if self._failures >= BEGINNINGS or not self._sleeps(wait_s):
                    raise
                log.warning("%s Beginning again with what is kept.", error)
            finally:
                conversation.close()

    def _through(self, conversation: Conversation) -> Published | Paused:
        outcome: Any = None
        error: ProviderError | None = None
        while True:
            try:
                step = conversation.throw(error) if error else conversation.send(outcome)
            except StopIteration as end:
                return printable(end.value)
            except ProviderError as trouble:
                raise mapping.told(trouble, self.publisher.account.secret) from trouble.__cause__
            outcome = error = None
            if isinstance(step, Pause):
                if paused := self._waited(step):
                    return paused
                continue
            self.stop()
            try:
                outcome = self._done(step)
            except ProviderError as trouble:
                error = trouble
            self.stop()

    def _done(self, step: Step) -> Reply | None:
        if isinstance(step, Keep):
            self._keep(step)
            return None
        assert isinstance(step, Ask)  # noqa: S101 - pauses are no steps to be done
        book(self.publisher, self.book.quotas, step.costs)
        reply = self._sent(step)
        if isinstance(step, Send):
            # so much is done for good; asking how it stands is no progress
            self._failures = 0
        return reply

    def _keep(self, step: Keep) -> None:
        self.book.publications.keep(
            self.held, self._seal.closed(step.memo), remote_id=step.remote_id
        )
        # a name once given stays, as it does in the ledger
        remote_id = step.remote_id or self._memo.get("remote_id")
        self._memo = {**step.memo, **({"remote_id": remote_id} if remote_id else {})}

    def _opened(self) -> dict[str, Any]:
        named = {"remote_id": self.held.remote_id} if self.held.remote_id else {}
        if not self.held.memo:
            return dict(named)
        memo = self._seal.opened(self.held.memo)
        if memo is None:
            log.warning(
                "What was kept of %s on %s cannot be opened: the connection's password is another",
                self.held.short_key,
                self.held.target,
            )
            memo = {"lost": True}
        return {**memo, **named}

    def _sent(self, step: Ask) -> Reply:
        access = self._token() if step.signed_in else ""
        reply = self._exchange(step, access)
        if step.signed_in and self.publisher.token_expired(reply):
            access = self._token(stale=access)
            reply = self._exchange(step, access)
        if reply.status in step.takes:
            return reply
        secrets = self._access.secrets if self._access else ()
        return steps.check(self.publisher, reply, what=step.what, secrets=secrets)

    def _exchange(self, step: Ask, access: str) -> Reply:
        request = step.request
        if step.signed_in:
            shown = self.publisher.signed_in(access, request)
            request = replace(request, secret_headers={**shown, **request.secret_headers})
        return steps.exchange(self.publisher, request, what=step.what, part=self._part(step))

    def _part(self, step: Ask) -> Part | None:
        if not isinstance(step, Send):
            return None
        path = self.file(step.file)
        return Part(path, step.first, step.last, head=step.head, tail=step.tail)

    def _token(self, *, stale: str = "") -> str:
        if not self._access:
            self._access = Access(self.publisher, self.book.tokens, sleep=self.sleep)
        return self._access.token(stale=stale)

    def _waited(self, pause: Pause) -> Paused | None:
        now = datetime.now(UTC)
        for_s = (pause.until - now).total_seconds() if pause.until else pause.for_s
        return None if self._sleeps(for_s) else self._paused(for_s, pause.why)

    def _sleeps(self, for_s: float) -> bool:
        """Sleep through a short pause; false for one that is not."""
        if for_s > SLEPT_THROUGH_S or self._slept_s + for_s > MOST_SLEPT_S:
            return False
        self._slept_s += for_s
        self.sleep(max(0.0, for_s))
        self.stop()
        return True

    def _paused(self, for_s: float, why: str) -> Paused:
        return Paused(datetime.now(UTC) + timedelta(seconds=for_s), why)


def printable(found: Published) -> Published:
    """Return what a platform told of a publication, fit for a report and to be followed."""
    url = found.url if found.url.startswith(("https://", "http://")) else ""
    return replace(
        found,
        url=on_a_line(url, longest=LONGEST_MESSAGE),
        remote_id=on_a_line(found.remote_id, longest=LONGEST_NAME),
        note=on_a_line(found.note, longest=LONGEST_MESSAGE),
    )


def _pace_s(failures: int) -> float:
    wait_s: float = random.uniform(0.5, 1.0) * 2 ** (failures - 1)  # noqa: S311
    return min(SLEPT_THROUGH_S, wait_s)
