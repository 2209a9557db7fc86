"""An approved short as it is to go out: its files, its words, and what must be said of it."""

from datetime import datetime

from include.domain.base import Model
from include.domain.clip import Media
from include.domain.sidecar import Disclosure, Part


class Post(Model):
    """A short for one target; ``files`` by ending, as they are published.

    ``mark`` (12 hex digits) is this post's alone, so that it can be found again on a platform.
    ``cover_s`` is a moment whose picture may stand for the whole; ``publish_at`` asks for a time.
    ``description`` is the free text alone; composed for a platform, it is the whole text.
    """

    short_key: str
    target: str
    mark: str
    title: str
    description: str
    hashtags: tuple[str, ...] = ()
    language: str
    duration_s: float
    width_px: int
    height_px: int
    cover_s: float = 0.0
    files: dict[str, Media]
    sources: tuple[str, ...] = ()
    credits: tuple[Part, ...] = ()
    disclosure: Disclosure
    publish_at: datetime | None = None
