"""What a short is about."""

from datetime import datetime

from pydantic import Field

from include.domain.base import Model


class Topic(Model):
    """A topic with the source text a script may draw on.

    ``topic_id`` identifies the topic across runs (12 hex digits); ``slug`` names its files and is
    unique in a batch. ``text`` is plain prose, never markup. ``background`` is what the source says
    of itself and serves when ``text`` is thin. ``why`` says why the topic was chosen. ``take``
    counts the shorts a reviewer had made of it, ``feedback`` is what this one is to be like.
    ``signals`` are what its source counts: points, comments, views, searches.
    """

    topic_id: str
    slug: str
    title: str
    text: str = ""
    background: str = ""
    url: str = ""
    source: str = ""
    language: str = "en"
    published_at: datetime | None = None
    why: str = ""
    take: int = Field(default=1, ge=1)
    feedback: str = ""
    signals: dict[str, float] = Field(default_factory=dict)
