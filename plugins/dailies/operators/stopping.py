"""What becomes of the jobs of a task that was ended from outside."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.providers.base import Provider


def state_of(context: "Context") -> str:
    """Return the task's state as Airflow has it now; "" when its run is gone."""
    ti = context["ti"]
    states = ti.get_task_states(
        dag_id=ti.dag_id, map_index=ti.map_index, task_ids=[ti.task_id], run_ids=[ti.run_id]
    )
    return str(next(iter(states.get(ti.run_id, {}).values()), "") or "")


def abandon(owner: str, provider: "Provider") -> None:
    """Wait no more for a provider's jobs, and cancel those that nobody else waits for."""
    from dailies.hooks.ledger import ledger
    from include.ordering.submitting import cancel
    from include.providers.base import JobProvider

    book = ledger()
    for digest in sorted(book.waits.leave(owner)):
        entry = book.orders.latest(digest)
        theirs = entry and (entry.stage, entry.provider) == (provider.stage, provider.name)
        if entry and theirs and isinstance(provider, JobProvider):
            cancel(provider, entry.job)
