"""How the work stands: what waits, runs and failed at each stage, and the dead letters."""

import asyncio
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from airflow.api_fastapi.common.dagbag import create_dag_bag
from airflow.api_fastapi.core_api.datamodels.dag_run import TriggerDAGRunPostBody
from airflow.api_fastapi.core_api.routes.public.dag_run import trigger_dag_run
from airflow.models.dag import DagModel
from airflow.models.dagrun import DagRun
from airflow.models.taskinstance import TaskInstance
from airflow.sdk import timezone
from airflow.utils.session import create_session
from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import Field
from sqlalchemy import func, or_, select

from dailies.hooks.ledger import ledger
from dailies.operators.report_batch import GROUP, STAGES
from dailies.ui.access import NOT_YOURS, Visiting, Visitor, deliberate
from dailies.ui.asking import UNDER_WAY
from dailies.ui.deciding import asked_of
from include.domain.base import Model
from include.domain.housekeeping import DAG_ID
from include.ledger.letters import Letter

RECENT = timedelta(days=1)
KINDS = {
    "active": ("running", "restarting", "deferred"),
    "asked": ("awaiting_input",),
    "done": ("success", "skipped"),
    "failed": ("failed", "upstream_failed"),
}
"""Of the states of tasks; whatever is none of these waits."""


class Stage(Model):
    """How many tasks of a stage are where."""

    stage: str
    waiting: int = 0
    active: int = 0
    asked: int = 0
    done: int = 0
    failed: int = 0


class DeadLetter(Model):
    """An order that was given up, as a person is told of it."""

    letter_id: str
    what: str
    provider: str
    since: datetime
    error_kind: str
    error: str
    runs: tuple[str, ...]
    expected_usd: float
    paid_usd: float
    doubtful_usd: float


class Queue(Model):
    """How the work of the last day and of what is under way stands."""

    stages: tuple[Stage, ...]
    letters: tuple[DeadLetter, ...]
    may_replay: bool


class Replay(Model):
    """Which dead letters are to be ordered again."""

    letter_ids: tuple[Annotated[str, Field(pattern="^[0-9a-f]{12}$")], ...] = Field(
        min_length=1, max_length=500
    )


class Started(Model):
    """The run that replays."""

    dag_id: str
    run_id: str


def router() -> APIRouter:
    """Return the routes of the queue's page."""
    routes = APIRouter(prefix="/api")

    @routes.get("/queue")
    def queue(visitor: Visiting) -> Queue:
        dag_ids = visitor.dag_ids()
        return Queue(
            stages=tuple(_stages(dag_ids)),
            letters=tuple(_told(letter, dag_ids) for letter in _letters(dag_ids)),
            may_replay=visitor.may_start(DAG_ID),
        )

    @routes.post("/letters/replay", dependencies=[Depends(deliberate)])
    async def replay(request: Request, visitor: Visiting) -> Started:
        asked = await asked_of(request, Replay)
        return await asyncio.to_thread(_start, asked.letter_ids, visitor, request)

    return routes


def _stages(dag_ids: set[str]) -> list[Stage]:
    tasks = {f"{GROUP}.{stage}": stage for stage in STAGES}
    counts: dict[str, dict[str, int]] = {stage: {} for stage in STAGES}
    query: Any = (
        select(TaskInstance.task_id, TaskInstance.state, func.count())
        .join(TaskInstance.dag_run)
        .where(
            TaskInstance.dag_id.in_(dag_ids),
            TaskInstance.task_id.in_(tasks),
            or_(DagRun.state.in_(UNDER_WAY), DagRun.end_date > timezone.utcnow() - RECENT),
        )
        .group_by(TaskInstance.task_id, TaskInstance.state)
    )
    with create_session() as session:
        for task_id, state, count in session.execute(query):
            kind = next((k for k, states in KINDS.items() if state in states), "waiting")
            of_stage = counts[tasks[task_id]]
            of_stage[kind] = of_stage.get(kind, 0) + count
    return [Stage(stage=stage, **counts[stage]) for stage in STAGES]


def _letters(dag_ids: set[str]) -> list[Letter]:
    """Return the dead letters of tasks whose DAG may be looked at."""
    return [
        letter
        for letter in ledger().letters.all()
        if any(owner.partition("/")[0] in dag_ids for owner in letter.owners)
    ]


def _told(letter: Letter, dag_ids: set[str]) -> DeadLetter:
    origin = letter.origin
    theirs = [owner.split("/") for owner in letter.owners]
    return DeadLetter(
        letter_id=letter.letter_id,
        what=f"{origin.stage} {origin.shot_index + 1}",
        provider=origin.provider,
        since=letter.since,
        error_kind=letter.error_kind,
        error=letter.error,
        runs=tuple("/".join(owner[:2]) for owner in theirs if owner[0] in dag_ids),
        expected_usd=letter.latest.expected_usd,
        paid_usd=letter.paid_usd,
        doubtful_usd=letter.doubtful_usd,
    )


def _start(letter_ids: tuple[str, ...], visitor: Visitor, request: Request) -> Started:
    """Start a housekeeping run as Airflow's own route does.

    Raises:
        HTTPException: The visitor may not, a letter is gone, or the housekeeping is paused.
    """
    if not visitor.may_start(DAG_ID):
        raise HTTPException(HTTPStatus.FORBIDDEN, NOT_YOURS)
    known = {letter.letter_id for letter in _letters(visitor.dag_ids())}
    if gone := sorted(set(letter_ids) - known):
        raise HTTPException(HTTPStatus.NOT_FOUND, f"No dead letter {', '.join(gone)}")
    conf = {"letters": "replay", "letter_ids": list(letter_ids), "expire_days": None}
    body = TriggerDAGRunPostBody(logical_date=None, conf=conf, note="Replay from the review desk")
    with create_session() as session:
        if session.scalar(select(DagModel.is_paused).where(DagModel.dag_id == DAG_ID)):
            paused = f"{DAG_ID} is paused; unpause it, then replay"
            raise HTTPException(HTTPStatus.CONFLICT, paused)
        run: Any = trigger_dag_run(DAG_ID, body, create_dag_bag(), visitor.user, session, request)
        return Started(dag_id=DAG_ID, run_id=run.run_id)
