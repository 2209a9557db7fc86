"""One conversation with a source of topics, held over HTTP in a worker."""

import logging
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from include.ledger.quotas import Quotas
from include.limits.quotas import book
from include.providers.errors import Fatal, ProviderError, QuotaSpent, Retryable
from include.providers.harvesting import Ask, Harvest, Outcome, Read, Step, TopicsProvider
from include.providers.transport import Caps, mapping, sync
from include.providers.transport.reach import Reach
from include.providers.values import Reply, Request
from include.topics.sources import MAX_FEED_BYTES, read_file

log = logging.getLogger(__name__)

CAPS = Caps(read_s=30.0, total_s=60.0, max_bytes=MAX_FEED_BYTES)
SIDE_BY_SIDE = 8
"""So many requests of one source are under way at once."""
TRIES = 3
LONGEST_WAIT_S = 10.0
"""A source that wants to be left alone for longer is left alone until the task is retried."""


@dataclass(frozen=True)
class Talk:
    """A conversation with a source; ``quotas`` is where its requests are counted."""

    provider: TopicsProvider
    quotas: Quotas
    sleep: Callable[[float], None] = time.sleep

    def harvest(self, query: str, *, language: str) -> Harvest:
        """Hold the conversation to its end.

        Raises:
            ProviderError: The source failed; no secret is in its message.
        """
        conversation = self.provider.converse(query, language=language)
        outcome: Any = None
        error: ProviderError | None = None
        try:
            while True:
                step = conversation.throw(error) if error else conversation.send(outcome)
                outcome = error = None
                try:
                    outcome = self._done(step)
                except ProviderError as trouble:
                    error = trouble
        except StopIteration as end:
            harvest: Harvest = end.value
            return harvest
        except ProviderError as trouble:
            raise mapping.told(trouble, self.provider.account.secret) from None
        finally:
            conversation.close()

    def _done(self, step: Step) -> Reply | tuple[Outcome, ...]:
        if isinstance(step, Read):
            return read_file(step.path)
        if isinstance(step, Ask):
            return self._asked(step)
        with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="topics") as pool:
            return tuple(pool.map(self._outcome, step))

    def _outcome(self, ask: Ask) -> Outcome:
        try:
            return self._asked(ask)
        except ProviderError as error:
            return error

    def _asked(self, ask: Ask) -> Reply:
        for failures in range(1, TRIES + 1):
            try:
                return self._sent(ask)
            except QuotaSpent:
                raise
            except Retryable as error:
                hint = error.retry_after_s
                wait_s = _pace_s(failures) if hint is None else hint
                if failures == TRIES or wait_s > LONGEST_WAIT_S:
                    raise
                log.info("%s Asking again in %.1f s", error, wait_s)
                self.sleep(wait_s)
        raise AssertionError

    def _sent(self, ask: Ask) -> Reply:
        book(self.provider, self.quotas, ask.costs)
        reply = sync.send(ask.request, self._reach(ask.request), what=ask.what, caps=CAPS)
        if reply.status in ask.takes:
            return reply
        error = self.provider.error(reply) or _gone(reply, ask.what)
        error = error or mapping.default(reply, what=ask.what, known=False)
        if error:
            error.status = error.status or reply.status
            raise error
        return reply

    def _reach(self, request: Request) -> Reach:
        own = self.provider.base_url and (self.provider.account.base_url or self.provider.base_url)
        own = own or request.url
        if "://" not in own:
            raise Fatal(f"{self.provider.name} has no address. Set the host of its connection.")
        return Reach(own, self.provider.hosts, self.provider.trusted)


def _gone(reply: Reply, what: str) -> ProviderError | None:
    if reply.status not in mapping.GONE:
        return None
    return Fatal(
        f"{what} was answered with HTTP {reply.status}: there is nothing. Correct the source, or "
        "take it out."
    )


def _pace_s(failures: int) -> float:
    wait_s: float = random.uniform(0.5, 1.0) * 2 ** (failures - 1)  # noqa: S311
    return wait_s
