"""What the desk shows: the wall of shorts, how far those are that are being made, and one short."""

from collections.abc import Collection
from http import HTTPStatus
from typing import TypeVar

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ValidationError

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from dailies.operators.report_batch import STAGES
from dailies.ui import asking, links
from dailies.ui.access import Visiting, Visitor
from dailies.ui.takes import Takes, takes_of
from include.desk.cards import Card, Place, Question, card
from include.desk.transcript import Line, transcript
from include.domain import Edit, Finding, Media
from include.domain.base import Model
from include.domain.sidecar import Sidecar
from include.ledger.gallery import Kept
from include.storage.errors import StorageError
from include.storage.keys import batch_key

M = TypeVar("M", bound=BaseModel)


class InTheMaking(Model):
    """A short that is not rendered, yet or for good.

    ``states`` are its tasks', in the order of the stages; ``error`` is why it failed.
    """

    batch: str
    dag_id: str
    run_id: str
    map_index: int
    title: str
    states: dict[str, str]
    percent: float | None = None
    eta_s: float | None = None
    error: str = ""
    jobs: dict[str, int]


class Wall(Model):
    """Everything on the wall; ``may_decide`` names the DAGs whose questions are the visitor's."""

    visitor: str
    shorts: tuple[Card, ...]
    making: tuple[InTheMaking, ...]
    may_decide: tuple[str, ...]


class Detail(Model):
    """All there is to know of a short; what is ``None`` is lost."""

    card: Card
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    sidecar: Sidecar | None
    files: dict[str, str]
    takes: Takes


def router() -> APIRouter:
    """Return the routes that only look."""
    routes = APIRouter(prefix="/api")

    @routes.get("/wall")
    def wall(visitor: Visiting, dag_id: str = "", run_id: str = "", map_index: int = -1) -> Wall:
        return shown(visitor, (dag_id, run_id) if dag_id and run_id else None, map_index)

    @routes.get("/shorts/{batch}/{topic_id}")
    def short(batch: str, topic_id: str, visitor: Visiting) -> Detail:
        kept = ledger().gallery.find(batch, topic_id)
        if kept is None or not visitor.may_look(kept.dag_id):
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such short")
        return _detail(kept, visitor)

    return routes


def shown(visitor: Visitor, run: tuple[str, str] | None, map_index: int = -1) -> Wall:
    """Put the wall together: of one run, or what waits and what was done last."""
    dag_ids = visitor.dag_ids()
    questions = asking.asked(dag_ids, run=run)
    kept = _kept(dag_ids, run, set(questions))
    if map_index >= 0:
        kept = [each for each in kept if each.map_index == map_index]
    making = asking.making(dag_ids, run=run)
    return Wall(
        visitor=visitor.name,
        shorts=tuple(_cards(kept, questions, visitor)),
        making=tuple(_making(making, {_at(each) for each in kept}, map_index)),
        may_decide=tuple(sorted(filter(visitor.may_decide, {each.dag_id for each in kept}))),
    )


def _kept(
    dag_ids: Collection[str], run: tuple[str, str] | None, waiting: Collection[asking.At]
) -> list[Kept]:
    gallery = ledger().gallery
    if run:
        return gallery.of_run(*run) if run[0] in dag_ids else []
    runs = {at[:2] for at in waiting}
    asked = [each for each in gallery.of_runs(runs) if _at(each) in waiting]
    return [*sorted(asked, key=lambda each: each.updated_at), *gallery.latest(dag_ids)]


def _at(kept: Kept) -> asking.At:
    return (kept.dag_id, kept.run_id, kept.map_index)


def _cards(
    kept: list[Kept], questions: dict[asking.At, asking.Asked], visitor: Visitor
) -> list[Card]:
    published = ledger().gallery.publications({each.key for each in kept})
    names = set(Place.model_fields)
    return [
        card(
            each,
            _question(questions.get(_at(each)), visitor),
            tuple(Place(**{n: getattr(row, n) for n in names}) for row in published[each.key]),
            cover=_link(each, "cover.jpg", each.short.cover),
            preview=_link(each, "preview.webp", each.short.preview),
        )
        for each in {each.key: each for each in kept}.values()
    ]


def _link(kept: Kept, name: str, media: Media) -> str:
    path = links.media(kept.batch, kept.topic_id, name, version=media.digest)
    return path.removeprefix(links.desk())


def _question(asked: asking.Asked | None, visitor: Visitor) -> Question | None:
    if asked is None:
        return None
    return Question(
        options=asked.options,
        asked_at=asked.asked_at,
        until=asked.until,
        assigned=tuple(asked.assigned.values()),
        for_you=visitor.is_among(set(asked.assigned)),
    )


def _making(
    found: dict[asking.At, asking.Making], rendered: Collection[asking.At], map_index: int
) -> list[InTheMaking]:
    places = {at: batch_key(at[1]) for at in found if at not in rendered}
    book, batches = ledger(), set(places.values())
    topics = {batch: dict(enumerate(book.shorts.topic_ids(batch))) for batch in batches}
    jobs, errors = book.gallery.jobs(batches), book.gallery.errors(batches)
    shown = []
    for at, batch in sorted(places.items()):
        key, short = (batch, topics[batch].get(at[2], "")), found[at]
        if map_index not in (-1, at[2]):
            continue
        shown.append(
            InTheMaking(
                batch=batch,
                dag_id=at[0],
                run_id=at[1],
                map_index=at[2],
                title=short.title,
                states={stage: short.states[stage] for stage in STAGES if stage in short.states},
                percent=short.progress.get("percent"),
                eta_s=short.progress.get("eta_s"),
                error=errors.get(key, ""),
                jobs=jobs.get(key, {}),
            )
        )
    return shown


def _detail(kept: Kept, visitor: Visitor) -> Detail:
    run = (kept.dag_id, kept.run_id)
    questions = asking.asked({kept.dag_id}, run=run, map_index=kept.map_index)
    short = kept.short
    script = ledger().gallery.script(kept.batch, kept.topic_id)
    return Detail(
        card=_cards([kept], questions, visitor)[0],
        lines=transcript(script, _read(short.edit, Edit)),
        findings=short.findings,
        sidecar=_read(short.sidecar, Sidecar),
        files={
            "video": _link(kept, "video.mp4", short.video),
            "captions": _link(kept, "captions.vtt", short.captions_vtt),
        },
        takes=takes_of(kept, waits=_at(kept) in questions),
    )


def _read(media: Media, kind: type[M]) -> M | None:
    try:
        with media_store().open(media) as stream:
            return kind.model_validate_json(stream.read())
    except (StorageError, OSError, ValidationError):
        return None
