"""Report what the batch made, whatever happened to it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from airflow.sdk import TriggerRule, timezone
from airflow.sdk.exceptions import AirflowFailException

from dailies.notifiers.telling import everybody, tell_of_spending
from dailies.operators.stage import DocumentedOperator
from dailies.run import FINDINGS_KEY, batch_of, request_of
from dailies.ui import addresses
from include.domain import Finding, Review, Severity, Short, Topic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airflow.sdk import Context

    from include.domain.report import Report
    from include.ledger.entries import Entry
    from include.ledger.ledger import Ledger
    from include.reporting.doubts import Doubt
    from include.reporting.report import Batch, Outcome

GROUP = "produce_short"
STAGES = (
    "write_script",
    "narrate",
    "capture_pages",
    "generate_clips",
    "compose_music",
    "render_short",
    "review_short",
    "publish_short",
)

SOME_HAVE = frozenset({"capture_pages"})


class ReportBatchOperator(DocumentedOperator):
    """Write ``reports/<batch>.json`` and decide whether the run succeeded.

    It runs when every short has ended, however. It fails the run when nothing was produced, or
    more shorts failed than the failure budget allows; it is not retried, for its answer would be
    the same: mend the cause and clear what failed.

    :param topics: The topics of the batch, as ``discover_topics`` returned them. (templated)
    """

    template_fields = ("topics",)

    def __init__(self, *, topics: Any, **kwargs: Any) -> None:
        kwargs.setdefault("trigger_rule", TriggerRule.ALL_DONE)
        super().__init__(**kwargs)
        self.topics = topics

    def execute(self, context: "Context") -> dict[str, Any]:
        """Return the report's totals and its path."""
        from dailies.hooks.ledger import ledger
        from include.reporting.report import verdict, write_report
        from include.reporting.writing import save_report
        from include.settings import Settings

        book = ledger()
        report = write_report(self._batch(context, book), self._outcomes(context, book))
        path = save_report(report, Settings.from_env().reports, report.batch)
        self._tell(report)
        self.log.info("The report is at %s", path)
        request = request_of(context)
        reason = verdict(report, failure_budget_percent=request.failure_budget_percent)
        self._notify(context, report, reason)
        if reason:
            raise AirflowFailException(reason)
        return {"path": str(path), **report.totals.model_dump(mode="json")}

    def _batch(self, context: "Context", book: "Ledger") -> "Batch":
        from include.reporting.report import Batch

        run = context["dag_run"]
        batch = batch_of(context)
        return Batch(
            name=batch,
            dag_id=run.dag_id,
            run_id=run.run_id,
            started_at=run.start_date,
            finished_at=timezone.utcnow(),
            findings=tuple(_findings(_pull(context, "discover_topics", key=FINDINGS_KEY))),
            doubts=tuple(_doubts(book.orders.doubts(batch))),
        )

    def _outcomes(self, context: "Context", book: "Ledger") -> "list[Outcome]":
        from include.publishing.posts import key_of
        from include.publishing.sending import publications_of
        from include.reporting.report import Outcome

        states = _states(context)
        shorts = {s["topic_id"]: s for s in _pull(context, f"{GROUP}.render_short")}
        reviews = {r.pop("topic_id"): r for r in _pull(context, f"{GROUP}.review_short")}
        stopped = {
            f["topic_id"]: f["findings"]
            for f in _pull(context, f"{GROUP}.render_short", key=FINDINGS_KEY)
        }
        batch = batch_of(context)
        kept = {row["topic_id"]: row for row in book.shorts.shorts(batch)}
        costs = book.spend.by_topic(batch)
        asked, wanted = book.takes.asked_in(context["run_id"]), request_of(context).take
        outcomes = []
        for index, topic in enumerate(self.topics or []):
            key = topic["topic_id"]
            row = kept.get(key, {})
            outcomes.append(
                Outcome(
                    topic=Topic.model_validate(topic),
                    states=_stages(states, index),
                    short=Short.model_validate(shorts[key]) if key in shorts else None,
                    review=Review.model_validate(reviews[key]) if key in reviews else None,
                    publications=publications_of(book, key_of(batch, key)),
                    findings=tuple(_findings(stopped.get(key, []))),
                    error=row.get("error", ""),
                    cost_usd=costs.get(key, 0.0),
                    earlier_take=wanted.of if wanted else "",
                    next_take=asked[key].run_id if key in asked else "",
                )
            )
        return outcomes

    def _notify(self, context: "Context", report: "Report", reason: str) -> None:
        from include.notifications.messages import batch_finished, failure_budget_passed

        link = addresses.run(report.dag_id, report.run_id)
        told = batch_finished(report, link=link)
        if reason:
            told = failure_budget_passed(report, reason, link=link)
        for notifier in everybody(told):
            notifier(context)
        tell_of_spending(context)

    def _tell(self, report: "Report") -> None:
        for short in report.shorts:
            if short.state == "failed":
                self.log.error(
                    "%s: failed at %s: %s", short.topic.title, short.failed_at, short.error
                )
            else:
                self.log.info("%s: %s %s", short.topic.title, short.state, short.path)
            self._warn(short.topic.title, short.findings)
        self._warn("The batch", report.findings)
        totals = report.totals
        self.log.info(
            "%d topics: %d produced, %d published, %d rejected, %d to be taken again, %d failed; "
            "%.0f s of video, %.2f USD, of which %.2f USD in doubt (%d orders)",
            totals.topics,
            totals.produced,
            totals.published,
            totals.rejected,
            totals.new_takes,
            totals.failed,
            totals.duration_s,
            totals.cost_usd,
            totals.doubtful_usd,
            totals.doubts,
        )

    def _warn(self, subject: str, findings: Iterable[Finding]) -> None:
        for finding in findings:
            if finding.severity is not Severity.INFO:
                self.log.warning("%s: %s %s", subject, finding.message, finding.remedy)


def _doubts(entries: "Iterable[Entry]") -> "Iterator[Doubt]":
    from dailies.hooks.provider import service_for
    from include.providers.base import JobProvider
    from include.providers.errors import ProviderError
    from include.reporting.doubts import Doubt

    for entry in entries:
        try:
            found = service_for(entry.stage, name=entry.provider, conn_id=entry.conn_id).provider
        except ProviderError:  # the connection is gone by now, the doubt is not
            found = None
        yield Doubt.of(entry, page=found.page() if isinstance(found, JobProvider) else "")


def _states(context: "Context") -> dict[str, str]:
    """Return the states of the group's tasks as ``{"<task_id>_<map_index>": state}``."""
    run = context["dag_run"]
    found = context["ti"].get_task_states(
        dag_id=run.dag_id, task_group_id=GROUP, run_ids=[run.run_id]
    )
    return {task: str(state) for task, state in found.get(run.run_id, {}).items()}


def _stages(states: dict[str, str], index: int) -> dict[str, str]:
    """Return how each stage of a short ended; not every channel has all of them."""
    of = {stage: states.get(f"{GROUP}.{stage}_{index}", "none") for stage in STAGES}
    return {stage: of[stage] for stage in STAGES if of[stage] != "none" or stage not in SOME_HAVE}


def _pull(context: "Context", task_id: str, key: str = "return_value") -> list[Any]:
    """Return every value the (mapped) task left, as a list even when there is one or none."""
    values = context["ti"].xcom_pull(task_ids=task_id, key=key)
    if values is None:
        return []
    return list(values) if isinstance(values, (list, tuple)) or _lazy(values) else [values]


def _lazy(values: Any) -> bool:
    return isinstance(values, Iterable) and not isinstance(values, (dict, str))


def _findings(values: list[Any]) -> Iterable[Finding]:
    for value in values:
        yield Finding.model_validate(value)
