"""What becomes of the jobs of a task that was ended from outside."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.providers.base import JobProvider


def state_of(context: "Context") -> str:
    """Return the task's state as Airflow has it now; "" when its run is gone."""
    ti = context["ti"]
    states = ti.get_task_states(
        dag_id=ti.dag_id, map_index=ti.map_index, task_ids=[ti.task_id], run_ids=[ti.run_id]
    )
    return str(next(iter(states.get(ti.run_id, {}).values()), "") or "")


def abandon(owner: str, provider: "JobProvider") -> None:
    """Wait no more for a provider's jobs, and cancel those that nobody else waits for."""
    from dailies.hooks.ledger import ledger
    from include.ordering.submitting import cancel

    book = ledger()
    for digest in sorted(book.waits.leave(owner)):
        entry = book.orders.latest(digest)
        if entry and entry.stage == provider.stage:
            cancel(provider, entry.job)
