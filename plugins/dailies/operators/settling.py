"""Where one task's orders to one provider are settled, whatever kind of provider that is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from dailies.run import asker_of, request_of
from include.ordering.asking import Rules, Settlement
from include.providers.base import JobProvider, MakerProvider
from include.providers.errors import Fatal, Unmatched, named
from include.providers.stock import StockProvider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airflow.sdk import Context

    from dailies.hooks.provider import Service
    from dailies.operators.provider_job import ProviderJobOperator
    from include.ordering.asking import Ask, Asker
    from include.ordering.desk import Desk
    from include.providers.errors import ProviderError
    from include.providers.values import Order

AGAIN = ("settled", "resume")


@dataclass(frozen=True)
class Counter:
    """Where a task is served by one provider."""

    task: "ProviderJobOperator"
    context: "Context"
    service: "Service"

    def is_meant(self, event: dict[str, Any]) -> bool:
        """Whether a trigger's event is about this provider."""
        ours = {"stage": self.service.provider.stage, "provider": self.service.provider.name}
        return all(event.get(key, value) == value for key, value in ours.items())

    def settle(self, asks: "Sequence[Ask]", event: dict[str, Any]) -> Settlement:  # noqa: ARG002
        """Take orders as far as they go, or to the error that an event tells of."""
        raise Fatal(
            f"{self.service.provider.name} takes no orders. Choose another provider for the stage."
        )

    def bury(self, settlement: Settlement) -> None:
        """Make dead letters of what failed for good, where it could be ordered again."""

    def stop(self) -> None:
        """End the task where it was killed."""
        self.task.stop(self.context, self.service.provider)

    @property
    def asker(self) -> "Asker":
        """Who asks."""
        topic_id, batch = self.task.about.topic_id, self.task.payer(self.context)
        return asker_of(self.context, batch=batch, topic_id=topic_id)


class Workbench(Counter):
    """Makes things here."""

    def settle(self, asks: "Sequence[Ask]", event: dict[str, Any]) -> Settlement:  # noqa: ARG002
        """Make what is not there yet."""
        from dailies.hooks.media import media_store
        from include.ordering.making import make_all

        return make_all(cast("MakerProvider", self.service.provider), asks, media_store())


class Stall(Counter):
    """Has footage that exists already."""

    def settle(self, asks: "Sequence[Ask]", event: dict[str, Any]) -> Settlement:
        """Take footage for what has none yet."""
        from dailies.hooks.footage import stockroom_for

        days, booked = request_of(self.context).memory_days, event.get("booked", 0)
        room = stockroom_for(
            self.service,
            self.asker,
            memory_days=days,
            booked=booked,
            stop=self.stop,
        )
        return room.settle(asks)


class Till(Counter):
    """Takes orders that may cost."""

    def settle(self, asks: "Sequence[Ask]", event: dict[str, Any]) -> Settlement:
        """Order what is not there yet; look after what is ordered."""
        provider, desk = cast("JobProvider", self.service.provider), self._desk()
        self.task.placed = (provider, [asked.digest for asked in asks])
        if event["kind"] in AGAIN:
            return desk.settle(asks, booked=event.get("booked", 0))
        hint = event.get("retry_after_s")
        return desk.failed(asks, named(event["kind"], event["message"], retry_after_s=hint))

    def bury(self, settlement: Settlement) -> None:
        """Make dead letters of orders that failed for good."""
        self._desk().bury(settlement)

    def _desk(self) -> "Desk":
        from dailies.hooks.desk import desk_for

        task = self.task
        return desk_for(
            self.service,
            self.asker,
            Rules(
                lost_submit=task.lost_submit_policy,
                max_losses=task.max_losses,
                lease_s=task.lease_s,
            ),
            run_usd=request_of(self.context).budget_usd,
            stop=self.stop,
        )


def counter_of(task: "ProviderJobOperator", context: "Context", service: "Service") -> Counter:
    """Return where a task's orders to a provider are settled."""
    kinds: dict[type, type[Counter]] = {
        MakerProvider: Workbench,
        StockProvider: Stall,
        JobProvider: Till,
    }
    found = (at for kind, at in kinds.items() if isinstance(service.provider, kind))
    return next(found, Counter)(task, context, service)


def spared(order: "Order", later: "Sequence[Order]") -> "ProviderError | None":
    """Return why an order is not asked for again, as one of the later ones is in the store.

    Not where it is in the store itself, or under way. So a cleared task shows what it showed, and
    what was paid for is collected all the same.
    """
    from dailies.hooks.ledger import ledger
    from dailies.hooks.media import media_store
    from include.ledger.entries import OPEN

    store = media_store()
    if store.find(order.digest) or not any(store.find(each.digest) for each in later):
        return None
    entry = ledger().orders.latest(order.digest)
    if entry and entry.state in OPEN:
        return None
    if entry and entry.error:
        return named(entry.error_kind, entry.error)
    return Unmatched("it was had from there before.")
