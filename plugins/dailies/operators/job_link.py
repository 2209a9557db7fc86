"""The button that leads from a task to its job at the provider."""

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperatorLink

if TYPE_CHECKING:
    from collections.abc import Iterable

    from airflow.sdk.types import TaskInstanceKey

    from include.ledger.entries import Entry
    from include.providers.values import Job


class ProviderJobLink(BaseOperatorLink):
    """Opens the provider's page of the job that wants looking at, else of all jobs.

    Airflow asks in the worker whenever it leaves a task, deferred, failed or done, and keeps the
    answer as an XCom: so it is a page to log in to, never a signed address.
    """

    name = "Job at the provider"

    def get_link(self, operator: Any, *, ti_key: "TaskInstanceKey") -> str:  # noqa: ARG002
        """Return the page; "" where there is none, as for what is made on this machine."""
        from dailies.hooks.ledger import ledger

        if operator.placed is None:
            return ""
        provider, digests = operator.placed
        book = ledger().orders
        page: str = provider.page(_wanted(entry for d in digests if (entry := book.latest(d))))
        return page


def _wanted(entries: "Iterable[Entry]") -> "Job | None":
    """Return the first job that is not done; of a task with one job, that one."""
    from include.ledger.entries import SUCCEEDED

    jobs = [entry for entry in entries if entry.job_id]
    undone = [entry for entry in jobs if entry.state != SUCCEEDED]
    if not undone and len(jobs) != 1:
        return None
    return (undone or jobs)[0].job
