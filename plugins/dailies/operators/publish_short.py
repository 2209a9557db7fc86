"""Publish an approved short, once."""

from typing import TYPE_CHECKING, Any, NoReturn

from airflow.sdk.exceptions import AirflowSkipException

from dailies.operators.stage import StageOperator
from dailies.operators.take_link import NewTakeLink
from dailies.run import batch_of, owner_of, request_of
from include.domain import Review, Short

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.domain.take import Take


class PublishShortOperator(StageOperator):
    """Send an approved short to the run's targets; each target gets it once.

    Every target has a row in the ledger, claimed before and confirmed after: run again, the task
    finds what is published and sends only what is not. A short that was not approved is skipped;
    where the reviewer wants a new take, the run that makes it is started, once.

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

    def execute(self, context: "Context") -> dict[str, Any]:
        """Return ``{"topic_id", "publications": [Publication JSON]}``."""
        from dailies.hooks.ledger import ledger
        from dailies.hooks.media import media_store
        from include.settings import Settings
        from include.shorts.publishing import publish

        short = Short.model_validate(self.short)
        if self.review["decision"] == "new_take":
            self._take_again(context)
        if self.review["decision"] != "approve":
            self.came_to(context, "rejected")
            raise AirflowSkipException(
                f"{short.title!r} was not approved ({self.review['by']}): nothing is published."
            )
        publications = publish(
            short,
            batch=batch_of(context),
            targets=request_of(context).targets,
            store=media_store(),
            book=ledger(),
            root=Settings.from_env().published,
            owner=owner_of(context),
        )
        for publication in publications:
            self.log.info(
                "Published %r to %s: %s", short.title, publication.target, publication.path
            )
        self.came_to(context, "published" if publications else "approved")
        return {
            "topic_id": short.topic_id,
            "publications": [each.model_dump(mode="json") for each in publications],
        }

    def _take_again(self, context: "Context") -> NoReturn:
        from dailies.operators.new_take import asked_take, start

        facts = {name: value for name, value in self.review.items() if name != "topic_id"}
        take = self.new_take = asked_take(context, self.about, Review.model_validate(facts))
        self.came_to(context, "new_take")
        self.log.info("Take %d is made by run %s", take.number, take.run_id)
        start(context, take)
