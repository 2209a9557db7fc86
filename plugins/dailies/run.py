"""What a task knows of the run it belongs to."""

from typing import TYPE_CHECKING, Any, TypeVar

from include.domain.base import RunRequest
from include.domain.batch import BatchRequest
from include.domain.housekeeping import HousekeepingRequest
from include.providers.errors import Fatal

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.ordering.asking import Asker

R = TypeVar("R", bound=RunRequest)

FINDINGS_KEY = "findings"
"""XCom of a task that has findings but no result to put them in, so that the report can tell."""


def batch_of(context: "Context") -> str:
    """Return the batch's name: the run id as a file name."""
    from include.storage.keys import batch_key

    return batch_key(context["run_id"])


def owner_of(context: "Context") -> str:
    """Name the task instance, whatever its attempt: who a claim in the ledger belongs to."""
    return owner_named(context["ti"])


def owner_named(ti: Any) -> str:
    """Name a task instance as ``owner_of`` does, where there is no context."""
    return f"{ti.dag_id}/{ti.run_id}/{ti.task_id}/{ti.map_index}"


def asker_of(context: "Context", *, batch: str, topic_id: str) -> "Asker":
    """Return this try of the task as who asks; ``batch`` pays."""
    from include.ordering.asking import Asker

    ti = context["ti"]
    return Asker(
        batch=batch,
        topic_id=topic_id,
        owner=owner_of(context),
        epoch=ti.max_tries,  # clearing raises it
        try_id=str(ti.id),  # the same after a deferral, another at each try
    )


def request_of(context: "Context") -> BatchRequest:
    """Return the run's checked params; a task's own params are not the run's.

    Raises:
        Fatal: A param is not what a batch can be asked for.
    """
    return _checked(context, BatchRequest)


def housekeeping_of(context: "Context") -> HousekeepingRequest:
    """Return the checked params of a housekeeping run.

    Raises:
        Fatal: A param is not what the housekeeping can be asked for, or does not exist.
    """
    refuse_unknown_params(context, HousekeepingRequest)
    return _checked(context, HousekeepingRequest)


def refuse_unknown_params(context: "Context", kind: type[RunRequest]) -> None:
    """Refuse a misspelt param, which Airflow would silently ignore.

    Raises:
        Fatal: The run's config has a param that its DAG does not know.
    """
    conf, known = context["dag_run"].conf or {}, set(kind.model_fields)
    if unknown := sorted(set(conf) - known):
        raise Fatal(
            f"This run's config has params that do not exist: {', '.join(unknown)}. "
            f"Correct them and trigger again; the params are: {', '.join(sorted(known))}."
        )


def _checked(context: "Context", kind: type[R]) -> R:
    params, ours = context["params"], kind.model_fields
    try:
        return kind.from_params({name: params[name] for name in ours if name in params})
    except ValueError as error:
        raise Fatal(str(error)) from None
