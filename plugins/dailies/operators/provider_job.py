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
they came to, so a chain reads as it happens. It, too, begins anew at each resume; what an earlier
stage made is found in the media store. What orders failed of is raised where they were yielded.
"""

import time
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from dailies.operators.job_link import ProviderJobLink
from dailies.operators.stage import StageOperator
from dailies.retry import is_final
from dailies.run import asker_of, batch_of, owner_of, request_of
from include.providers.base import JobProvider, MakerProvider
from include.providers.errors import Fatal, ProviderError, Retryable, named
from include.providers.values import Order

if TYPE_CHECKING:
    from airflow.sdk import Context

    from dailies.hooks.provider import Service
    from include.domain.batch import BatchRequest
    from include.ordering.asking import Ask, LostSubmit, Settlement
    from include.ordering.desk import Desk
    from include.ordering.fulfilled import Fulfilled

Work = Generator[Sequence[Order], "Sequence[Fulfilled]", Any]

AGAIN = ("settled", "resume")


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
        self._request: BatchRequest | None = None
        self._services: dict[str, Service] = {}
        self._killed = False

    def work(self, context: "Context") -> "Work":
        """Yield orders, all of one stage at a time; be sent what they came to; return the result.

        The same task always yields the same orders.
        """
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

    def service(self, stage: str) -> "Service":
        """Return the provider of a stage in this run, with its account."""
        if stage not in self._services:
            from dailies.hooks.provider import service_for

            name = self._request.providers.get(stage, "") if self._request else ""
            conn_id = self.conn_id if stage == self.stage else ""
            self._services[stage] = service_for(stage, name=name, conn_id=conn_id)
        return self._services[stage]

    def order(self, *, prompt: str, duration_s: float, stage: str = "", **fields: Any) -> Order:
        """Build an order for this run's provider and model; of the operator's own stage, or any."""
        provider = self.service(stage or self.stage).provider
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
        self._request = request_of(context)
        work = self.work(context)
        try:
            orders = next(work)
            while True:
                try:
                    fulfilled = self._fulfilled(context, orders, event) if orders else []
                except ProviderError as error:
                    orders = work.throw(error)  # who can do without goes on
                else:
                    orders = work.send(fulfilled)
        except StopIteration as end:
            return end.value

    def _fulfilled(
        self, context: "Context", orders: Sequence[Order], event: dict[str, Any]
    ) -> "Sequence[Fulfilled]":
        """Return what orders of one stage came to; defer until there is something to return."""
        stage = orders[0].stage
        provider = self.service(stage).provider
        if isinstance(provider, MakerProvider):
            from dailies.hooks.media import media_store
            from include.ordering.making import make_all

            return make_all(provider, orders, media_store())
        if not isinstance(provider, JobProvider):
            raise Fatal(f"{provider.name} takes no orders. Choose another provider for the stage.")
        # what was waited for may have been another stage's jobs
        event = event if event.get("stage", stage) == stage else {"kind": "settled"}
        self.placed = (provider, [order.digest for order in orders])
        desk, asks = self._desk(context, provider), self._asks(orders)
        if event["kind"] in AGAIN:
            settlement = desk.settle(asks, booked=event.get("booked", 0))
        else:
            hint = event.get("retry_after_s")
            error = named(event["kind"], event["message"], retry_after_s=hint)
            settlement = desk.failed(asks, error)
        if settlement.pending or (settlement.later and not settlement.hopeless):
            # Airflow refuses to defer what is no longer running, and nobody would watch the jobs
            self._stop(context, provider, wanted=False)
            self._defer(provider, settlement, event.get("waiting_since"))
        if settlement.worst:
            if is_final(settlement.worst, context["ti"]):
                desk.bury(settlement)
            raise settlement.worst
        return [settlement.done[order.digest] for order in orders]

    def _asks(self, orders: Sequence[Order]) -> "list[Ask]":
        from include.ordering.asking import Ask

        return [Ask(o, self.naming(index, o), index) for index, o in enumerate(orders)]

    def _desk(self, context: "Context", provider: JobProvider) -> "Desk":
        from dailies.hooks.desk import desk_for
        from include.ordering.asking import Rules

        return desk_for(
            self.service(provider.stage),
            asker_of(context, batch=self.payer(context), topic_id=self.about.topic_id),
            Rules(
                lost_submit=self.lost_submit_policy,
                max_losses=self.max_losses,
                lease_s=self.lease_s,
            ),
            run_usd=request_of(context).budget_usd,
            stop=lambda: self._stop(context, provider),
        )

    def _defer(self, provider: JobProvider, settlement: "Settlement", since: float | None) -> None:
        from dailies.operators.waiting import waiting_for

        now, later = time.time(), [] if settlement.hopeless else settlement.later
        since = (since or now) if later else None
        if since and now - since > self.max_wait_s and not settlement.pending:
            raise Retryable(f"Nothing could be ordered for {self.max_wait_s:.0f} s: {later[0].why}")
        trigger, timeout = waiting_for(
            settlement.pending,
            later,
            provider=provider,
            conn_id=self.service(provider.stage).conn_id,
            hold_s=self.first_event_s,
            since=since,
        )
        self.defer(trigger=trigger, method_name="execute_complete", timeout=timeout)

    def _stop(self, context: "Context", provider: JobProvider, *, wanted: bool = True) -> None:
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
