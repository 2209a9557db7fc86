"""A run's ``priority`` param as Airflow's priority weight."""

from functools import lru_cache
from typing import TYPE_CHECKING

from airflow.task.priority_strategy import PriorityWeightStrategy

if TYPE_CHECKING:
    from airflow.models.taskinstance import TaskInstance

STEP = 1000
"""Weight of one step of priority: more than the upstream tasks of any one short can add up to."""


class BatchPriority(PriorityWeightStrategy):
    """Finish shorts one by one, and those of a run with a higher ``priority`` first.

    A task weighs as much as it has tasks upstream, so work that is nearly done goes first; each
    step of the run's priority weighs more than all of them.
    """

    def get_weight(self, ti: "TaskInstance") -> int:
        """Return the weight of a task instance."""
        task = ti.task
        upstream = len(task.get_flat_relative_ids(upstream=True)) if task else 0
        return 1 + upstream + STEP * _priority(ti.dag_id, ti.run_id)


@lru_cache(maxsize=256)
def _priority(dag_id: str, run_id: str) -> int:
    from airflow import settings
    from airflow.models.dagrun import DagRun
    from sqlalchemy import select

    # A connection of its own: the scheduler's session is shared by its whole thread, and committing
    # or rolling it back here would give up the scheduler's locks.
    engine = settings.get_engine()  # type: ignore[no-untyped-call]
    with engine.connect() as connection:
        conf = connection.scalar(
            select(DagRun.conf).where(DagRun.dag_id == dag_id, DagRun.run_id == run_id)
        )
    value = (conf or {}).get("priority", 0)
    return value if isinstance(value, int) else 0
