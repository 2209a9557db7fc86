"""What a stock of footage is: facts, one question, and how it is answered; without I/O.

Footage of a stock exists already: it is searched for, chosen and copied, and nothing is paid. Whose
it is and under which licence goes wherever it is shown.
"""

import re
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from include.domain.footage import Hit, Rendition, Taken
from include.providers import reading
from include.providers.base import Provider, RemoteProvider
from include.providers.errors import RateLimited
from include.providers.settings import LOOKED_THROUGH, SEARCHED
from include.providers.values import Reply, Request
from include.text.printable import on_a_line

LONGEST_NAME, LONGEST_ADDRESS = 80, 300
SHORTEST_WAIT_S = 60.0
"""Stocks count requests by the minute or the hour: sooner there is no use in asking again."""
LARGEST_BYTES = 300 << 20
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Search:
    """What a stock is asked for: few words, and the aspect of the shot; "" for any."""

    words: str
    language: str
    aspect: str
    page: int = 1

    @property
    def orientation(self) -> str:
        """Return ``portrait``, ``landscape`` or ``square``; "" for any."""
        if not self.aspect:
            return ""
        wide, _, high = self.aspect.partition(":")
        if not (wide.isdecimal() and high.isdecimal()) or int(wide) == int(high):
            return "square"
        return "landscape" if int(wide) > int(high) else "portrait"


class StockProvider(Provider):
    """Has footage that exists already."""

    stage = "clip"
    made_with_ai = False
    shared_settings = (*Provider.shared_settings, *LOOKED_THROUGH)
    title: ClassVar[str]
    """What people know the stock as."""
    licence: ClassVar[str] = ""

    def credit(self, hit: Hit) -> str:
        """Return whose footage it is and where it is from, as it is printed."""
        who = f"{hit.creator} / {self.title}" if hit.creator else self.title
        return hit.credit or ", ".join(each for each in (who, hit.page_url) if each)

    def taken(self, hit: Hit) -> Taken:
        """Return what is kept of footage that was taken."""
        return Taken(
            provider=self.name,
            footage_id=hit.footage_id,
            page_url=hit.page_url,
            creator=hit.creator,
            credit=self.credit(hit),
            licence=hit.licence or self.licence,
            made_with_ai=hit.made_with_ai,
        )


class OnlineStock(StockProvider, RemoteProvider):
    """Is searched over HTTP."""

    shared_settings = (*StockProvider.shared_settings, *SEARCHED)
    cache_s: ClassVar[float] = 86_400.0
    """For so long the answer to a search is kept and not asked for again."""
    knows_shapes: ClassVar[bool] = False
    """Whether it can be asked for clips of an orientation."""
    most_pages: ClassVar[int] = 2
    """So many pages of a search are looked through."""
    content_types: ClassVar[tuple[str, ...]] = ("video/mp4",)

    @abstractmethod
    def search(self, search: Search) -> Request:
        """Ask for a page of what there is.

        Raises:
            Fatal: The connection has no key.
        """

    def moved(self, search: Search) -> Request | None:  # noqa: ARG002
        """Ask at the service's other address, where it answers ``search`` with HTTP 404."""
        return None

    @abstractmethod
    def hits(self, reply: Reply) -> tuple[Hit, ...]:
        """Read what there is, best first; what could not be used is left out.

        Raises:
            BadReply: The reply is no answer to a search.
        """

    @abstractmethod
    def is_last(self, reply: Reply, page: int) -> bool:
        """Whether there is no page after this one."""

    def too_many(self, retry_after_s: float | None) -> RateLimited:
        """Return the error of a spent allowance; ``None`` where the service gives no hint."""
        wait_s = max(SHORTEST_WAIT_S, retry_after_s or 0.0)
        return RateLimited(
            f"{self.title} has answered as many requests as the key may send for now. They go on "
            "by themselves.",
            retry_after_s=wait_s,
        )


class FolderStock(StockProvider):
    """Is a folder of files on this machine, or on one that every worker has mounted."""

    @property
    @abstractmethod
    def folder(self) -> Path:
        """Where the files are.

        Raises:
            Fatal: The connection does not say.
        """

    @abstractmethod
    def facts(self, name: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is known of a file besides its picture, as fields of ``Hit``.

        Args:
            name: Its path below the folder.
            said: What its sidecar says; empty where it has none.

        Raises:
            BadReply: The sidecar says something that is no licence, credit or tag.
        """


def hit_of(**facts: Any) -> Hit | None:
    """Return a hit; ``None`` where what a service says of it cannot be used."""
    try:
        return Hit(**facts)
    except ValueError:
        return None


def rendition_of(url: Any, **facts: Any) -> Rendition | None:
    """Return a file of a hit; ``None`` where what a service says of it cannot be used."""
    try:
        return Rendition(url=url, **facts)
    except ValueError:
        return None


def file_of(url: Any, said: Mapping[str, Any], sized: Mapping[str, Any]) -> Rendition | None:
    """Return an MP4 that a service names; ``sized`` says its width and height, ``said`` its size.

    ``None`` where it has no address or size.
    """
    return rendition_of(
        url,
        width_px=round(reading.number_of(sized, "width") or 0),
        height_px=round(reading.number_of(sized, "height") or 0),
        size_bytes=round(reading.number_of(said, "size") or 0),
    )


def id_of(value: Any) -> str:
    """Return what a service knows its footage by; "" where it does not say."""
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""


def words_of(*texts: Any) -> tuple[str, ...]:
    """Return the words of tags and titles, each once, in lower case."""
    found = (word for text in texts if isinstance(text, str) for word in _WORD.findall(text))
    return tuple(dict.fromkeys(word.casefold() for word in found))


def slug_of(url: str) -> str:
    """Return the last part of an address's path, which often is a title."""
    try:
        return urlsplit(url).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return ""


def name_of(value: Any) -> str:
    """Return the name of whoever made something, as it can be printed; "" for none."""
    return on_a_line(value, longest=LONGEST_NAME) if isinstance(value, str) else ""


def address_of(value: Any) -> str:
    """Return an address that people can open, and that fits into a text; "" for anything else."""
    good = isinstance(value, str) and value.startswith(("https://", "http://"))
    fits = good and value.isprintable() and " " not in value and len(value) <= LONGEST_ADDRESS
    return value if fits else ""
