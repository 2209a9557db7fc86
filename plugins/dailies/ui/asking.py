"""What Airflow's own tables say of our runs: who is asked what, and how far each task is."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from airflow.models.dagrun import DagRun
from airflow.models.hitl import HITLDetail
from airflow.models.task_state_store import TaskStateStoreModel
from airflow.models.taskinstance import TaskInstance
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState, TaskInstanceState
from sqlalchemy import select

from dailies.operators.render_short import PROGRESS_KEY
from dailies.operators.report_batch import GROUP, STAGES

REVIEW_TASK = f"{GROUP}.review_short"
UNDER_WAY = (DagRunState.QUEUED, DagRunState.RUNNING)
At = tuple[str, str, int]
"""DAG id, run id and map index: where a short is made."""


@dataclass(frozen=True)
class Asked:
    """A review that somebody is to answer."""

    options: tuple[str, ...]
    fields: dict[str, Any]
    assigned: dict[str, str]
    asked_at: datetime
    until: datetime | None


@dataclass
class Making:
    """A short that is being made: the state of each of its stages, and how far the render is."""

    title: str = ""
    states: dict[str, str] = field(default_factory=dict)
    progress: dict[str, Any] = field(default_factory=dict)


def asked(
    dag_ids: Collection[str], *, run: tuple[str, str] | None = None, map_index: int | None = None
) -> dict[At, Asked]:
    """Return the reviews that wait for an answer, in these DAGs or one of their runs."""
    query = (
        select(
            TaskInstance.dag_id,
            TaskInstance.run_id,
            TaskInstance.map_index,
            TaskInstance.trigger_timeout,
            HITLDetail.options,
            HITLDetail.params,
            HITLDetail.assignees,
            HITLDetail.created_at,
        )
        .join(HITLDetail, HITLDetail.ti_id == TaskInstance.id)
        .where(
            TaskInstance.dag_id.in_(dag_ids),
            TaskInstance.task_id == REVIEW_TASK,
            TaskInstance.state == TaskInstanceState.AWAITING_INPUT,
            HITLDetail.responded_at.is_(None),
        )
    )
    if run:
        query = query.where(TaskInstance.dag_id == run[0], TaskInstance.run_id == run[1])
    if map_index is not None:
        query = query.where(TaskInstance.map_index == map_index)
    with create_session() as session:
        return {(row[0], row[1], row[2]): _asked(*row[3:]) for row in session.execute(query)}


def _asked(
    until: datetime | None,
    options: Any,
    params: Any,
    assignees: list[dict[str, str]] | None,
    asked_at: datetime,
) -> Asked:
    return Asked(
        options=tuple(options),
        fields={name: _value(param) for name, param in (params or {}).items()},
        assigned={each["id"]: each["name"] for each in assignees or []},
        asked_at=asked_at,
        until=until,
    )


def _value(param: Any) -> Any:
    return param.get("value") if isinstance(param, dict) else param


def making(dag_ids: Collection[str], *, run: tuple[str, str] | None = None) -> dict[At, Making]:
    """Return the shorts of runs that are under way, or of one run, whatever became of it."""
    mine = [TaskInstance.dag_id.in_(dag_ids), TaskInstance.map_index >= 0]
    mine += [TaskInstance.task_id.in_([f"{GROUP}.{stage}" for stage in STAGES])]
    if run:
        mine += [TaskInstance.dag_id == run[0], TaskInstance.run_id == run[1]]
    else:
        mine += [DagRun.state.in_(UNDER_WAY)]
    columns: tuple[Any, ...] = (
        TaskInstance.dag_id,
        TaskInstance.run_id,
        TaskInstance.map_index,
        TaskInstance.task_id,
        TaskInstance.state,
        TaskInstance.rendered_map_index,
    )
    found: dict[At, Making] = {}
    with create_session() as session:
        query = select(*columns).join(TaskInstance.dag_run).where(*mine)
        for dag_id, run_id, index, task_id, state, label in session.execute(query):
            short = found.setdefault((dag_id, run_id, index), Making())
            short.states[task_id.rpartition(".")[2]] = str(state or "none")
            short.title = label if label and not label.isdigit() else short.title
        _add_progress(session, found)
    return found


def _add_progress(session: Any, found: dict[At, Making]) -> None:
    rendering = {at for at, short in found.items() if short.states.get("render_short") == "running"}
    store = TaskStateStoreModel
    mine = (store.run_id.in_({at[1] for at in rendering}), store.key == PROGRESS_KEY)
    query = select(store.dag_id, store.run_id, store.map_index, store.value).where(*mine)
    for dag_id, run_id, index, value in session.execute(query):
        if (at := (dag_id, run_id, index)) in rendering:
            found[at].progress = json.loads(value)
