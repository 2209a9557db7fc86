"""What Airflow's tables say of the question that one review asks, answered or not."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Question:
    """A review's question; ``changed_at`` is when its task was last parked, or went on."""

    asked_at: datetime
    changed_at: datetime | None
    state: str
    options: list[str] | None
    by: str | None
    answered_at: datetime | None


def question(dag_id: str, run_id: str, task_id: str, map_index: str) -> Question | None:
    """Return the question of a task instance; ``None`` for another task than a review."""
    from airflow.models.hitl import HITLDetail
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import select

    answer = (HITLDetail.chosen_options, HITLDetail.responded_by, HITLDetail.responded_at)
    with create_session() as session:
        found = session.execute(
            select(HITLDetail.created_at, TaskInstance.updated_at, TaskInstance.state, *answer)
            .join(TaskInstance, TaskInstance.id == HITLDetail.ti_id)
            .where(
                TaskInstance.dag_id == dag_id,
                TaskInstance.run_id == run_id,
                TaskInstance.task_id == task_id,
                TaskInstance.map_index == int(map_index),
                TaskInstance.operator == "ReviewSensor",
            )
        ).one_or_none()
    if found is None:
        return None
    asked_at, changed_at, state, options, by, at = found
    return Question(asked_at, changed_at, str(state), options, by["name"] if by else None, at)
