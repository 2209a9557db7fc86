"""Order from a provider, wait without holding a worker, never pay twice.

To write an operator for a stage, subclass ``ProviderJobOperator`` and give three things::

    class GenerateClipsOperator(ProviderJobOperator):
        stage = "clip"
        stage_pool = "clip"

        def orders(self, context):
            shots = plan_shots(Script.model_validate(self.script), aspect="9:16")
            return [self.order(prompt=shot.prompt, duration_s=shot.duration_s) for shot in shots]

        def finish(self, context, results):
            return {"topic_id": self.about.topic_id, "clips": [...]}

``orders`` is asked again whenever the task resumes and must give the same orders again: an order's
digest is what the ledger and the media store know it by. ``finish`` gets one ``Fulfilled`` per
order, in the same order, and returns what goes to XCom. ``naming`` says what an order is called in
logs and errors ("shot 3"). Everything else (budget, limits, submission, waiting, fetching,
cancelling, dead letters) is here and in ``include.ordering``.

Where one stage feeds another, override ``work``: it yields the orders of a stage and is sent what
they came to, or has raised there what they failed of. It, too, begins anew at each resume.
Instead of an order there may be several, of which one is to be fulfilled, best first: what one
provider refuses or cannot do goes on to the next, and ``findings`` says so.
"""

import time
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from dailies.operators.job_link import ProviderJobLink
from dailies.operators.stage import StageOperator
from dailies.retry import is_final
from dailies.run import batch_of, owner_of, request_of
from include.providers.errors import ProviderError, Retryable
from include.providers.values import Order

if TYPE_CHECKING:
    from airflow.sdk import Context

    from dailies.hooks.provider import Service
    from include.domain import Finding
    from include.domain.batch import BatchRequest
    from include.ordering.asking import Ask, LostSubmit, Settlement
    from include.ordering.fulfilled import Fulfilled
    from include.ordering.relay import Wanted
    from include.providers.base import JobProvider, Provider

Work = Generator["Sequence[Wanted]", "Sequence[Fulfilled]", Any]


class ProviderJobOperator(StageOperator):
    """Have a stage's provider fulfil orders for one short.

    :param conn_id: Connection of the stage's provider; empty for ``dailies_<stage>``.
    :param lost_submit_policy: What to do when the reply to a paid call was lost and the provider
        cannot tell: "resubmit", "fail" or "ask"; the connection's extra of that name wins.
    :param max_losses: How often the same order may be lost before a person must look.
    :param first_event_s: Seconds for which a trigger's event is held back.
    :param lease_s: Seconds for which a submission is thought to be under way.
    :param max_wait_s: Seconds to wait for a permit or a closed breaker before giving up.
    """

    operator_extra_links = (ProviderJobLink(),)
    stage: ClassVar[str]
    dispensable: ClassVar[tuple[str, ...]] = ()
    """Stages without which there is a result all the same: what fails there is no dead letter."""

    def __init__(
        self,
        *,
        conn_id: str = "",
        lost_submit_policy: "LostSubmit" = "resubmit",
        max_losses: int = 3,
        first_event_s: float = 15.0,
        lease_s: float = 90.0,
        max_wait_s: float = 6 * 3600.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if lost_submit_policy not in ("resubmit", "fail", "ask"):
            raise ValueError(
                f"lost_submit_policy is {lost_submit_policy!r}; choose resubmit, fail or ask."
            )
        self.conn_id = conn_id
        self.lost_submit_policy = lost_submit_policy
        self.max_losses = max_losses
        self.first_event_s = first_event_s
        self.lease_s = lease_s
        self.max_wait_s = max_wait_s
        self.placed: tuple[JobProvider, list[str]] | None = None
        self.findings: tuple[Finding, ...] = ()
        self._request: BatchRequest | None = None
        self._services: dict[tuple[str, str], Service] = {}
        self._killed = False

    def work(self, context: "Context") -> "Work":
        """Yield orders, the same each time; be sent what they came to; return the result."""
        return self.finish(context, (yield self.orders(context)))

    def orders(self, context: "Context") -> Sequence[Order]:
        """Say what is ordered; the same task always says the same."""
        raise NotImplementedError

    def finish(self, context: "Context", results: "Sequence[Fulfilled]") -> Any:
        """Turn what was ordered into the task's result."""
        raise NotImplementedError

    def naming(self, index: int, order: Order) -> str:
        """Return what an order is called in logs and errors."""
        return f"{order.stage} {index + 1}"

    def payer(self, context: "Context") -> str:
        """Name the batch that pays for what is ordered."""
        return batch_of(context)

    def services(self, stage: str) -> "list[Service]":
        """Return the providers of a stage in this run with their accounts, in their order.

        Raises:
            Fatal: One of them does not exist, or its connection cannot be used.
        """
        names = self._request.chain(stage) if self._request else ()
        return [self.service(stage, name) for name in names or ("",)]

    def service(self, stage: str, name: str = "") -> "Service":
        """Return a provider of a stage with its account: the one of that name, or the run's."""
        name = name or (self._request.provider(stage) if self._request else "")
        if (stage, name) not in self._services:
            from dailies.hooks.provider import service_for

            conn_id = self.conn_id if stage == self.stage else ""
            found = service_for(stage, name=name, conn_id=conn_id)
            self._services[stage, name] = self._services[stage, found.provider.name] = found
        return self._services[stage, name]

    def order(
        self, *, prompt: str, duration_s: float, stage: str = "", by: str = "", **fields: Any
    ) -> Order:
        """Build an order of the operator's own stage, or any; for the run's provider, or ``by``."""
        provider = self.service(stage or self.stage, by).provider
        return Order(
            stage=stage or self.stage,
            provider=provider.name,
            model=provider.account.model,
            account=provider.shaping,
            prompt=prompt,
            duration_s=duration_s,
            **fields,
        )

    def execute(self, context: "Context") -> Any:
        """Order what is not there yet; defer while the provider works."""
        return self._proceed(context, {"kind": "settled"})

    def execute_complete(self, context: "Context", event: dict[str, Any]) -> Any:
        """Go on after a trigger's event; nothing but the event is needed."""
        return self._proceed(context, event)

    def on_kill(self) -> None:
        """Take note; between two steps the task looks whether a person failed it."""
        self._killed = True
        self.log.warning("Told from outside to end; what is ordered is written down first.")

    def _proceed(self, context: "Context", event: dict[str, Any]) -> Any:
        self._request, self.findings = request_of(context), ()
        work = self.work(context)
        try:
            orders = next(work)
            while True:
                try:
                    fulfilled = self._fulfilled(context, orders, event) if orders else []
                except ProviderError as error:
                    if self._killed:
                        raise
                    orders = work.throw(error)  # who can do without goes on
                else:
                    orders = work.send(fulfilled)
        except StopIteration as end:
            return end.value

    def _fulfilled(
        self, context: "Context", wanted: "Sequence[Wanted]", event: dict[str, Any]
    ) -> "Sequence[Fulfilled]":
        """Return what orders came to; defer until there is something to return."""
        from dailies.operators.settling import spared
        from include.ordering.relay import Relay

        relay = Relay(wanted, self.naming)
        for asks in relay.legs(spared):
            relay.take(asks, self._settled(context, asks, event))
        self.findings += relay.findings
        return relay.results

    def _settled(
        self, context: "Context", asks: "Sequence[Ask]", event: dict[str, Any]
    ) -> "Settlement":
        """Take one provider's orders to their end; what may be replaced may have failed."""
        from dailies.operators.settling import counter_of

        order, ti = asks[0].order, context["ti"]
        service = self.service(order.stage, order.provider)
        counter = counter_of(self, context, service)
        # what was waited for may have been another's jobs
        event = event if counter.is_meant(event) else {"kind": "settled"}
        settlement = counter.settle(asks, event)
        if settlement.pending or (settlement.later and not settlement.hopeless):
            # Airflow refuses to defer what is no longer running, and nobody would watch the jobs
            self.stop(context, service.provider, wanted=False)
            self._defer(service, settlement, event.get("waiting_since"))
        ending = settlement.ending(lambda error: is_final(error, ti))
        if worst := ending.worst:
            if is_final(worst, ti) and order.stage not in self.dispensable:
                counter.bury(ending)
            raise worst
        return settlement

    def _defer(self, service: "Service", settlement: "Settlement", since: float | None) -> None:
        from dailies.operators.waiting import waiting_for

        now, later = time.time(), [] if settlement.hopeless else settlement.later
        since = (since or now) if later else None
        if since and now - since > self.max_wait_s and not settlement.pending:
            raise Retryable(f"Nothing could be ordered for {self.max_wait_s:.0f} s: {later[0].why}")
        trigger, timeout = waiting_for(
            settlement.pending,
            later,
            provider=service.provider,
            conn_id=service.conn_id,
            hold_s=self.first_event_s,
            since=since,
        )
        self.defer(trigger=trigger, method_name="execute_complete", timeout=timeout)

    def stop(self, context: "Context", provider: "Provider", *, wanted: bool = True) -> None:
        """End the task when it was killed; cancel its jobs when a person failed it.

        ``wanted`` leaves it to a kill to say that the task is to end; without it, Airflow is asked.
        """
        if wanted and not self._killed:
            return
        from dailies.operators.stopping import abandon, state_of

        state = state_of(context)
        if state == "failed":
            abandon(owner_of(context), provider)
        if self._killed or state != "running":
            raise Retryable(f"{self.task_id} was stopped from outside. Its jobs are in the ledger.")
