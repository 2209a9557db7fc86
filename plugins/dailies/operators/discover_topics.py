"""Find the topics of the batch."""

import logging
from typing import TYPE_CHECKING, Any

from airflow.sdk import timezone

from dailies.operators.stage import DocumentedOperator
from dailies.operators.take_link import EarlierTakeLink
from dailies.run import FINDINGS_KEY, batch_of, refuse_unknown_params, request_of
from include.domain.batch import BatchRequest
from include.providers.errors import Fatal, ProviderError
from include.providers.harvesting import TopicsProvider

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.domain import Finding, Topic
    from include.domain.batch import TakeRequest
    from include.domain.source import Source
    from include.domain.take import Take
    from include.ledger.ledger import Ledger
    from include.topics.discovering import Discovery
    from include.topics.gathering import Asked, Gathered
    from include.topics.merging import Story


class DiscoverTopicsOperator(DocumentedOperator):
    """Take the topics the run names, or find the best new stories of its sources, never too many.

    What was dropped, and why, is in the log and in the report; so is a source that failed, where
    others did not. Cleared and run again, it finds the same topics for the same batch as long as
    its sources tell them. For a new take it takes the topic of the short that was sent back.
    """

    operator_extra_links = (EarlierTakeLink(),)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.take: Take | None = None

    def execute(self, context: "Context") -> list[dict[str, Any]]:
        """Return the topics as a list of ``Topic`` JSON."""
        from dailies.hooks.ledger import ledger
        from include.topics.discovering import Discovery
        from include.topics.identity import unique_slugs

        refuse_unknown_params(context, BatchRequest)
        book, batch, request = ledger(), batch_of(context), request_of(context)
        about = Discovery(request, request.channel, batch, book, timezone.utcnow())
        stories, noticed = self._chosen(request, about)
        topics = unique_slugs(story.topic for story in stories)
        for topic in topics:
            book.shorts.record_topic(batch, topic)
        self._tell(context, topics, noticed)
        return [topic.model_dump(mode="json") for topic in topics]

    def _chosen(
        self, request: "BatchRequest", about: "Discovery"
    ) -> "tuple[tuple[Story, ...], tuple[Finding, ...]]":
        from include.topics.given import given_topics
        from include.topics.merging import Story, Telling
        from include.topics.pages import with_text

        if request.take:
            return (Story((Telling(self._again(request.take, about.book), ""),)),), ()
        if request.topics:
            given = given_topics(request.topics, language=request.language)
            stories = tuple(Story((Telling(t, ""),)) for t in given.topics)
            about.keep(stories)
            return stories, given.dropped
        gathered, failed = self._gathered(request, about.book)
        choice = about.decided(gathered)
        left_out = (finding for each in gathered for finding in each.harvest.dropped)
        stories, unread = with_text(choice.stories)
        return stories, (*failed, *left_out, *unread, *choice.findings)

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

    def _gathered(
        self, request: "BatchRequest", book: "Ledger"
    ) -> "tuple[tuple[Gathered, ...], tuple[Finding, ...]]":
        """Return what each of the run's sources gave; without any, its feed is the one."""
        from include.domain.source import Source
        from include.topics.gathering import gather

        named = Source(provider=request.provider(TopicsProvider.stage), query=request.feed)
        sources = request.sources or (named,)
        self.log.info("Looking for topics in %s", ", ".join(each.shown for each in sources))
        # connections are asked for here: only the task itself may ask Airflow
        asked = [_asked(source) for source in sources]
        return gather(asked, quotas=book.quotas, language=request.language)

    def _tell(
        self, context: "Context", topics: "tuple[Topic, ...]", findings: "tuple[Finding, ...]"
    ) -> None:
        for finding in findings:
            level = logging.INFO if finding.severity == "info" else logging.WARNING
            self.log.log(level, "%s %s", finding.message, finding.remedy)
        for topic in topics:
            self.log.info("Chose %r (%s): %s", topic.title, topic.topic_id, topic.why)
        context["ti"].xcom_push(
            key=FINDINGS_KEY, value=[finding.model_dump(mode="json") for finding in findings]
        )


def _asked(source: "Source") -> "Asked":
    from dailies.hooks.provider import service_for
    from include.topics.gathering import Asked

    try:
        found = service_for(TopicsProvider.stage, name=source.provider).provider
    except ProviderError as error:
        return Asked(source, error)
    if not isinstance(found, TopicsProvider):
        return Asked(source, Fatal(f"{found.name} finds no topics. Choose another."))
    return Asked(source, found)
