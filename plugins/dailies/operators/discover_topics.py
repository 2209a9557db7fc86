"""Find the topics of the batch."""

from typing import TYPE_CHECKING, Any

from dailies.operators.stage import DocumentedOperator
from dailies.run import FINDINGS_KEY, batch_of, refuse_unknown_params, request_of
from include.domain.batch import BatchRequest
from include.providers.asked import TopicsProvider

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.domain import Finding, Topic
    from include.providers.asked import Harvest


class DiscoverTopicsOperator(DocumentedOperator):
    """Take the topics the run names, or find them in its feed: new ones first, at most ``limit``.

    What was dropped, and why, is in the log and in the report. Cleared and run again, it finds the
    same topics for the same batch as long as the source has not changed.
    """

    def execute(self, context: "Context") -> list[dict[str, Any]]:
        """Return the topics as a list of ``Topic`` JSON."""
        from dailies.hooks.ledger import ledger
        from include.topics.choosing import choose
        from include.topics.identity import unique_slugs

        refuse_unknown_params(context, BatchRequest)
        request = request_of(context)
        harvest = self._harvest(request)
        book, batch = ledger().shorts, batch_of(context)
        noticed: tuple[Finding, ...] = ()
        if request.topics:
            chosen = harvest.topics
        else:
            made = book.made([t.topic_id for t in harvest.topics], except_batch=batch)
            chosen, noticed = choose(
                harvest,
                kept=book.topic_ids(batch),
                made=made,
                limit=request.limit,
                repeats=request.repeats,
            )
        topics = unique_slugs(chosen)
        for topic in topics:
            book.record_topic(batch, topic)
        self._tell(context, topics, (*harvest.dropped, *noticed))
        return [topic.model_dump(mode="json") for topic in topics]

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
