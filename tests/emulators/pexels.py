"""Pexels: searches for videos, and their files.

Run it by itself with ``python -m tests.emulators.pexels --port 9010``::

    AIRFLOW_CONN_DAILIES_CLIP_PEXELS='{"conn_type": "http", "host": "http://127.0.0.1:9010",
      "password": "emulator-key", "extra": {"provider": "pexels"}}'

Routes: search, old (the search's address of before), file.
Settings: those of ``stock``; ``moved`` false leaves only the old address; ``largest_page``.
"""

from typing import Any
from urllib.parse import urlencode

from tests.emulators.answers import Answer, Call
from tests.emulators.server import main
from tests.emulators.stock import Film, StockEmulator, counted

PATHS = {"/v1/videos/search": "search", "/videos/search": "old"}
PARAMS = {"query", "orientation", "size", "locale", "page", "per_page"}
LOCALES = (
    "en-US pt-BR es-ES ca-ES de-DE it-IT fr-FR sv-SE id-ID pl-PL ja-JP zh-TW zh-CN ko-KR th-TH "
    "nl-NL hu-HU vi-VN cs-CZ da-DK fi-FI uk-UA el-GR ro-RO nb-NO sk-SK tr-TR ru-RU"
)
MONTH = 20_000


class Pexels(StockEmulator):
    """The video half of the Pexels API."""

    def defaults(self) -> dict[str, Any]:
        return {**super().defaults(), "moved": True, "largest_page": 80}

    def route(self, call: Call) -> str:
        return "file" if call.path.startswith("/files/") else PATHS.get(call.path, "unknown")

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "file":
            return self.file(call)
        if route == "unknown" or (route == "search" and not self.settings["moved"]):
            return Answer(404, {"status": 404, "code": "Not Found"})
        if call.method != "GET":
            return Answer(405, {"status": 405, "code": "Method Not Allowed"})
        if call.headers.get("authorization") != self.settings["key"]:
            return Answer(401, {"status": 401, "code": "Unauthorized"})
        if wrong := _wrong(call):
            return Answer(400, {"error": wrong})
        if self.is_spent():
            return Answer(429, {"status": 429, "code": "Too Many Requests"})
        return self._found(call)

    def _found(self, call: Call) -> Answer:
        films = self.find(call.query["query"], call.query.get("orientation", ""))
        asked, number = counted(call, "per_page", 15) or 15, counted(call, "page", 1) or 1
        per_page = min(asked, int(self.settings["largest_page"]))
        shown = films[(number - 1) * per_page : number * per_page]
        body: dict[str, Any] = {
            "page": number,
            "per_page": per_page,
            "total_results": len(films),
            "url": "https://www.pexels.com/search/videos/",
            "videos": [self._video(film) for film in shown],
        }
        if number * per_page < len(films):
            following = urlencode({**call.query, "page": number + 1})
            body["next_page"] = f"{self.url}{call.path}?{following}"
        left = str(MONTH - self.requests["search"] - self.requests["old"])
        limits = {"x-ratelimit-limit": str(MONTH), "x-ratelimit-remaining": left}
        return Answer(200, body, {**limits, "x-ratelimit-reset": "1790000000"})

    def _video(self, film: Film) -> dict[str, Any]:
        files = [
            {
                "id": film.number * 10 + index,
                "quality": "hd" if max(size) > 1000 else "sd",
                "file_type": "video/mp4",
                "width": size[0],
                "height": size[1],
                "fps": 25.0,
                "link": self.address(film, size),
            }
            for index, size in enumerate(film.sizes)
        ]
        unsized = {"width": None, "height": None, "fps": None}
        files += [
            {**files[0], **unsized, "id": film.number * 10 + 8, "quality": None},
            {**unsized, "id": film.number * 10 + 9, "quality": "hls", "file_type": "video/mp4",
             "link": f"{self.url}/files/{film.number}/list.m3u8"},
        ]  # fmt: skip
        who = film.creator.lower().replace(" ", "-")
        return {
            "id": film.number,
            "width": film.sizes[0][0],
            "height": film.sizes[0][1],
            "url": f"https://www.pexels.com/video/{film.slug}/",
            "image": f"https://images.pexels.com/videos/{film.number}/preview.jpg",
            "duration": film.duration_s,
            "full_res": None,
            "tags": [],
            "user": {
                "id": film.number,
                "name": film.creator,
                "url": f"https://www.pexels.com/@{who}",
            },
            "video_files": files,
            "video_pictures": [],
        }


def _wrong(call: Call) -> str:
    query = call.query
    if unknown := sorted(set(query) - PARAMS):
        return f"unknown parameter {unknown[0]}"
    if not query.get("query", "").strip():
        return "query is required"
    if query.get("orientation", "portrait") not in ("portrait", "landscape", "square"):
        return "orientation is not supported"
    if query.get("size", "small") not in ("large", "medium", "small"):
        return "size is not supported"
    if query.get("locale", "en-US") not in LOCALES.split():
        return "locale is not supported"
    if not (counted(call, "page", 1) or 0) >= 1:
        return "page must be 1 or more"
    return "" if 1 <= (counted(call, "per_page", 15) or 0) <= 80 else "per_page must be 1 to 80"


if __name__ == "__main__":
    main(Pexels)
