"""A paid call that is answered while its caller waits: budgeted before, written down, never twice.

Orders of jobs go through ``Desk``. This is for what has no job: a script, a narration. What it came
to lies in the media store under the order's digest; who asks again finds it there.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TypeVar

from include.domain import Model, Usage
from include.ledger import entries as states
from include.ledger.entries import Claim, Entry
from include.ledger.ledger import Ledger
from include.ordering.asking import Ask, Asker, Rules
from include.providers.errors import (
    Fatal,
    OverBudget,
    ProviderError,
    Refused,
    Retryable,
    Unreachable,
)
from include.providers.values import Job, Order
from include.storage.media import MediaStore

M = TypeVar("M", bound=Model)
JSON = "application/json"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Till:
    """Where one task pays for its calls.

    ``conn_id`` is the connection they go through.
    """

    ledger: Ledger
    store: MediaStore
    asker: Asker
    rules: Rules
    conn_id: str = ""

    def found(self, order: Order, kind: type[M]) -> M | None:
        """Return what an order came to before; nothing is paid."""
        media = self.store.find(order.digest)
        if media is None:
            return None
        self._settle_found(order)
        try:
            with self.store.open(media) as stream:
                return kind.model_validate_json(stream.read())
        except ValueError:  # written by another version
            return None

    def buy(
        self,
        asked: Ask,
        price_usd: float | None,
        call: Callable[[], tuple[M, Usage]],
    ) -> M:
        """Make a call and store what it came to.

        Args:
            asked: What for, and what it is called in errors.
            price_usd: The most it may cost; ``None`` where nobody knows.
            call: Makes it; an error that it raises says in ``usage`` what was spent by then.

        Raises:
            OverBudget: It might cost more than may be spent; nothing was called.
            ProviderError: As the call.
        """
        entry = self._claimed(asked, price_usd)
        try:
            made, usage = call()
        except ProviderError as error:
            self._failed(entry, error)
            raise
        self.ledger.orders.accepted(entry, _job(usage))
        media = self.store.put(made.model_dump_json().encode(), JSON, order_digest=asked.digest)
        self.ledger.orders.succeeded(entry, media, usd=usage.cost_usd)
        log.info(
            "Bought %s: %d tokens read, %d written, %.4f USD",
            asked.subject,
            usage.tokens_in,
            usage.tokens_out,
            usage.cost_usd,
        )
        return made

    def keep(self, order: Order, made: M) -> M:
        """Store what cost nothing, so that it is the same when it is asked for again."""
        self.store.put(made.model_dump_json().encode(), JSON, order_digest=order.digest)
        return made

    def cost_usd(self, order: Order) -> float:
        """Return what this batch paid for an order, all its calls together."""
        return self.ledger.orders.cost_usd(order.digest, batch=self.asker.batch)

    def _claimed(self, asked: Ask, price_usd: float | None) -> Entry:
        if price_usd is None and self.rules.budget.limited:
            raise OverBudget(
                f"{asked.subject} has no known price, so no budget can be kept. Set the prices in "
                f"connection {self.conn_id or 'of the provider'} (0 for free)."
            )
        self._settle_lost(asked)
        entry = self.ledger.orders.claim(self._claim(asked, price_usd or 0.0), self.rules.budget)
        if entry is None:
            raise Retryable(
                f"{asked.subject} is being bought by another attempt. Retry.",
                retry_after_s=self.rules.lease_s,
            )
        return entry

    def _claim(self, asked: Ask, price_usd: float) -> Claim:
        asker = self.asker
        return Claim(
            order=asked.order,
            subject=asked.subject,
            conn_id=self.conn_id,
            batch=asker.batch,
            topic_id=asker.topic_id,
            shot_index=asked.index,
            owner=asker.owner,
            epoch=asker.epoch,
            try_id=asker.try_id,
            expected_usd=price_usd,
            lease_s=self.rules.lease_s,
        )

    def _settle_lost(self, asked: Ask) -> None:
        """Look at an earlier call that was killed, or whose reply was lost: it may have cost."""
        entry = self.ledger.orders.latest(asked.digest)
        if not entry or entry.state not in states.OPEN:
            return
        mine = entry.owner == self.asker.owner and entry.try_id != self.asker.try_id
        wait_s = entry.lease_until.timestamp() - time.time()
        if wait_s > 0 and not mine:
            raise Retryable(
                f"{asked.subject} is being bought by another attempt. Retry.", retry_after_s=wait_s
            )
        if entry.state == states.ACCEPTED:  # paid, and killed before it was stored
            self.ledger.orders.closed(entry, states.LOST)
        elif self.rules.lost_submit == "resubmit" or self._is_cleared(entry):
            if self.ledger.orders.given_up(entry):
                log.warning("%s may have been paid before; it is bought again", asked.subject)
        else:
            raise Fatal(
                f"{asked.subject} may or may not have been paid: its reply was lost, and "
                f"lost_submit_policy is {self.rules.lost_submit!r}. Clear this task to buy again."
            )

    def _is_cleared(self, entry: Entry) -> bool:
        cleared = entry.owner != self.asker.owner or entry.epoch < self.asker.epoch
        return self.rules.lost_submit == "ask" and cleared

    def _settle_found(self, order: Order) -> None:
        """Close what was killed between storing and writing so."""
        entry = self.ledger.orders.latest(order.digest)
        if entry and entry.state == states.ACCEPTED:
            self.ledger.orders.succeeded(entry, self.store.find(order.digest), usd=None)

    def _failed(self, entry: Entry, error: ProviderError) -> None:
        """Write down what a call that failed has cost, as far as that is known."""
        orders, used = self.ledger.orders, error.usage
        if used and (used.tokens_in or used.cost_usd):
            entry = replace(entry, state=states.ACCEPTED, expected_usd=used.cost_usd)
            orders.accepted(entry, _job(used))
        elif _may_have_cost(error):
            orders.doubtful(entry, error)
            return
        orders.closed(entry, states.REFUSED if isinstance(error, Refused) else states.FAILED, error)


def _may_have_cost(error: ProviderError) -> bool:
    """Whether nobody can tell from an error if the service did the work."""
    status = error.status or 0
    broke = status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.SERVICE_UNAVAILABLE
    return broke or (isinstance(error, Unreachable) and error.sent)


def _job(usage: Usage) -> Job:
    tokens = {"tokens_in": str(usage.tokens_in), "tokens_out": str(usage.tokens_out)}
    return Job("", tokens if usage.tokens_in or usage.tokens_out else {})
