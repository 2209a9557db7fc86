"""A short on the wall: as much of it as a glance takes in."""

from datetime import datetime

from include.domain import Severity
from include.domain.base import Model
from include.ledger.gallery import Kept

WAITING = "waiting"
"""State of a short that somebody is asked about; the others are the ledger's."""


class Question(Model):
    """What is asked about a short; ``until`` is when the run's policy decides instead.

    ``for_you`` says whether the visitor is among those who may answer.
    """

    options: tuple[str, ...]
    asked_at: datetime
    until: datetime | None = None
    assigned: tuple[str, ...] = ()
    for_you: bool = True


class Place(Model):
    """Where a short is, or was to be, published.

    It goes on ``not_before`` a time, and is seen by everybody from ``scheduled_for`` on.
    """

    target: str
    state: str
    url: str = ""
    path: str = ""
    error: str = ""
    not_before: datetime | None = None
    scheduled_for: datetime | None = None


class Card(Model):
    """A short on the wall. ``findings`` counts them by severity; links are relative to the desk.

    ``version`` is another once it is rendered anew.
    """

    key: str
    batch: str
    topic_id: str
    dag_id: str
    run_id: str
    map_index: int
    version: str
    title: str
    language: str
    duration_s: float
    width_px: int
    height_px: int
    cost_usd: float
    state: str
    error: str
    findings: dict[str, int]
    cover: str
    preview: str
    updated_at: datetime
    question: Question | None = None
    places: tuple[Place, ...] = ()


def card(
    kept: Kept, question: Question | None, places: tuple[Place, ...], *, cover: str, preview: str
) -> Card:
    """Put a card together; ``cover`` and ``preview`` are where the pictures are."""
    short = kept.short
    counts = [finding.severity for finding in short.findings]
    return Card(
        key=kept.key,
        batch=kept.batch,
        topic_id=kept.topic_id,
        dag_id=kept.dag_id,
        run_id=kept.run_id,
        map_index=kept.map_index,
        version=kept.version,
        title=short.title,
        language=short.language,
        duration_s=short.duration_s,
        width_px=short.width_px,
        height_px=short.height_px,
        cost_usd=short.cost_usd,
        state=WAITING if question else kept.state,
        error=kept.error,
        findings={s.value: n for s in Severity if (n := counts.count(s))},
        cover=cover,
        preview=preview,
        updated_at=kept.updated_at,
        question=question,
        places=places,
    )
