"""What the desk tells of a short's other takes, and who has approved it already."""

import json

from airflow.models.task_state_store import TaskStateStoreModel
from airflow.utils.session import create_session
from sqlalchemy import select

from dailies.hooks.ledger import ledger
from dailies.sensors.review import OPINIONS_KEY
from dailies.ui.asking import REVIEW_TASK
from include.domain.base import Model
from include.domain.take import Take
from include.ledger.gallery import Kept
from include.storage.keys import batch_key


class OtherTake(Model):
    """The take before, or after, and who asked for what; ``key`` is the short, "" when unmade."""

    number: int
    run_id: str
    key: str
    asked_by: str
    feedback: str


class Takes(Model):
    """Which take a short is: ``made`` as somebody asked, and ``asked`` for anew after it.

    ``approved_by`` are those who approved it where one more approval is waited for.
    """

    made: OtherTake | None = None
    asked: OtherTake | None = None
    approved_by: tuple[str, ...] = ()


def takes_of(kept: Kept, *, waits: bool) -> Takes:
    """Return what there is to tell of a short; ``waits`` says that a review is asked for."""
    book = ledger().takes
    made = book.made_by(kept.run_id, kept.topic_id)
    asked = book.asked_in(kept.run_id).get(kept.topic_id)
    return Takes(
        made=_other(made, made.number, made.of_run_id) if made else None,
        asked=_other(asked, asked.number, asked.run_id) if asked else None,
        approved_by=_approved_by(kept) if waits else (),
    )


def _other(take: Take, number: int, run_id: str) -> OtherTake:
    there = ledger().gallery.find(batch_key(run_id), take.topic.topic_id)
    return OtherTake(
        number=number,
        run_id=run_id,
        key=there.key if there else "",
        asked_by=take.asked_by,
        feedback=take.feedback,
    )


def _approved_by(kept: Kept) -> tuple[str, ...]:
    store = TaskStateStoreModel
    mine = (
        store.dag_id == kept.dag_id,
        store.run_id == kept.run_id,
        store.task_id == REVIEW_TASK,
        store.map_index == kept.map_index,
        store.key == OPINIONS_KEY,
    )
    with create_session() as session:
        value = session.scalar(select(store.value).where(*mine))
    return tuple(dict.fromkeys(each["by"] for each in json.loads(value))) if value else ()
