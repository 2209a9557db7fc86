"""What is kept of a failed stage, so that the report can say why."""

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)

MAX_ERROR = 2000


def remember_failure(context: "Context") -> None:
    """Write the error of a stage that failed for good into the ledger."""
    from dailies.hooks.ledger import ledger
    from dailies.run import batch_of

    topic = getattr(context["ti"].task, "topic", None)
    if not isinstance(topic, dict):
        log.warning("The failure is not in the ledger: the task never learned its topic.")
        return
    error = context.get("exception")
    ledger().shorts.record_short(
        batch_of(context),
        topic["topic_id"],
        slug=topic["slug"],
        title=topic["title"],
        state="failed",
        stage=context["ti"].task_id.rpartition(".")[2],
        error=str(error)[:MAX_ERROR],
    )
