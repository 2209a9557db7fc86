"""Have the music bed of a short made."""

from typing import TYPE_CHECKING, Any

from dailies.operators.provider_job import ProviderJobOperator
from dailies.run import request_of
from include.domain import Music, Script, digest_of
from include.editing.shots import plan_shots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airflow.sdk import Context

    from include.ordering.fulfilled import Fulfilled
    from include.providers.values import Order

MARGIN_S = 15.0
"""The bed is ordered before the narration is spoken: longer than planned, the render trims it."""


class ComposeMusicOperator(ProviderJobOperator):
    """Order a music bed in the run's mood, and wait for it without holding a worker.

    :param script: The script, as ``Script`` JSON. (templated)
    """

    template_fields = (*ProviderJobOperator.template_fields, "script")
    stage = "music"
    stage_pool = "music"

    def __init__(self, *, script: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.script = script

    def orders(self, context: "Context") -> "Sequence[Order]":
        """One order, seeded by topic and take so that each short has a bed of its own."""
        script = Script.model_validate(self.script)
        shots = plan_shots(script, aspect="9:16")
        self._mood, take = request_of(context).mood, self.about.take
        return [
            self.order(
                prompt=f"Instrumental bed under narration about {script.title}",
                duration_s=round(sum(shot.duration_s for shot in shots) * 1.2 + MARGIN_S),
                seed=int(digest_of(["music", script.topic_id, take])[:8], 16),
                take=take,
                options={"mood": self._mood},
            )
        ]

    def naming(self, index: int, order: "Order") -> str:  # noqa: ARG002
        """Name the short it is for."""
        return f"the music of {self.label!r}"

    def finish(self, context: "Context", results: "Sequence[Fulfilled]") -> dict[str, Any]:  # noqa: ARG002
        """Return ``{"topic_id", "music": Music JSON}``; music is null where none is wanted."""
        (result,) = results
        music = result.media and Music(
            media=result.media,
            duration_s=result.duration_s or result.order.duration_s,
            mood=self._mood,
            provider=result.provider,
            cost_usd=result.cost_usd,
            licence=result.licence,
            model=result.order.model,
            order_digest=result.order.digest,
            made_with_ai=result.made_with_ai,
        )
        return {
            "topic_id": self.about.topic_id,
            "music": music.model_dump(mode="json") if music else None,
        }
