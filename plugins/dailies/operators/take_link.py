"""The buttons that lead from a short to its next take, and back."""

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperatorLink

from dailies.ui import addresses

if TYPE_CHECKING:
    from airflow.sdk.types import TaskInstanceKey


class NewTakeLink(BaseOperatorLink):
    """Opens the run that makes a short anew; asked in the worker, which has just started it."""

    name = "New take"

    def get_link(self, operator: Any, *, ti_key: "TaskInstanceKey") -> str:
        """Return the run's page; "" where no take was asked for."""
        take = operator.new_take
        return addresses.run(ti_key.dag_id, take.run_id) if take else ""


class EarlierTakeLink(BaseOperatorLink):
    """Opens the run whose short is made anew."""

    name = "Earlier take"

    def get_link(self, operator: Any, *, ti_key: "TaskInstanceKey") -> str:
        """Return the run's page; "" where this is the first take."""
        take = operator.take
        return addresses.run(ti_key.dag_id, take.of_run_id) if take else ""
