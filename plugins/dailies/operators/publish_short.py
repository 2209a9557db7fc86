"""Publish an approved short, once."""

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from airflow.sdk.exceptions import AirflowSkipException

from dailies.operators.stage import StageOperator
from dailies.operators.take_link import NewTakeLink
from dailies.run import batch_of, owner_of, request_of
from include.domain import Review, Short
from include.providers.errors import Fatal, Retryable

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.domain.take import Take
    from include.publishing.sending import Sender, Sent

FIRST_EVENT_S = 15.0
"""An event that comes while the worker is still leaving the task fails it."""
MARGIN_S = 300.0


class PublishShortOperator(StageOperator):
    """Send an approved short to the run's targets; each target gets it once.

    Every target has a row in the ledger, claimed before and confirmed after: killed, retried or
    cleared, the task finds what is published, looks up what is uncertain, and sends only what is
    not. While a platform takes its time, or a day's quota is used up, it waits without a worker.
    A short that was not approved is skipped; where the reviewer wants a new take, the run that
    makes it is started, once.

    :param short: The short, as ``Short`` JSON. (templated)
    :param review: What ``review_short`` returned. (templated)
    """

    operator_extra_links = (NewTakeLink(),)
    template_fields = (*StageOperator.template_fields, "short", "review")
    stage_pool = "publish"

    def __init__(self, *, short: Any, review: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.short = short
        self.review = review
        self.new_take: Take | None = None
        self._killed = False

    def execute(self, context: "Context") -> dict[str, Any]:
        """Return ``{"topic_id", "publications": [Publication JSON]}``."""
        short = Short.model_validate(self.short)
        if self.review["decision"] == "new_take":
            self._take_again(context)
        if self.review["decision"] != "approve":
            self.came_to(context, "rejected")
            raise AirflowSkipException(
                f"{short.title!r} was not approved ({self.review['by']}): nothing is published."
            )
        self._check_reviewed(short)
        sent = self._sender(context).send(short, request_of(context).targets)
        if sent.wake_at:
            self._defer(sent.wake_at)
        if sent.worst:
            raise sent.worst
        return self._ended(context, short, sent)

    def execute_complete(self, context: "Context", event: dict[str, Any]) -> dict[str, Any]:
        """Go on with what waited; what is done or failed meanwhile stays as it is."""
        if event["kind"] != "resume":
            raise Retryable(f"Waiting to publish failed: {event.get('message', event['kind'])}")
        return self.execute(context)

    def on_kill(self) -> None:
        """Take note; between two steps the task ends, and what is sent is written down first."""
        self._killed = True

    def _check_reviewed(self, short: Short) -> None:
        """Refuse what nobody has decided on: render_short may have been cleared by itself."""
        approved = self.review.get("edit_digest")
        if approved and approved != short.edit_digest:
            raise Fatal(
                f"{short.title!r} was rendered anew after {self.review['by']} approved it. "
                "Clear review_short to have this one reviewed."
            )

    def _sender(self, context: "Context") -> "Sender":
        from dailies.hooks.ledger import ledger
        from dailies.hooks.media import media_store
        from dailies.hooks.publishers import target_of
        from include.publishing.sending import Sender

        ti = context["ti"]
        return Sender(
            batch=batch_of(context),
            store=media_store(),
            book=ledger(),
            find=target_of,
            owner=owner_of(context),
            # the same after a deferral, another at each try; clearing raises the number
            try_id=f"{ti.max_tries}:{ti.id}",
            publish_at=request_of(context).publish_at,
            stop=self._stop,
        )

    def _ended(self, context: "Context", short: Short, sent: "Sent") -> dict[str, Any]:
        for each in sent.publications:
            where = each.url or each.path or each.target
            self.log.info("%r is %s on %s: %s", short.title, each.state, each.target, where)
        states = {each.state for each in sent.publications}
        state = "published" if "published" in states else "scheduled" if states else "approved"
        self.came_to(context, state)
        return {
            "topic_id": short.topic_id,
            "publications": [each.model_dump(mode="json") for each in sent.publications],
        }

    def _take_again(self, context: "Context") -> NoReturn:
        from dailies.operators.new_take import asked_take, start

        facts = {name: value for name, value in self.review.items() if name != "topic_id"}
        take = self.new_take = asked_take(context, self.about, Review.model_validate(facts))
        self.came_to(context, "new_take")
        self.log.info("Take %d is made by run %s", take.number, take.run_id)
        start(context, take)

    def _stop(self) -> None:
        from include.publishing.talking import Stopped

        if self._killed:
            raise Stopped(f"{self.task_id} was stopped from outside. What was sent is kept.")

    def _defer(self, until: datetime) -> None:
        from dailies.triggers.provider_job import ProviderJobTrigger

        now = time.time()
        wait_s = max(0.0, (until - datetime.now(UTC)).total_seconds())
        self.log.info("Waiting %.0f s, holding no worker", wait_s)
        self.defer(
            trigger=ProviderJobTrigger(
                stage="publish",
                provider="",
                conn_id="",
                jobs=[],
                not_before=now + FIRST_EVENT_S,
                resume_at=now + wait_s,
            ),
            method_name="execute_complete",
            timeout=timedelta(seconds=max(wait_s, FIRST_EVENT_S) + MARGIN_S),
        )
