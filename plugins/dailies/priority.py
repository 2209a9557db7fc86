"""A run's ``priority`` param as Airflow's priority weight.

This is a cluster policy and not a weight rule, because a rule is not told which run it weighs for:
it is asked while the run is being created, before any other connection can see that run.
Airflow imports this while it is itself being imported, so nothing of Airflow is imported here.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun
    from airflow.models.taskinstance import TaskInstance

STEP = 1000
"""Weight of one step of priority: more than the upstream tasks of any one short can add up to."""


def task_instance_mutation_hook(
    task_instance: "TaskInstance", dag_run: "DagRun | None" = None
) -> None:
    """Raise the weight of a run's task by its priority; doing it twice raises it once."""
    run = dag_run or task_instance.__dict__.get("dag_run")
    conf = run.conf if run else None
    priority = conf.get("priority") if isinstance(conf, dict) else None
    if isinstance(priority, int) and priority > 0:
        own = (task_instance.priority_weight or 0) % STEP
        task_instance.priority_weight = own + STEP * priority
