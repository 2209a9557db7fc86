"""All orders of one task, taken as far as they go without waiting.

For each order: found in the store, use it; accepted before, re-attach; a bare intent, find out;
else claim, submit, and poll once. Whoever calls waits for what is pending and calls again: all that
must survive a kill is in the ledger and the store, nothing in between.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from include.ledger import entries as states
from include.ledger.entries import Entry
from include.ordering.asking import Ask, Later, Pending, Settlement, Stop, told_of
from include.ordering.collecting import Collector
from include.ordering.fulfilled import Fulfilled
from include.ordering.resolving import resolve
from include.ordering.submitting import Submitter
from include.providers.errors import (
    Fatal,
    ProviderError,
    RateLimited,
    Refused,
    Retryable,
    named,
)

CLOSED = (states.FAILED, states.REFUSED, states.LOST)

log = logging.getLogger(__name__)


def _never() -> None:
    """Let every order through."""


@dataclass(frozen=True)
class Desk:
    """Where one task's orders are settled."""

    submitter: Submitter
    collector: Collector
    stop: Stop = _never

    def settle(self, asks: Iterable[Ask], *, booked: int = 0) -> Settlement:
        """Take every order as far as it goes; ``booked`` permits are ours from an earlier wait."""
        state = Settlement()
        unique = {asked.digest: asked for asked in asks}
        missing = [asked for asked in unique.values() if not self._known(asked, state)]
        self._submit([a for a in missing if self._unordered(a, state)], state, booked)
        return state

    def failed(self, asks: Iterable[Ask], error: ProviderError) -> Settlement:
        """Settle nothing: waiting for the orders that are not done ended in ``error``."""
        state = Settlement()
        state.errors = [(asked, error) for asked in asks if not self._known(asked, state)]
        return state

    def bury(self, settlement: Settlement) -> None:
        """Make dead letters of the orders that failed for good."""
        for asked, error in settlement.errors:
            self.submitter.ledger.letters.bury(self.submitter.claim_of(asked), error)
            log.error(
                "%s is a dead letter (%s). Mend the cause, then clear this task or replay it",
                asked.subject,
                type(error).__name__,
            )

    def _known(self, asked: Ask, state: Settlement) -> bool:
        found = self.collector.known(asked)
        if found:
            state.done[asked.digest] = found
        return found is not None

    def _unordered(self, asked: Ask, state: Settlement) -> bool:
        self.stop()
        return self._try(asked, state, self._attach)

    def _attach(self, asked: Ask, state: Settlement) -> bool:
        """Follow an earlier submission; true when there is none and one may be made."""
        entry = self.submitter.ledger.orders.latest(asked.digest)
        if entry and entry.state == states.INTENT:
            found = resolve(self.submitter, asked, entry)
            if isinstance(found, Later):
                state.later.append(found)
                return False
            entry = found
        if entry and entry.state == states.ACCEPTED:
            if entry.try_id != self.submitter.asker.try_id:
                self.submitter.ledger.waits.join(entry, self.submitter.asker.owner)
                log.info(
                    "Re-attached to job %s at %s for %s",
                    entry.job_id,
                    entry.provider,
                    asked.subject,
                )
            return not self._look(asked, entry, state)
        if entry and entry.state == states.SUCCEEDED and entry.job_id:
            again = self.collector.again(asked, entry)
            if again:
                state.done[asked.digest] = again
            return again is None
        if entry and self._stands(asked, entry):
            raise named(entry.error_kind, entry.error)
        return True

    def _stands(self, asked: Ask, entry: Entry) -> bool:
        """Whether the order failed in this very try: another try is Airflow's to give.

        Where another order may stand in for it, what no retry mends stands until a person clears
        the task: that may be tried again on account of something else.
        """
        asker, kind = self.submitter.asker, entry.error_kind
        failed = entry.state in CLOSED and kind not in ("", RateLimited.__name__)
        if not failed or entry.doubt or entry.owner != asker.owner:
            return False
        stays = asked.replaceable and isinstance(named(kind, ""), (Refused, Fatal))
        return entry.try_id == asker.try_id or (stays and entry.epoch == asker.epoch)

    def _submit(self, asks: list[Ask], state: Settlement, booked: int) -> None:
        accepted: list[tuple[Ask, Entry]] = []
        for place, asked in enumerate(asks):
            self.stop()
            if state.hopeless or not self._permitted(booked, asks[place:], state):
                break
            booked = max(0, booked - 1)
            waits, errors = len(state.later), len(state.errors)
            self._try(asked, state, partial(self._order, accepted=accepted))
            if waits != len(state.later) or any(map(_ends_all, state.errors[errors:])):
                break
        for asked, entry in accepted:
            self.stop()
            self._try(asked, state, partial(self._first_look, entry=entry))

    def _permitted(self, booked: int, rest: list[Ask], state: Settlement) -> bool:
        """Whether a permit is ours now; if not, the rest waits for theirs."""
        try:
            later = self._wait(booked, len(rest))
        except ProviderError as error:
            state.errors.append((rest[0], error))
            return False
        if later:
            state.later.append(later)
        return later is None

    def _wait(self, booked: int, count: int) -> Later | None:
        gate = self.submitter.gate
        if trouble_s := gate.wait_s():
            return Later(time.time() + trouble_s, "the provider is in trouble", booked)
        if booked or not (wait_s := gate.book(1)):
            return None
        if count > 1:
            wait_s = gate.book(count - 1)
        return Later(time.time() + wait_s, "the connection's rate allows no more now", count)

    def _order(self, asked: Ask, state: Settlement, accepted: list[tuple[Ask, Entry]]) -> bool:
        entry = self.submitter.submit(asked, self.collector.keep)
        if isinstance(entry, Later):
            state.later.append(entry)
        elif entry.state == states.SUCCEEDED and (found := self.collector.kept(asked)):
            state.done[asked.digest] = found
        else:
            accepted.append((asked, entry))
        return False

    def _first_look(self, asked: Ask, state: Settlement, entry: Entry) -> bool:
        if not self._look(asked, entry, state):
            raise Retryable(f"{asked.subject} was cancelled as soon as it was ordered. Retry.")
        return False

    def _look(self, asked: Ask, entry: Entry, state: Settlement) -> bool:
        """Poll an accepted job; false when it was cancelled and may be ordered anew."""
        found = self.collector.look(asked, entry)
        if isinstance(found, Pending):
            state.pending.append(found)
        elif isinstance(found, Fulfilled):
            state.done[asked.digest] = found
        return found is not None

    def _try(self, asked: Ask, state: Settlement, step: Callable[[Ask, Settlement], bool]) -> bool:
        try:
            return step(asked, state)
        except ProviderError as error:
            state.errors.append((asked, told_of(asked, error)))
            return False


def _ends_all(failed: tuple[Ask, ProviderError]) -> bool:
    """Whether no more is ordered: not where only this content is refused, and replaceable."""
    asked, error = failed
    return not (asked.replaceable and isinstance(error, Refused))
