"""Procedural: pictures drawn by ffmpeg's own filters inside the render, coloured by topic."""

from typing import ClassVar

from include.providers.base import MakerProvider
from include.providers.values import Order


class Procedural(MakerProvider):
    """Makes no file: the edit says what is drawn, and the render draws it while it encodes."""

    stage: ClassVar[str] = "clip"
    docs_url: ClassVar[str] = "https://ffmpeg.org/ffmpeg-filters.html#Video-Sources"
    limits: ClassVar[str] = "None: costs nothing, needs no network, takes part of the render."
    licence: ClassVar[str] = "CC0-1.0"

    def make(self, order: Order) -> bytes | None:  # noqa: ARG002 - nothing depends on the order
        """Return ``None``: the render draws it."""
        return None
