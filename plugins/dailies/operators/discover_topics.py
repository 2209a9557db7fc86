"""Find the topics of the batch."""

from typing import TYPE_CHECKING, Any

from dailies.operators.stage import DocumentedOperator
from dailies.operators.take_link import EarlierTakeLink
from dailies.run import FINDINGS_KEY, batch_of, refuse_unknown_params, request_of
from include.domain.batch import BatchRequest
from include.providers.asked import TopicsProvider
from include.providers.errors import Fatal

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.domain import Finding, Topic
    from include.domain.batch import TakeRequest
    from include.domain.take import Take
    from include.ledger.ledger import Ledger
    from include.providers.asked import Harvest


class DiscoverTopicsOperator(DocumentedOperator):
    """Take the topics the run names, or find them in its feed: new ones first, at most ``limit``.

    What was dropped, and why, is in the log and in the report. Cleared and run again, it finds the
    same topics for the same batch as long as the source has not changed. For a new take it takes
    the topic of the short that was sent back.
    """

    operator_extra_links = (EarlierTakeLink(),)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.take: Take | None = None

    def execute(self, context: "Context") -> list[dict[str, Any]]:
        """Return the topics as a list of ``Topic`` JSON."""
        from dailies.hooks.ledger import ledger
        from include.topics.identity import unique_slugs

        refuse_unknown_params(context, BatchRequest)
        book, batch = ledger(), batch_of(context)
        chosen, noticed = self._chosen(request_of(context), batch, book)
        topics = unique_slugs(chosen)
        for topic in topics:
            book.shorts.record_topic(batch, topic)
        self._tell(context, topics, noticed)
        return [topic.model_dump(mode="json") for topic in topics]

    def _chosen(
        self, request: "BatchRequest", batch: str, book: "Ledger"
    ) -> "tuple[tuple[Topic, ...], tuple[Finding, ...]]":
        from include.topics.choosing import choose

        if request.take:
            return (self._again(request.take, book),), ()
        harvest = self._harvest(request)
        if request.topics:
            return harvest.topics, harvest.dropped
        made = book.shorts.made([t.topic_id for t in harvest.topics], except_batch=batch)
        chosen, noticed = choose(
            harvest,
            kept=book.shorts.topic_ids(batch),
            made=made,
            limit=request.limit,
            repeats=request.repeats,
        )
        return chosen, (*harvest.dropped, *noticed)

    def _again(self, wanted: "TakeRequest", book: "Ledger") -> "Topic":
        """Return the topic of a short that was sent back, as it was."""
        from include.review.takes import topic_of

        self.take = book.takes.find(wanted.of, wanted.topic_id, wanted.number)
        if self.take is None:
            raise Fatal(
                f"Nobody asked for take {wanted.number} of topic {wanted.topic_id} in run "
                f"{wanted.of!r}. Leave the param take empty: a reviewer's “New take” fills it in."
            )
        return topic_of(self.take, wanted)

    def _harvest(self, request: "BatchRequest") -> "Harvest":
        from include.topics.given import given_topics
        from include.topics.sources import EVERGREEN, is_remote, read_file

        if request.topics:
            return given_topics(request.topics, language=request.language)
        from dailies.hooks.provider import provider_for

        provider = provider_for(TopicsProvider, request)
        source = request.feed or provider.account.base_url or str(EVERGREEN)
        self.log.info("Looking for topics in %s", source)
        if is_remote(source):
            from include.providers.transport import fetch

            reply = fetch(provider.request(source), provider.account)
        else:
            reply = read_file(source)
        return provider.topics(reply, source=source, language=request.language)

    def _tell(
        self, context: "Context", topics: "tuple[Topic, ...]", findings: "tuple[Finding, ...]"
    ) -> None:
        for finding in findings:
            self.log.warning("%s %s", finding.message, finding.remedy)
        for topic in topics:
            self.log.info("Chose %r (%s): %s", topic.title, topic.topic_id, topic.why)
        context["ti"].xcom_push(
            key=FINDINGS_KEY, value=[finding.model_dump(mode="json") for finding in findings]
        )
