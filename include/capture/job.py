"""What the process that films is told, and what it tells; both as JSON."""

from functools import lru_cache
from typing import Annotated

from pydantic import Field

from include.domain.base import Model
from include.domain.capture import Capture
from include.resources import data


class Limits(Model):
    """What is in ``include/resources/capture.yaml``."""

    fps: int
    jpeg_quality: int
    load_s: float
    settle_s: float
    gentle_s: float
    most_shots: int
    most_fetched_mb: int
    wall_s: float
    memory_mb: int


@lru_cache(maxsize=1)
def limits() -> Limits:
    """Return how pages are filmed."""
    return Limits.model_validate(data("capture.yaml"))


class Filming(Model):
    """A page to film, ``shots`` times on end, for a canvas; it is asked for in ``language``."""

    capture: Capture
    allow_hosts: tuple[str, ...]
    shots: Annotated[int, Field(ge=1)]
    canvas_width_px: int
    canvas_height_px: int
    language: str = "en"
    browser: str
    sandbox: bool = True
    limits: Limits

    @property
    def scale(self) -> float:
        """Pixels of the canvas for one of the page."""
        return self.canvas_width_px / self.capture.width_px


class Frame(Model):
    """A picture's file name, and when it is first seen."""

    file: str
    at_s: float


class Filmed(Model):
    """What became of it: for each shot its frames and length, or a still of length 0.

    ``error`` is the name of a class in ``include.providers.errors``, with its ``message``.
    ``refused`` says what the page asked for and did not get.
    """

    shots: tuple[tuple[Frame, ...], ...] = ()
    lasts_s: tuple[float, ...] = ()
    refused: tuple[str, ...] = ()
    error: str = ""
    message: str = ""
