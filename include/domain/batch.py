"""What a run of the batch was asked for: its params, checked once and then trusted."""

from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    field_validator,
)

from include.domain.base import Model, RunRequest
from include.domain.review import MOST_FEEDBACK, MOST_TAKES, ReviewRequest
from include.domain.source import Source

Aspect = Literal["9:16", "16:9", "1:1", "4:5"]
LANGUAGE = "^(auto|[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)$"
"""A BCP 47 tag, or auto."""
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class GivenTopic(Model):
    """A topic named in the run's config, with the text its script may draw on."""

    title: str = Field(min_length=1, max_length=10_000)
    text: str = Field(default="", max_length=20_000)
    url: str = Field(default="", max_length=2_000)
    language: str = ""


def _kind(topic: object) -> str:
    return "title" if isinstance(topic, str) else "object"


AskedTopic = Annotated[
    Annotated[str, Tag("title")] | Annotated[GivenTopic, Tag("object")], Discriminator(_kind)
]
"""A title alone, or more. An error is about the kind that was meant, and names it so."""


class TakeRequest(Model):
    """The short this run makes anew: its run and topic, the take's number, what to do better."""

    of: str = Field(min_length=1, max_length=250)
    topic_id: str = Field(min_length=1, max_length=64)
    number: int = Field(ge=2, le=MOST_TAKES)
    feedback: str = Field(default="", max_length=MOST_FEEDBACK)


Names = Annotated[tuple[str, ...], Field(min_length=1, max_length=8)]
Providers = Annotated[
    Annotated[str, Tag("name")] | Annotated[Names, Tag("names")],
    Discriminator(lambda given: "name" if isinstance(given, str) else "names"),
]
"""A stage's provider, or several in the order in which they are asked."""
FALLING_BACK = ("clip",)
"""Stages at which one provider may stand in for another."""


class BatchRequest(RunRequest):
    """The params of one batch."""

    topics: tuple[AskedTopic, ...] = Field(default=(), max_length=100)
    feed: str = Field(default="", max_length=2_000)
    sources: tuple[Source, ...] = Field(default=(), max_length=50)
    keywords: tuple[Word, ...] = Field(default=(), max_length=100)
    banned: tuple[Word, ...] = Field(default=(), max_length=500)
    memory_days: int = Field(default=365, ge=0, le=3650)
    limit: int = Field(default=3, ge=1, le=100)
    repeats: Literal["avoid", "never"] = "avoid"
    language: str = Field(default="auto", pattern=LANGUAGE)
    duration_s: float = Field(default=35, ge=20, le=60)
    aspect: Aspect = "9:16"
    look: str = "default"
    voice: str = Field(default="auto", max_length=100)
    speed: float = Field(default=1.0, ge=0.5, le=2)
    mood: str = "auto"
    providers: dict[str, Providers] = Field(default_factory=dict)
    review: ReviewRequest = ReviewRequest()
    targets: tuple[str, ...] = ("folder",)
    publish_at: AwareDatetime | None = None
    budget_usd: float | None = Field(default=None, ge=0)
    failure_budget_percent: float = Field(default=25, ge=0, le=100)
    priority: int = Field(default=0, ge=0, le=100)
    channel: str = Field(default="daily", pattern=r"^[a-z][a-z0-9_]{0,49}$")
    take: TakeRequest | None = None

    @field_validator("providers")
    @classmethod
    def _falls_back_where_it_can(cls, providers: dict[str, Providers]) -> dict[str, Providers]:
        for stage, names in providers.items():
            if not isinstance(names, str) and stage not in FALLING_BACK:
                raise ValueError(f"{stage} takes one provider; several may be named for clip")
            if not isinstance(names, str) and len(set(names)) < len(names):
                raise ValueError(f"a provider of {stage} is named twice")
        return providers

    def chain(self, stage: str) -> tuple[str, ...]:
        """Return the providers of a stage that the run names, in their order; empty for none."""
        names = self.providers.get(stage) or ()
        return (names,) if isinstance(names, str) else names

    def provider(self, stage: str) -> str:
        """Return the provider of a stage that the run names, the first of several; "" for none."""
        return next(iter(self.chain(stage)), "")

    @property
    def take_number(self) -> int:
        """Which take of its topic this run makes; 1 unless a reviewer asked for another."""
        return self.take.number if self.take else 1
