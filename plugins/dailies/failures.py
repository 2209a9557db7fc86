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

    book, batch, ti = ledger().shorts, batch_of(context), context["ti"]
    topic = getattr(ti.task, "topic", None)
    # A task that was killed outright is mourned by another process, which has no rendered fields.
    known = dict(enumerate(book.topic_ids(batch)))
    topic_id = topic["topic_id"] if isinstance(topic, dict) else known.get(ti.map_index or 0)
    if not topic_id:
        log.warning("The failure is not in the ledger: the topic of %s is not known.", ti.task_id)
        return
    error = context.get("exception") or "The task was ended from outside."
    stage = ti.task_id.rpartition(".")[2]
    book.record_short(batch, topic_id, state="failed", stage=stage, error=str(error)[:MAX_ERROR])
