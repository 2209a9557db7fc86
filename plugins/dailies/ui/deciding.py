"""Decisions on shorts, one or many, given to Airflow as its own page gives them.

What Airflow checks is checked: who may answer, whether it was answered already, and what may be
chosen. An answer that comes too late is refused, and says so.
"""

import asyncio
import json
import logging
from http import HTTPStatus
from typing import Literal, TypeVar

from airflow.api_fastapi.core_api.datamodels.hitl import UpdateHITLDetailPayload
from airflow.api_fastapi.core_api.routes.public.hitl import update_hitl_detail
from airflow.models.log import Log
from airflow.utils.session import create_session
from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import Field, ValidationError

from dailies.hooks.ledger import ledger
from dailies.sensors.review import OPTIONS
from dailies.ui import asking
from dailies.ui.access import NOT_YOURS, Visiting, Visitor, deliberate
from dailies.ui.bodies import body_of
from dailies.ui.early_answers import until_safe
from dailies.ui.late_answers import why_over
from dailies.ui.turns import still_waits, turn
from include.domain.base import Model
from include.domain.review import MOST_FEEDBACK
from include.ledger.gallery import Kept

EVENT = "update_hitl_detail"
"""What Airflow's audit log calls an answer, wherever it was given."""

MOST = 500

ANEW = "It has been rendered anew since you looked at it. Look again, then decide"

M = TypeVar("M", bound=Model)

log = logging.getLogger(__name__)


class Decision(Model):
    """What a person decided on a short, named by its batch and topic.

    With the ``version`` that was looked at, it holds for no other.
    """

    batch: str = Field(max_length=250)
    topic_id: str = Field(max_length=64)
    decision: Literal["approve", "reject", "new_take"]
    feedback: str = Field(default="", max_length=MOST_FEEDBACK)
    version: str = Field(default="", max_length=64)


class Decisions(Model):
    """Several at once; each stands for itself."""

    decisions: tuple[Decision, ...] = Field(min_length=1, max_length=MOST)


class Told(Model):
    """What became of a decision; ``detail`` says why it was refused."""

    key: str
    status: int
    detail: str = ""


def router() -> APIRouter:
    """Return the route that takes decisions."""
    routes = APIRouter(prefix="/api")

    @routes.post("/decisions", dependencies=[Depends(deliberate)])
    async def decide(request: Request, visitor: Visiting) -> list[Told]:
        given = await asked_of(request, Decisions)
        return [await _decided(decision, visitor) for decision in given.decisions]

    return routes


async def asked_of(request: Request, kind: type[M]) -> M:
    """Read the body as what is expected.

    Raises:
        HTTPException: It is something else; says what is wrong with it first.
    """
    try:
        return kind.model_validate_json(await body_of(request))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        wrong = f"{where}: {first['msg']}" if where else first["msg"]
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, wrong) from None


async def _decided(decision: Decision, visitor: Visitor) -> Told:
    key = f"{decision.batch}/{decision.topic_id}"
    try:
        kept = await asyncio.to_thread(_found, decision, visitor)
        about = {**_task(kept), "map_index": str(kept.map_index)}
        await until_safe(**about)
        async with turn(**about):
            await asyncio.to_thread(_answer, decision, visitor)
    except HTTPException as refused:
        log.warning("%s's decision on %r is refused: %s", visitor.name, key, refused.detail)
        return Told(key=key, status=refused.status_code, detail=str(refused.detail))
    log.info("%s decided on %r: %s", visitor.name, key, decision.decision)
    return Told(key=key, status=HTTPStatus.OK)


def _found(decision: Decision, visitor: Visitor) -> Kept:
    kept = ledger().gallery.find(decision.batch, decision.topic_id)
    if kept is None or not visitor.may_look(kept.dag_id):
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such short")
    if not visitor.may_decide(kept.dag_id):
        raise HTTPException(HTTPStatus.FORBIDDEN, NOT_YOURS)
    if decision.version and decision.version != kept.version:
        raise HTTPException(HTTPStatus.CONFLICT, ANEW)
    _question(kept)  # who comes too late need not wait to be told
    return kept


def _question(kept: Kept) -> asking.Asked:
    at = (kept.dag_id, kept.run_id, kept.map_index)
    asked = asking.asked({kept.dag_id}, run=at[:2], map_index=kept.map_index).get(at)
    if asked is None:
        raise _late(kept)
    return asked


def _late(kept: Kept) -> HTTPException:
    over = why_over(**{**_task(kept), "map_index": str(kept.map_index)})
    return HTTPException(HTTPStatus.CONFLICT, over or "Nobody is asked about it")


def _task(kept: Kept) -> dict[str, str]:
    return {"dag_id": kept.dag_id, "run_id": kept.run_id, "task_id": asking.REVIEW_TASK}


def _answer(decision: Decision, visitor: Visitor) -> None:
    """Answer as Airflow's own route does, and leave the same line in its audit log."""
    kept = _found(decision, visitor)  # as it is by now
    asked = _question(kept)
    fields = {**asked.fields, "feedback": decision.feedback} if asked.fields else {}
    answer = UpdateHITLDetailPayload(
        chosen_options=[OPTIONS[decision.decision]], params_input=fields
    )
    with create_session() as session:
        if not still_waits(session, **_task(kept), map_index=kept.map_index):
            raise _late(kept)
        update_hitl_detail(
            dag_id=kept.dag_id,
            dag_run_id=kept.run_id,
            task_id=asking.REVIEW_TASK,
            update_hitl_detail_payload=answer,
            user=visitor.user,
            session=session,
            map_index=kept.map_index,
        )
        session.add(_noted(answer, kept, visitor))


def _noted(answer: UpdateHITLDetailPayload, kept: Kept, visitor: Visitor) -> Log:
    extra = {**answer.model_dump(mode="json"), "map_index": kept.map_index, "method": "POST"}
    return Log(
        event=EVENT,
        owner=visitor.name,
        owner_display_name=visitor.name,
        extra=json.dumps(extra),
        dag_id=kept.dag_id,
        run_id=kept.run_id,
        task_id=asking.REVIEW_TASK,
        map_index=kept.map_index,
    )
