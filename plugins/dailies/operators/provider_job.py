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
"""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from dailies.operators.stage import StageOperator, request_of
from include.providers.base import MakerProvider, Order

if TYPE_CHECKING:
    from airflow.sdk import Context

    from dailies.hooks.provider import Service
    from include.ordering.fulfilled import Fulfilled


class ProviderJobOperator(StageOperator):
    """Have a stage's provider fulfil orders for one short.

    :param conn_id: Connection of the provider; empty for ``dailies_<stage>``.
    """

    stage: ClassVar[str]

    def __init__(self, *, conn_id: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.conn_id = conn_id
        self._service: Service | None = None

    @abstractmethod
    def orders(self, context: "Context") -> Sequence[Order]:
        """Say what is ordered; the same task always says the same."""

    @abstractmethod
    def finish(self, context: "Context", results: "Sequence[Fulfilled]") -> Any:
        """Turn what was ordered into the task's result."""

    def naming(self, index: int, order: Order) -> str:  # noqa: ARG002
        """Return what an order is called in logs and errors."""
        return f"{self.stage} {index + 1}"

    @property
    def service(self) -> "Service":
        """The provider of this run, with its account; known from ``orders`` on."""
        if self._service is None:
            raise RuntimeError("The provider is known only while the task executes.")
        return self._service

    def order(self, *, prompt: str, duration_s: float, **fields: Any) -> Order:
        """Build an order for this run's provider and model."""
        provider = self.service.provider
        return Order(
            stage=self.stage,
            provider=provider.name,
            model=provider.account.model,
            prompt=prompt,
            duration_s=duration_s,
            **fields,
        )

    def execute(self, context: "Context") -> Any:
        """Order what is not there yet; defer while the provider works."""
        return self._proceed(context, {})

    def _proceed(self, context: "Context", event: dict[str, Any]) -> Any:  # noqa: ARG002
        from dailies.hooks.media import media_store
        from dailies.hooks.provider import service_for

        name = request_of(context).providers.get(self.stage, "")
        self._service = service_for(self.stage, name=name, conn_id=self.conn_id)
        orders = self.orders(context)
        provider = self._service.provider
        if isinstance(provider, MakerProvider):
            from include.ordering.making import make_all

            return self.finish(context, make_all(provider, orders, media_store()))
        raise NotImplementedError(f"{provider.name} is not a maker: the job path comes next.")
