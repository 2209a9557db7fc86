"""Footage that exists already: what a stock has on offer, and what of it was taken for a shot."""

from pydantic import Field

from include.domain.base import Model, Seconds


class Rendition(Model):
    """One file of a clip on offer; ``url`` is where it is, or its path in a folder.

    ``size_bytes`` is 0 where nobody says.
    """

    url: str = Field(min_length=1, repr=False)
    width_px: int = Field(ge=1, le=100_000)
    height_px: int = Field(ge=1, le=100_000)
    content_type: str = "video/mp4"
    size_bytes: int = Field(default=0, ge=0, le=1 << 50)

    @property
    def shape(self) -> float:
        """Width by height."""
        return self.width_px / self.height_px


class Hit(Model):
    """A clip on offer: ``footage_id`` is what its stock knows it by, for good.

    ``words`` are its tags and the words of its title; ``duration_s`` is 0 for a still. ``licence``
    is empty where that of the whole stock holds, ``credit`` where who made it and where it is from
    say all. ``page_url`` is where a person sees it.
    """

    footage_id: str = Field(min_length=1, max_length=250)
    words: tuple[str, ...] = ()
    duration_s: Seconds
    renditions: tuple[Rendition, ...] = Field(min_length=1)
    page_url: str = ""
    creator: str = ""
    credit: str = ""
    licence: str = ""
    made_with_ai: bool = False

    @property
    def is_still(self) -> bool:
        """Whether it is a picture."""
        return self.duration_s == 0


class Taken(Model):
    """Footage taken for a shot, with what must be said of it wherever it is shown."""

    provider: str
    footage_id: str
    page_url: str = ""
    creator: str = ""
    credit: str
    licence: str
    made_with_ai: bool = False
