"""Pexels: stock footage, searched shot by shot; free, with credit.

API reference: https://www.pexels.com/api/documentation/#videos-search

What a search finds may have little to do with its words: it is held against the title in the
page's address, which is English. Where ``/v1/videos`` is not found, the old ``/videos`` is asked.
UNVERIFIED: that 200 requests an hour and 20,000 a month are still what a key may send, and that a
search in another language finds what its locale promises.
"""

from http import HTTPStatus
from typing import Any

from include.domain.footage import Hit, Rendition
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
from include.providers.values import Reply, Request, Setting
from include.text.languages import primary

PATH, OLD_PATH = "/v1/videos/search", "/videos/search"
PER_PAGE = 40
AGAIN_S = 300.0
"""After "too many requests": the allowance is by the hour, and no hint is given."""
LOCALES = (
    "en-US", "pt-BR", "es-ES", "ca-ES", "de-DE", "it-IT", "fr-FR", "sv-SE", "id-ID", "pl-PL",
    "ja-JP", "zh-CN", "ko-KR", "th-TH", "nl-NL", "hu-HU", "vi-VN", "cs-CZ", "da-DK", "fi-FI",
    "uk-UA", "el-GR", "ro-RO", "nb-NO", "sk-SK", "tr-TR", "ru-RU",
)  # fmt: skip
_BY_LANGUAGE = {primary(locale): locale for locale in LOCALES} | {"no": "nb-NO"}


class Pexels(OnlineStock):
    """Clips from Pexels."""

    docs_url = "https://www.pexels.com/api/documentation/"
    limits = "200 requests an hour and 20,000 a month for each key; 80 clips a page."
    base_url = "https://api.pexels.com"
    result_hosts = ("videos.pexels.com", "*.pexels.com", "player.vimeo.com", "*.vimeocdn.com")
    title = "Pexels"
    licence = "Pexels License"
    knows_shapes = True
    settings = (Setting("password", "the API key"),)

    def search(self, search: Search) -> Request:
        """Ask for clips of the shot's orientation, or of any."""
        return self._request(PATH, search)

    def moved(self, search: Search) -> Request:
        """Ask at the address of before 2026."""
        return self._request(OLD_PATH, search)

    def hits(self, reply: Reply) -> tuple[Hit, ...]:
        """Read clips, their tags and titles."""
        body = reply.object()
        if not isinstance(body.get("videos"), list):
            raise BadReply("Pexels answered without videos. Check the connection's host.")
        found = (_hit(video) for video in reading.parts(body, "videos"))
        return tuple(hit for hit in found if hit)

    def is_last(self, reply: Reply, page: int) -> bool:  # noqa: ARG002
        """Whether no next page is named."""
        return not reply.object().get("next_page")

    def error(self, reply: Reply) -> ProviderError | None:
        """Tell a spent allowance, which comes without a hint, from a key that is not taken."""
        if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
            return self.too_many(AGAIN_S)
        if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return Fatal("Pexels does not take the key. Correct the connection's password.")
        if reply.status == HTTPStatus.BAD_REQUEST:
            said = reply.object_or_empty()
            why = str(said.get("error") or said.get("code") or "it does not say why")
            return Fatal(f"Pexels cannot use the search: {why[: reading.MAX_SAID]}.")
        return None

    def _request(self, path: str, search: Search) -> Request:
        if not self.account.secret:
            raise Fatal("Pexels needs a key. Set the password of the connection with its name.")
        params = {
            "query": search.words,
            "locale": _BY_LANGUAGE.get(primary(search.language), LOCALES[0]),
            "page": str(search.page),
            "per_page": str(PER_PAGE),
            **({"orientation": search.orientation} if search.orientation else {}),
        }
        # bare: a key after "Bearer" is refused
        secret = {"authorization": self.account.secret}
        return Request("GET", path, params=params, secret_headers=secret)


def _hit(video: dict[str, Any]) -> Hit | None:
    url, tags = address_of(video.get("url")), video.get("tags")
    renditions = [_rendition(file, video) for file in reading.parts(video, "video_files")]
    return hit_of(
        footage_id=id_of(video.get("id")),
        words=words_of(slug_of(url), *(tags if isinstance(tags, list) else ())),
        duration_s=reading.number_of(video, "duration") or -1,
        renditions=tuple(each for each in renditions if each),
        page_url=url,
        creator=name_of(reading.part(video, "user").get("name")),
    )


def _rendition(file: dict[str, Any], video: dict[str, Any]) -> Rendition | None:
    """Return a file; a size that is not said is taken to be the clip's own, and looked at later."""
    if file.get("file_type") != "video/mp4" or file.get("quality") == "hls":
        return None
    sized = file if file.get("width") and file.get("height") else video
    return file_of(file.get("link"), file, sized)
