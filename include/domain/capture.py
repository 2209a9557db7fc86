"""Pages of the web that are filmed: where, in place of which beats, and what is done there."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from include.domain.base import Model

LONGEST_S = 20.0
"""Seconds of a page that are filmed for one shot."""

Selector = Annotated[str, Field(min_length=1, max_length=500)]
"""What Playwright finds an element by: CSS, or such as ``text=Accept``."""
Lasting = Annotated[float, Field(ge=0.1, le=LONGEST_S)]
Patience = Annotated[float, Field(ge=0.1, le=30)]


def _plain(url: str) -> str:
    try:
        parts = urlsplit(url)
        plain = parts.scheme in ("http", "https") and bool(parts.hostname)
        plain = plain and parts.username is None and parts.port != 0
    except ValueError:
        plain = False
    if not plain:
        raise ValueError("it should be an http(s) address without a user")
    return url


Address = Annotated[str, Field(max_length=2_000), AfterValidator(_plain)]


class Scroll(Model):
    """Glide ``px`` of the page's own pixels down (up when negative), for ``lasts_s``."""

    do: Literal["scroll"]
    px: int = Field(ge=-20_000, le=20_000)
    lasts_s: Lasting = 2.0


class Click(Model):
    """Click on an element when it is there; an ``optional`` one may be missing."""

    do: Literal["click"]
    on: Selector
    optional: bool = False
    within_s: Patience = 5.0


class Type(Model):
    """Type into a field, a character at a time."""

    do: Literal["type"]
    on: Selector
    text: str = Field(min_length=1, max_length=100)
    optional: bool = False
    within_s: Patience = 5.0


class Wait(Model):
    """Film on for ``lasts_s``."""

    do: Literal["wait"]
    lasts_s: Lasting = 1.0


class WaitFor(Model):
    """Go on when an element is there; what is waited is not filmed."""

    do: Literal["wait_for"]
    on: Selector
    optional: bool = False
    within_s: Patience = 10.0


Step = Annotated[Scroll | Click | Type | Wait | WaitFor, Field(discriminator="do")]


class Capture(Model):
    """A page that is seen instead of a clip: at one beat, counted from 1, or at ``every`` n-th.

    ``width_px`` is the page's own width: 540 shows what a phone shows. ``hide`` lists what is made
    invisible. Where several beats show the page, the steps are followed again for each, from where
    the page then stands. A ``video`` without steps glides down the page.
    """

    url: Address
    beat: int | None = Field(default=None, ge=1, le=50)
    every: int | None = Field(default=None, ge=1, le=50)
    kind: Literal["video", "picture"] = "video"
    width_px: int = Field(default=540, ge=320, le=2160)
    steps: tuple[Step, ...] = Field(default=(), max_length=50)
    hide: tuple[Selector, ...] = Field(default=(), max_length=20)
    licence: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def _has_its_place(self) -> Self:
        if (self.beat is None) == (self.every is None):
            raise ValueError("it should have either beat or every")
        if self.lasts_s > LONGEST_S:
            raise ValueError(
                f"its steps last {self.lasts_s:g} s; {LONGEST_S:g} s are the most of one shot"
            )
        return self

    @property
    def address(self) -> str:
        """Where the page is, as it is credited: what follows its path may hold a key."""
        return self.url.partition("#")[0].partition("?")[0]

    @property
    def lasts_s(self) -> float:
        """How long its steps are to be filmed, apart from clicks and typing."""
        return sum(step.lasts_s for step in self.steps if isinstance(step, (Scroll, Wait)))
