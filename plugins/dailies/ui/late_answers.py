"""Answers to a review that is over are refused, and told why.

Airflow refuses an answer to what was answered, in words for programmers; one to a task that a
person has ended meanwhile it takes, and does nothing with it.
"""

import asyncio
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from dailies.ui.questions import question

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Scope


async def refusal(scope: "Scope", **key: str) -> "Response | None":
    """Return the answer to somebody who comes too late; ``None`` lets Airflow answer.

    Nobody is told anything who could not have answered in time. ``key`` has the task instance's
    ``dag_id``, ``run_id``, ``task_id`` and ``map_index``.
    """
    from starlette.responses import JSONResponse

    why = await asyncio.to_thread(why_over, **key)
    if not why or not await _may_decide(scope, key["dag_id"]):
        return None
    return JSONResponse({"detail": why}, HTTPStatus.CONFLICT)


def over(state: str, options: list[str] | None, by: str | None, at: datetime | None) -> str:
    """Say why a review cannot be answered any more; "" while it can."""
    if at:
        answer, who = " and ".join(options or []), by or "nobody in time"
        return f"This review is over: {answer}, by {who}, at {at:%Y-%m-%d %H:%M} UTC."
    if state in ("success", "failed", "skipped", "upstream_failed", "removed"):
        return f"This review is over: its task is {state}. Clear the task to ask again."
    return ""


def why_over(dag_id: str, run_id: str, task_id: str, map_index: str) -> str:
    """Say why a review cannot be answered any more; "" while it can, or for no review."""
    asked = question(dag_id, run_id, task_id, map_index)
    return over(asked.state, asked.options, asked.by, asked.answered_at) if asked else ""


async def _may_decide(scope: "Scope", dag_id: str) -> bool:
    from airflow.api_fastapi.core_api.security import bearer_scheme, get_user
    from fastapi import HTTPException, Request

    from dailies.ui.access import Visitor

    request = Request(scope)
    try:
        user = await get_user(request, None, await bearer_scheme(request))
    except HTTPException:
        return False
    return await asyncio.to_thread(Visitor(user).may_decide, dag_id)
