"""Start the run that makes a short anew."""

from typing import TYPE_CHECKING, NoReturn

from airflow.sdk.exceptions import AirflowFailException, DagRunTriggerException

from dailies.run import request_of
from include.domain import Review, Topic, digest_of

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.domain.take import Take

LONGEST_NOTE = 900
"""Airflow takes 1000 characters."""


def asked_take(context: "Context", topic: Topic, review: Review) -> "Take":
    """Write into the ledger that a take is wanted, and return it; the same when asked again.

    Raises:
        AirflowFailException: The topic has as many takes as it may have.
    """
    from dailies.hooks.ledger import ledger
    from include.domain.take import Take
    from include.review.takes import run_id

    request, ti, book = request_of(context), context["ti"], ledger().takes
    wanted = request.take
    before = book.find(wanted.of, wanted.topic_id, wanted.number) if wanted else None
    first = before.first_run_id if before else ti.run_id
    draft = Take(
        topic=topic,
        number=0,
        run_id="",
        of_run_id=ti.run_id,
        first_run_id=first,
        feedback=review.feedback,
        asked_by=review.by,
    )
    take = book.ask(
        draft,
        decision=digest_of(review),
        most=request.review.takes,
        named=lambda number: run_id(ti.dag_id, first, topic, number),
    )
    if take is None:
        raise AirflowFailException(
            f"{topic.title!r} has had {request.review.takes} takes, and no more are allowed. "
            "Clear review_short and decide about this one, or allow more in the review param."
        )
    return take


def start(context: "Context", take: "Take") -> NoReturn:
    """Have Airflow start a take's run and end this task; a run that exists is not started again."""
    from include.review.takes import conf

    note = f"Take {take.number} of {take.topic.title!r}, asked for by {take.asked_by} in run "
    note += f"{take.of_run_id}. {take.feedback}"
    raise DagRunTriggerException(
        trigger_dag_id=context["ti"].dag_id,
        dag_run_id=take.run_id,
        conf=conf(request_of(context), take),
        note=note[:LONGEST_NOTE],
        reset_dag_run=False,
        skip_when_already_exists=True,
        wait_for_completion=False,
        allowed_states=[],
        failed_states=[],
        poke_interval=0,
        deferrable=False,
    )
