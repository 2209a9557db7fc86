"""The review of a short: parked in Airflow's human-in-the-loop, or decided by the run's policy."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param, timezone

from dailies.operators.stage import StageOperator
from dailies.run import request_of
from include.domain import Review, Script, Short

if TYPE_CHECKING:
    from airflow.sdk import Context

APPROVE, REJECT = "Approve", "Reject"

MAX_FEEDBACK = 4000
"""Characters of a reviewer's feedback that are kept."""


class ReviewSensor(HITLOperator, StageOperator):
    """Put a short before a person: approve or reject, with feedback.

    While it waits (state ``awaiting_input``) it holds no worker, no triggerer and no pool slot.
    The run's ``review`` param says who decides; when nobody answered in time the short is rejected.
    It decides only: publishing is the next task's work, so clearing this one asks again.

    :param script: The script, as ``Script`` JSON. (templated)
    :param short: The rendered short, as ``Short`` JSON. (templated)
    """

    template_fields = (
        *HITLOperator.template_fields,
        *StageOperator.template_fields,
        "script",
        "short",
    )

    def __init__(self, *, topic: Any, script: Any, short: Any, **kwargs: Any) -> None:
        # Airflow hands the DAG's params and default retries in here: this task has its own form,
        # and a question asked twice is two questions, of which the first may be answered already.
        kwargs |= {"params": {"feedback": _feedback_field()}, "retries": 0}
        super().__init__(
            topic=topic,
            subject="Review",
            options=[APPROVE, REJECT],
            defaults=[REJECT],
            **kwargs,
        )
        self.script = script
        self.short = short

    def execute(self, context: "Context") -> Any:
        """Decide by policy, or ask and park."""
        asked = request_of(context).review
        short = Short.model_validate(self.short)
        if asked.policy != "ask":
            self.log.info("Review of %r decided by policy: %s", short.title, asked.policy)
            return _payload(short, Review(decision=asked.policy, by="policy", at=timezone.utcnow()))
        self.response_timeout = timedelta(days=asked.timeout_days)
        self.subject = f"Publish “{short.title}”?"
        self.body = _body(short, Script.model_validate(self.script))
        self.log.info(
            "Asking for a review of %r; it is rejected when nobody answers within %g days",
            short.title,
            asked.timeout_days,
        )
        return super().execute(context)

    def execute_complete(self, context: "Context", event: dict[str, Any]) -> Any:
        """Turn the answer into a review; feedback of an odd shape does not undo the decision."""
        said = event.get("params_input")
        feedback = str(said.get("feedback") or "") if isinstance(said, dict) else ""
        answer = super().execute_complete(context, {**event, "params_input": {}})
        user = answer["responded_by_user"]
        review = Review(
            decision="approve" if answer["chosen_options"] == [APPROVE] else "reject",
            by=user["name"] if user else "timeout",
            feedback=feedback[:MAX_FEEDBACK],
            at=answer["responded_at"],
        )
        self.log.info("Review: %s by %s", review.decision, review.by)
        return _payload(Short.model_validate(self.short), review)


def _feedback_field() -> Param:
    return Param(
        "",
        type=["string", "null"],
        format="multiline",
        maxLength=MAX_FEEDBACK,
        title="Feedback",
        description="What should be different; kept in the report.",
        source="task",
    )


def _payload(short: Short, review: Review) -> dict[str, Any]:
    return {"topic_id": short.topic_id, **review.model_dump(mode="json")}


def _body(short: Short, script: Script) -> str:
    """Describe the short in Markdown, as the Required Actions page shows it."""
    lines = [
        (
            f"**{short.duration_s:.0f} s**, {short.width_px}×{short.height_px}, {short.language}, "
            f"{short.loudness_lufs:.1f} LUFS, {short.cost_usd:.2f} USD"
        ),
        "",
        *(f"- **{f.severity}** {f.message} {f.remedy}".rstrip() for f in short.findings),
        "",
        *(f"> {line}\n>" for line in script.spoken.splitlines()),
        "",
        f"File: `{short.video.uri}`",
    ]
    return "\n".join(lines)
