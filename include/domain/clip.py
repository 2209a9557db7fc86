"""Shots, and the files and descriptions that fulfil them."""

from typing import Literal

from include.domain.base import Model


class Media(Model):
    """A file in the media store: ``digest`` is the SHA-256 of its bytes."""

    uri: str
    digest: str
    content_type: str
    size_bytes: int


class Shot(Model):
    """One visual ordered for one beat of a script.

    ``duration_s`` is estimated from the words before they are narrated; ``seed`` makes the same
    shot come out the same way again; ``take`` counts takes asked for by a reviewer.
    """

    index: int
    beat: int
    prompt: str
    duration_s: float
    aspect: str = "9:16"
    seed: int = 0
    take: int = 1


class Clip(Model):
    """What fulfils a shot: a file, or (``procedural``) a picture drawn inside the render.

    ``order_digest`` is what the order is known by in the ledger. What nobody says otherwise of
    counts as ``made_with_ai``.
    """

    shot: Shot
    kind: Literal["video", "image", "procedural"]
    provider: str
    media: Media | None = None
    duration_s: float | None = None
    cost_usd: float = 0.0
    licence: str = ""
    credit: str = ""
    model: str = ""
    order_digest: str = ""
    made_with_ai: bool = True


class Music(Model):
    """The music bed: longer than the short it is for, faded by the render."""

    media: Media
    duration_s: float
    mood: str
    provider: str
    cost_usd: float = 0.0
    licence: str = ""
    credit: str = ""
    model: str = ""
    order_digest: str = ""
    made_with_ai: bool = True
