"""The review of a short: parked in Airflow's human-in-the-loop, or decided by policy or rule."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param, timezone
from airflow.sdk.exceptions import TaskAwaitingInput
from airflow.sdk.execution_time.hitl import upsert_hitl_detail

from dailies.notifiers.telling import everybody, tell_of_spending
from dailies.operators.stage import StageOperator
from dailies.run import batch_of, request_of
from include.domain import Narration, Review, Script, Short
from include.domain.review import MOST_FEEDBACK, Opinion

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.domain.batch import BatchRequest
    from include.domain.notification import Notification
    from include.domain.review import ReviewRequest
    from include.review.card import Card

APPROVE, REJECT, NEW_TAKE = "Approve", "Reject", "New take"
DECISIONS: dict[str, Any] = {APPROVE: "approve", REJECT: "reject", NEW_TAKE: "new_take"}
OPTIONS = {decision: option for option, decision in DECISIONS.items()}
OPINIONS_KEY = "opinions"
"""Key of the task's state store with the approvals so far, where one more is waited for."""


class ReviewSensor(HITLOperator, StageOperator):
    """Put a short before a person: approve it, reject it, or ask for a new take, with feedback.

    While it waits (state ``awaiting_input``) it holds no worker, no triggerer and no pool slot.
    The run's ``review`` param says who decides: a policy, a rule, one person or two, and what
    holds when nobody answered in time. It decides only: publishing and starting a new take is the
    next task's work, so clearing this one asks again.

    :param script: The script, as ``Script`` JSON. (templated)
    :param short: The rendered short, as ``Short`` JSON. (templated)
    :param narration: The narration, as ``Narration`` JSON: what is said may be fitted to its
        length. (templated)
    """

    template_fields = (
        *HITLOperator.template_fields,
        *StageOperator.template_fields,
        "script",
        "short",
        "narration",
    )

    def __init__(
        self, *, topic: Any, script: Any, short: Any, narration: Any = None, **kwargs: Any
    ) -> None:
        # Airflow hands the DAG's params and default retries in here: this task has its own form,
        # and a question asked twice is two questions, of which the first may be answered already.
        kwargs |= {"params": {"feedback": _feedback_field()}, "retries": 0}
        super().__init__(
            topic=topic,
            subject="Review",
            options=[APPROVE, REJECT, NEW_TAKE],
            defaults=[REJECT],
            **kwargs,
        )
        self.script = script
        self.short = short
        self.narration = narration

    def execute(self, context: "Context") -> Any:
        """Decide by policy or rule, or ask and park."""
        from include.review.rules import objections

        tell_of_spending(context)
        request = request_of(context)
        asked, short = request.review, Short.model_validate(self.short)
        if asked.policy != "ask":
            return self._closed(Review(decision=asked.policy, by="policy", at=timezone.utcnow()))
        rules = asked.auto_approve
        against = objections(short, rules) if rules else ()
        if rules and not against:
            return self._closed(Review(decision="approve", by="rule", at=timezone.utcnow()))
        self._prepare(context, request, against)
        self.log.info(
            "Asking for a review of %r, and in %g days without an answer: %s",
            short.title,
            asked.timeout_days,
            asked.on_timeout,
        )
        return super().execute(context)

    def execute_complete(
        self, context: "Context", event: dict[str, Any], opinions: list[Any] | None = None
    ) -> Any:
        """Turn the answer into a decision, or ask for a second opinion.

        Feedback of an odd shape does not undo the answer.
        """
        from include.review.opinions import decided

        answer = super().execute_complete(context, {**event, "params_input": {}})
        (option,), user = answer["chosen_options"], answer["responded_by_user"]
        if not user:
            decision, at = DECISIONS[option], answer["responded_at"]
            return self._closed(Review(decision=decision, by="timeout", at=at))
        said = Opinion(
            decision=DECISIONS[option],
            user_id=user["id"],
            by=user["name"] or user["id"],
            feedback=_feedback(event.get("params_input")),
            at=answer["responded_at"],
        )
        earlier = [Opinion.model_validate(opinion) for opinion in opinions or []]
        asked = request_of(context).review
        review = decided([*earlier, said], approvals=asked.approvals)
        if review is None:
            self._ask_again(context, [*earlier, said], asked)
        return self._closed(review)

    def _prepare(
        self, context: "Context", request: "BatchRequest", against: tuple[str, ...]
    ) -> None:
        """Say what is asked, of whom, for how long, and what holds without an answer."""
        asked, card = request.review, self._card(context, request, against)
        self.subject, self.body = card.subject, card.body
        self.options = [APPROVE, REJECT, *([NEW_TAKE] if card.retakable else [])]
        self.defaults = [OPTIONS[asked.on_timeout]]
        self.assigned_users = [{"id": user, "name": user} for user in asked.reviewers]
        self.response_timeout = timedelta(days=asked.timeout_days)
        self.notifiers = everybody(self._request_to_come(context, asked))
        if asked.approvals > 1:
            # What an earlier question came to has ended with it: clearing asks everybody again.
            context["task_state_store"].delete(OPINIONS_KEY)

    def _card(
        self, context: "Context", request: "BatchRequest", against: tuple[str, ...]
    ) -> "Card":
        from dailies.ui import links
        from include.review.card import Card

        short, batch = Short.model_validate(self.short), batch_of(context)
        return Card(
            short=short,
            script=self._said(),
            asked=request.review,
            take=request.take_number,
            wish=request.take.feedback if request.take else "",
            objections=against,
            preview=links.preview(batch, short.topic_id, version=short.preview.digest),
            desk=links.short(batch, short.topic_id),
        )

    def _said(self) -> Script:
        """The script as the narration says it."""
        written = Script.model_validate(self.script)
        if self.narration is None:
            return written
        return Narration.model_validate(self.narration).said(written)

    def _request_to_come(
        self, context: "Context", asked: "ReviewRequest", *, opinions: int = 0
    ) -> "Notification":
        from dailies.ui import addresses
        from include.notifications.messages import review_requested

        ti = context["ti"]
        return review_requested(
            Short.model_validate(self.short),
            asked,
            batch=batch_of(context),
            question=f"{ti.id} {opinions}",
            at=timezone.utcnow(),
            link=addresses.question(ti.dag_id, ti.run_id, ti.task_id, ti.map_index),
        )

    def _ask_again(
        self, context: "Context", opinions: list[Opinion], asked: "ReviewRequest"
    ) -> NoReturn:
        """Park again, with the same question: Airflow forgets its first answer."""
        told: list[Any] = [opinion.model_dump(mode="json") for opinion in opinions]
        context["task_state_store"].set(OPINIONS_KEY, told)
        names = ", ".join(dict.fromkeys(opinion.by for opinion in opinions))
        self.log.info("Approved by %s; waiting for the approval of somebody else", names)
        upsert_hitl_detail(
            ti_id=context["ti"].id,
            options=self.options,
            subject=self.subject,
            params=self.serialized_params,
        )
        for notifier in everybody(self._request_to_come(context, asked, opinions=len(opinions))):
            notifier(context)
        raise TaskAwaitingInput(
            method_name="execute_complete",
            kwargs={"opinions": told},
            timeout=timedelta(days=asked.timeout_days),
        )

    def _closed(self, review: Review) -> dict[str, Any]:
        """Return the decision as the payload of the task."""
        short = Short.model_validate(self.short)
        self.log.info("Review of %r: %s by %s", short.title, review.decision, review.by)
        review = review.model_copy(update={"edit_digest": short.edit_digest})
        return {"topic_id": short.topic_id, **review.model_dump(mode="json")}


def _feedback_field() -> Param:
    return Param(
        "",
        type=["string", "null"],
        format="multiline",
        maxLength=MOST_FEEDBACK,
        title="Feedback",
        description="What should be different: kept in the report, and what a new take goes by.",
        source="task",
    )


def _feedback(said: Any) -> str:
    feedback = str(said.get("feedback") or "") if isinstance(said, dict) else ""
    # JSON may hold half a character, or a NUL, which no database could store
    return feedback[:MOST_FEEDBACK].replace("\0", "").encode(errors="replace").decode()
