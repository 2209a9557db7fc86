"""Pixabay: stock footage, searched shot by shot; free, credit appreciated.

API reference: https://pixabay.com/api/docs/#api_search_videos

The service wants the answers to searches kept for 24 hours and files copied, not linked to. It
does not search by orientation: that is looked at here. What an AI made is told apart by
``isAiGenerated``.
UNVERIFIED: all of it, the documentation could not be read when this was written; the sheet is that
of public clients.
"""

from http import HTTPStatus
from typing import Any

from include.domain.footage import Hit
from include.providers import reading
from include.providers.errors import BadReply, Fatal, ProviderError
from include.providers.stock import (
    OnlineStock,
    Search,
    address_of,
    file_of,
    hit_of,
    id_of,
    name_of,
    slug_of,
    words_of,
)
from include.providers.values import Reply, Request, Setting, Signature
from include.text.languages import primary

PER_PAGE = 50
MOST_HITS = 500
"""So many hits of a search can be had; a page beyond them is an error."""
LONGEST_QUERY = 100
LANGUAGES = "cs da de en es fr id it hu nl no pl pt ro sk fi sv tr vi th bg ru el ja ko zh"
SIZES = ("large", "medium", "small", "tiny")


class Pixabay(OnlineStock):
    """Clips from Pixabay."""

    docs_url = "https://pixabay.com/api/docs/"
    limits = "100 requests a minute for each key; 500 clips of a search; searches kept 24 hours."
    base_url = "https://pixabay.com"
    result_hosts = ("cdn.pixabay.com",)
    title = "Pixabay"
    licence = "Pixabay Content License"
    settings = (
        Setting("password", "the API key"),
        Setting("video_type", "`all`, `film` or `animation` (film)", shapes=True),
        Setting("safesearch", "false for clips that are not for everybody, too", shapes=True),
    )

    def search(self, search: Search) -> Request:
        """Ask for clips of any orientation."""
        key = self.account.secret
        if not key:
            raise Fatal("Pixabay needs a key. Set the password of the connection with its name.")
        extra, tongue = self.account.extra, primary(search.language)
        params = {
            "q": search.words[:LONGEST_QUERY],
            "lang": tongue if tongue in LANGUAGES.split() else "en",
            "video_type": str(extra.get("video_type") or "film"),
            "safesearch": "true" if self.account.flag("safesearch", default=True) else "false",
            "page": str(search.page),
            "per_page": str(PER_PAGE),
        }
        # signed, not asked for: the key stands in the address, which must not be shown
        signed = Signature(params={"key": key})
        return Request("GET", "/api/videos/", params=params, sign=lambda _: signed)

    def hits(self, reply: Reply) -> tuple[Hit, ...]:
        """Read clips and their tags."""
        body = reply.object()
        if not isinstance(body.get("hits"), list):
            raise BadReply("Pixabay answered without hits. Check the connection's host.")
        found = (_hit(one) for one in reading.parts(body, "hits"))
        return tuple(hit for hit in found if hit)

    def is_last(self, reply: Reply, page: int) -> bool:
        """Whether all that can be had was had."""
        total = reading.number_of(reply.object(), "totalHits") or 0
        return page * PER_PAGE >= min(total, MOST_HITS)

    def error(self, reply: Reply) -> ProviderError | None:
        """Read errors, which are plain text; a wrong key is one of them."""
        if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
            return self.too_many(reading.header_number(reply, "x-ratelimit-reset"))
        if reply.status == HTTPStatus.BAD_REQUEST:
            said = reply.body[: reading.MAX_SAID].decode(errors="replace").strip()
            return Fatal(
                f"Pixabay cannot use the search: {said or 'it does not say why'}. Check the "
                "connection's password, which is the API key."
            )
        if reply.status == HTTPStatus.FORBIDDEN:
            return Fatal("Pixabay lets nobody in from here (HTTP 403). Check the key and network.")
        return None


def _hit(one: dict[str, Any]) -> Hit | None:
    url, files = address_of(one.get("pageURL")), reading.part(one, "videos")
    sizes = (reading.part(files, size) for size in SIZES)
    # the address of a size that there is not is empty
    renditions = (file_of(size.get("url"), size, size) for size in sizes)
    return hit_of(
        footage_id=id_of(one.get("id")),
        words=words_of(one.get("tags"), slug_of(url)),
        duration_s=reading.number_of(one, "duration") or -1,
        renditions=tuple(each for each in renditions if each),
        page_url=url,
        creator=name_of(one.get("user")),
        made_with_ai=one.get("isAiGenerated") is True,
    )
