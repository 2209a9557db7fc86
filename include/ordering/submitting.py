"""The paid call: intent written, submitted, acceptance written; and what a lost reply means."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from include.domain import Media
from include.ledger import entries as states
from include.ledger.entries import Claim, Entry
from include.ledger.ledger import Ledger
from include.limits.gate import Gate
from include.ordering.asking import Ask, Asker, Later, Rules
from include.providers.base import JobProvider
from include.providers.errors import (
    BadReply,
    Fatal,
    OverBudget,
    ProviderError,
    RateLimited,
    Refused,
    Retryable,
    Unreachable,
)
from include.providers.transport import Caps, ask
from include.providers.values import Job, Order, Reply, Request, Result

Keep = Callable[[Ask, Result], Media]
"""Puts the result of an order into the media store."""

Present = Callable[[Order], Order]
"""Gives an order what it is sent with."""

REPLY_MARGIN_S = 15.0
"""To connect and to read; with the reply well below the lease, so that a submission under way is
never thought dead."""

DEFAULT_WAIT_S = 30.0
"""After "too many requests" without a hint."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Submitter:
    """Submits orders to one provider on behalf of one task."""

    provider: JobProvider
    conn_id: str
    ledger: Ledger
    gate: Gate
    asker: Asker
    rules: Rules
    present: Present

    def claim_of(self, asked: Ask) -> Claim:
        """Return what is written down of an order before it is submitted."""
        return Claim(
            order=asked.order,
            subject=asked.subject,
            conn_id=self.conn_id,
            batch=self.asker.batch,
            topic_id=self.asker.topic_id,
            shot_index=asked.index,
            owner=self.asker.owner,
            epoch=self.asker.epoch,
            try_id=self.asker.try_id,
            expected_usd=self.provider.price_usd(asked.order),
            lease_s=self.rules.lease_s * self.provider.reply_within_s / JobProvider.reply_within_s,
        )

    def submit(self, asked: Ask, keep: Keep) -> Entry | Later:
        """Submit an order, and return it accepted, or until when it has to wait.

        Where the service answers with the result, ``keep`` stores it and the order is done.

        Raises:
            OverBudget: It would cost more than may be spent; nothing was submitted.
            ProviderError: The submission failed; the ledger says how.
        """
        self._check(asked)
        # An order that cannot even be put into words is no intent.
        order = self.present(asked.order)
        self.provider.submit(order, key="")
        entry = self.ledger.orders.claim(self.claim_of(asked), self.rules.budget)
        if entry is None:
            return self._taken(asked)
        request = self.provider.submit(order, key=self.ledger.orders.key(entry))
        what = f"Submitting {asked.subject} to {self.provider.name}"
        try:
            reply = ask(self.provider, request, what=what, paid=True, caps=self._caps())
        except ProviderError as error:
            self.gate.went(error)
            return self._not_accepted(entry, error)
        self.gate.went()
        return self._accepted(asked, entry, request, reply, keep)

    def _check(self, asked: Ask) -> None:
        asker, rules = self.asker, self.rules
        losses = self.ledger.orders.losses(asked.digest, owner=asker.owner, epoch=asker.epoch)
        if losses >= rules.max_losses:
            raise Fatal(
                f"{asked.subject} was ordered and lost {losses} times. Look at the provider's "
                "side, then clear the task to order it again."
            )
        if rules.budget.limited and self.provider.account.price_usd is None:
            raise OverBudget(
                f"{asked.subject} has no known price, so no budget can be kept. Set price_usd in "
                f"connection {self.conn_id or 'of the provider'} (0 for free)."
            )

    def _taken(self, asked: Ask) -> Entry | Later:
        """Another attempt was faster: follow what it does."""
        entry = self.ledger.orders.latest(asked.digest)
        if entry and entry.state == states.ACCEPTED:
            return entry
        until = entry.lease_until.timestamp() if entry else time.time()
        return Later(until, f"{asked.subject} is being submitted by another attempt")

    def _caps(self) -> Caps:
        within_s = self.provider.reply_within_s
        return Caps(
            connect_s=10,
            read_s=within_s,
            total_s=within_s + REPLY_MARGIN_S,
            max_bytes=self.provider.max_reply_bytes,
        )

    def _accepted(
        self, asked: Ask, entry: Entry, request: Request, reply: Reply, keep: Keep
    ) -> Entry:
        try:
            job = _job_with(request, self.provider.job(reply))
            result = self.provider.at_once(reply)
        except ProviderError as error:
            # The service said yes in words we cannot read: it may well have been charged.
            self.ledger.orders.doubtful(entry, error)
            raise
        try:
            media = keep(asked, result) if result else None
        finally:
            # it is paid, whatever becomes of the file
            accepted = self.ledger.orders.accepted(entry, job)
        if not accepted:
            log.warning("Job %s was accepted after it was given up; cancelling it", job.job_id)
            cancel(self.provider, job)
            raise Retryable(f"{asked.subject} was taken over by another attempt. Retry.")
        log.info(
            "Submitted job %s to %s for %s (%.1f s, about %.2f USD)",
            job.job_id,
            self.provider.name,
            asked.subject,
            asked.order.duration_s,
            entry.expected_usd,
        )
        if result:
            self.ledger.orders.succeeded(entry, media, usd=result.cost_usd)
        return self.ledger.orders.latest(asked.digest) or entry

    def _not_accepted(self, entry: Entry, error: ProviderError) -> Later:
        orders = self.ledger.orders
        # A reply that cannot be read may have said yes.
        if isinstance(error, BadReply) or (isinstance(error, Unreachable) and error.sent):
            orders.doubtful(entry, error)
            raise error
        orders.closed(entry, states.REFUSED if isinstance(error, Refused) else states.FAILED, error)
        if not isinstance(error, RateLimited):
            raise error
        hint = error.retry_after_s
        return Later(time.time() + (DEFAULT_WAIT_S if hint is None else hint), str(error))


def _job_with(request: Request, job: Job) -> Job:
    return replace(job, data={**request.keep, **job.data})


def cancel(provider: JobProvider, job: Job) -> bool:
    """Ask a provider to stop a job; say whether it took the request. Never raises its errors."""
    try:
        request = provider.cancel(job)
        if request is None:
            log.warning("%s cannot cancel; job %s runs on", provider.name, job.job_id)
            return False
        ask(provider, request, what=f"Cancelling job {job.job_id} at {provider.name}", known=True)
    except ProviderError as error:
        log.warning("Job %s at %s was not cancelled: %s", job.job_id, provider.name, error)
        return False
    log.info("Cancelled job %s at %s", job.job_id, provider.name)
    return True
