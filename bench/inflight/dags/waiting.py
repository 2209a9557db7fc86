"""Jobs that are waited for, many to a short, for `make bench`.

Nothing is made of them. Conf: ``{"jobs": n, "jobs_per_short": m}``.
"""

from typing import TYPE_CHECKING, Any

from airflow.sdk import dag, get_current_context, task

from dailies.operators.provider_job import ProviderJobOperator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airflow.sdk import Context

    from include.ordering.fulfilled import Fulfilled
    from include.providers.values import Order


class WaitOperator(ProviderJobOperator):
    """Order clips and do nothing with them.

    :param jobs: How many. (templated)
    """

    template_fields = (*ProviderJobOperator.template_fields, "jobs")
    stage = "clip"
    stage_pool = "waiting"

    def __init__(self, *, jobs: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.jobs = jobs

    def orders(self, context: "Context") -> "Sequence[Order]":
        """Orders that no other run has placed."""
        name = f"{context['run_id']} {self.about.topic_id}"
        return [self.order(prompt=f"{name} {n}", duration_s=5.0) for n in range(self.jobs)]

    def finish(self, context: "Context", results: "Sequence[Fulfilled]") -> int:  # noqa: ARG002
        """Return how many came."""
        return len(results)


@task
def spread() -> list[dict[str, Any]]:
    """Spread the jobs over as many shorts as they need."""
    conf = get_current_context()["dag_run"].conf or {}
    jobs, each = conf["jobs"], conf["jobs_per_short"]
    return [
        {
            "topic": {"topic_id": f"{first:012x}", "slug": f"{first}", "title": f"From {first}"},
            "jobs": min(each, jobs - first),
        }
        for first in range(0, jobs, each)
    ]


@dag(schedule=None, catchup=False, doc_md=__doc__, tags=["bench"])
def waiting() -> None:
    WaitOperator.partial(task_id="wait").expand_kwargs(spread())


waiting()
