"""What a task knows of the run it belongs to."""

from typing import TYPE_CHECKING

from include.domain.batch import BatchRequest
from include.providers.errors import Fatal

if TYPE_CHECKING:
    from airflow.sdk import Context

FINDINGS_KEY = "findings"
"""XCom of a task that has findings but no result to put them in, so that the report can tell."""


def batch_of(context: "Context") -> str:
    """Return the batch's name: the run id as a file name."""
    from include.storage.keys import batch_key

    return batch_key(context["run_id"])


def owner_of(context: "Context") -> str:
    """Name the task instance, whatever its attempt: who a claim in the ledger belongs to."""
    ti = context["ti"]
    return f"{ti.dag_id}/{ti.run_id}/{ti.task_id}/{ti.map_index}"


def request_of(context: "Context") -> BatchRequest:
    """Return the run's checked params; a task's own params are not the run's.

    Raises:
        Fatal: A param is not what a batch can be asked for.
    """
    params, ours = context["params"], BatchRequest.model_fields
    try:
        return BatchRequest.from_params({name: params[name] for name in ours if name in params})
    except ValueError as error:
        raise Fatal(str(error)) from None
