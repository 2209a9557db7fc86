"""Have the clips of a short made."""

from typing import TYPE_CHECKING, Any

from dailies.operators.provider_job import ProviderJobOperator
from dailies.run import request_of
from include.domain import Clip, Script
from include.editing.shots import plan_shots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airflow.sdk import Context

    from include.ordering.fulfilled import Fulfilled
    from include.providers.values import Order


class GenerateClipsOperator(ProviderJobOperator):
    """Order one clip for each shot of the script, and wait for them without holding a worker.

    All shots of a short are one task and one trigger. With the embedded provider nothing is
    ordered: the render draws the pictures itself.

    :param script: The script, as ``Script`` JSON. (templated)
    """

    template_fields = (*ProviderJobOperator.template_fields, "script")
    stage = "clip"
    stage_pool = "clip"

    def __init__(self, *, script: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.script = script

    def orders(self, context: "Context") -> "Sequence[Order]":
        """One order for each shot."""
        self._shots = plan_shots(
            Script.model_validate(self.script), aspect=request_of(context).aspect
        )
        return [
            self.order(
                prompt=shot.prompt,
                duration_s=shot.duration_s,
                aspect=shot.aspect,
                seed=shot.seed,
                take=shot.take,
            )
            for shot in self._shots
        ]

    def naming(self, index: int, order: "Order") -> str:  # noqa: ARG002
        """Name the shot and the short, as a person would."""
        return f"shot {index + 1} of {self.label!r}"

    def finish(self, context: "Context", results: "Sequence[Fulfilled]") -> dict[str, Any]:  # noqa: ARG002
        """Return ``{"topic_id", "clips": [Clip JSON]}``."""
        clips = [
            Clip(
                shot=shot,
                kind=_kind(result),
                provider=result.provider,
                media=result.media,
                duration_s=result.duration_s,
                cost_usd=result.cost_usd,
                licence=result.licence,
            )
            for shot, result in zip(self._shots, results, strict=True)
        ]
        return {
            "topic_id": self.about.topic_id,
            "clips": [clip.model_dump(mode="json") for clip in clips],
        }


def _kind(result: "Fulfilled") -> Any:
    if result.media is None:
        return "procedural"
    return "image" if result.media.content_type.startswith("image/") else "video"
