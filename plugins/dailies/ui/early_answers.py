"""Answers to a review that come at once are held for a moment.

Airflow 3.3.2 fails a parked task that is resumed before the scheduler has heard that the worker
left it (apache/airflow#66374). No person is that quick; a program that answers over REST is.
"""

import asyncio
import re
from datetime import datetime
from typing import TYPE_CHECKING

from airflow.sdk import timezone

from dailies.ui.late_answers import refusal
from dailies.ui.questions import question
from dailies.ui.turns import turn

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HELD_S = 5.0
"""Age of a question before it may be answered: several loops of a scheduler, which sleeps 1 s."""

LOOKS = 3

ANSWER = re.compile(
    r".*/api/v2/dags/(?P<dag_id>[^/]+)/dagRuns/(?P<run_id>[^/]+)"
    r"/taskInstances/(?P<task_id>[^/]+)/(?P<map_index>-?\d{1,9})/hitlDetails"
)


class HeldAnswers:
    """ASGI middleware that lets an answer to a ``ReviewSensor`` wait until it is safe.

    One that comes when the review is over is refused: see ``late_answers``.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass everything on, a young question's answer a little later, an old one's no more."""
        is_patch = scope["type"] == "http" and scope["method"] == "PATCH"
        if is_patch and (answer := ANSWER.fullmatch(scope["path"])):
            await until_safe(**answer.groupdict())
            await self._in_turn(scope, receive, send, **answer.groupdict())
            return
        await self._app(scope, receive, send)

    async def _in_turn(self, scope: "Scope", receive: "Receive", send: "Send", **key: str) -> None:
        """Read the answer first, or whoever sends it slowly would keep everybody from theirs."""
        from fastapi import HTTPException, Request
        from starlette.responses import JSONResponse

        from dailies.ui.bodies import body_of

        try:
            body = await body_of(Request(scope, receive))
        except HTTPException as error:
            refused = JSONResponse({"detail": error.detail}, error.status_code, error.headers)
            await refused(scope, receive, send)
            return
        read = iter([{"type": "http.request", "body": body}])

        async def again() -> "Message":
            return next(read, None) or await receive()

        async with turn(**key):
            late = await refusal(scope, **key)
            await (late or self._app)(scope, again, send)


async def until_safe(**key: str) -> None:
    """Wait while the question of a task is too young to be answered.

    ``key`` has the task instance's ``dag_id``, ``run_id``, ``task_id`` and ``map_index``.
    """
    for _ in range(LOOKS):  # a task that asks a second time is parked a moment after it asked
        asked_at = await asyncio.to_thread(_asked_at, **key)
        age_s = (timezone.utcnow() - asked_at).total_seconds() if asked_at else HELD_S
        if age_s >= HELD_S:
            return
        await asyncio.sleep(min(HELD_S, HELD_S - age_s))


def _asked_at(dag_id: str, run_id: str, task_id: str, map_index: str) -> datetime | None:
    """Return when a review was last asked for or parked, None for another task or no question.

    A second opinion is asked for under the question of the first: only the task's row tells when.
    """
    asked = question(dag_id, run_id, task_id, map_index)
    return max(asked.asked_at, asked.changed_at or asked.asked_at) if asked else None
