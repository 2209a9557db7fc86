"""A person's word on what became of a publication that nobody could confirm."""

import asyncio
import logging
from http import HTTPStatus

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import Field

from dailies.hooks.ledger import ledger
from dailies.ui.access import NOT_YOURS, Visiting, Visitor, deliberate
from dailies.ui.deciding import asked_of
from include.domain.base import Model
from include.publishing.posts import key_of

log = logging.getLogger(__name__)


class Settled(Model):
    """What somebody saw at a platform: that a short is public there, or that it is not."""

    batch: str = Field(max_length=250)
    topic_id: str = Field(max_length=64)
    target: str = Field(max_length=64)
    public: bool


class State(Model):
    """How the publication stands then."""

    state: str


def router() -> APIRouter:
    """Return the route that settles."""
    routes = APIRouter(prefix="/api")

    @routes.post("/publications/settle", dependencies=[Depends(deliberate)])
    async def settle(request: Request, visitor: Visiting) -> State:
        return await asyncio.to_thread(_settle, await asked_of(request, Settled), visitor)

    return routes


def _settle(said: Settled, visitor: Visitor) -> State:
    """Write it down.

    Raises:
        HTTPException: There is no such short, the visitor may not, or it is not unconfirmed.
    """
    book = ledger()
    kept = book.gallery.find(said.batch, said.topic_id)
    if kept is None or not visitor.may_look(kept.dag_id):
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such short")
    if not visitor.may_decide(kept.dag_id):
        raise HTTPException(HTTPStatus.FORBIDDEN, NOT_YOURS)
    key = key_of(said.batch, said.topic_id)
    if not book.publications.settle(key, said.target, public=said.public):
        raise HTTPException(HTTPStatus.CONFLICT, f"It is not unconfirmed on {said.target} any more")
    what = "public" if said.public else "not public"
    log.info("%s settled %r on %s: it is %s", visitor.name, key, said.target, what)
    return State(state=book.publications.get(key, said.target).state)
