"""Pixabay: searches for videos, and their files.

Run it by itself with ``python -m tests.emulators.pixabay --port 9011``::

    AIRFLOW_CONN_DAILIES_CLIP_PIXABAY='{"conn_type": "http", "host": "http://127.0.0.1:9011",
      "password": "emulator-key", "extra": {"provider": "pixabay"}}'

Routes: search, file. Settings: those of ``stock``; ``total`` is how many hits a search pretends.
"""

from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.server import main
from tests.emulators.stock import Film, StockEmulator, counted

PARAMS = (
    "key q lang video_type category min_width min_height editors_choice safesearch order page "
    "per_page"
)
LANGUAGES = "cs da de en es fr id it hu nl no pl pt ro sk fi sv tr vi th bg ru el ja ko zh"
NAMES = ("large", "medium", "small", "tiny")
MOST = 500


class Pixabay(StockEmulator):
    """The video half of the Pixabay API."""

    def defaults(self) -> dict[str, Any]:
        return {**super().defaults(), "total": 0}

    def route(self, call: Call) -> str:
        if call.path.startswith("/files/"):
            return "file"
        return "search" if call.path == "/api/videos/" else "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route == "file":
            return self.file(call)
        if route == "unknown" or call.method != "GET":
            return Answer(404, b"Not found", {"content-type": "text/html"})
        if call.query.get("key") != self.settings["key"]:
            return _error("Invalid or missing API key (https://pixabay.com/api/docs/).")
        if wrong := _wrong(call):
            return _error(wrong)
        if self.is_spent():
            spent = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "12"}
            return Answer(429, b"API rate limit exceeded", {**spent, "content-type": "text/plain"})
        return self._found(call)

    def _found(self, call: Call) -> Answer:
        films = self.find(call.query.get("q", ""))
        per_page, number = counted(call, "per_page", 20) or 20, counted(call, "page", 1) or 1
        total = int(self.settings["total"]) or len(films)
        if number > 1 and (number - 1) * per_page >= min(total, MOST):
            return _error('"page" is out of valid range.')
        shown = films[(number - 1) * per_page : number * per_page]
        hits = [self._hit(film) for film in shown]
        left = {
            "x-ratelimit-limit": "100",
            "x-ratelimit-remaining": "99",
            "x-ratelimit-reset": "60",
        }
        return Answer(200, {"total": total, "totalHits": min(total, MOST), "hits": hits}, left)

    def _hit(self, film: Film) -> dict[str, Any]:
        none = {"url": "", "width": 0, "height": 0, "size": 0, "thumbnail": ""}
        sizes = [none, *map(self._sized(film), film.sizes)]
        files = dict(zip(NAMES, [*sizes, *[none] * len(NAMES)], strict=False))
        return {
            "id": film.number,
            "pageURL": f"https://pixabay.com/videos/id-{film.number}/",
            "type": "film",
            "tags": ", ".join(sorted(film.words)),
            "duration": film.duration_s,
            "views": 1, "downloads": 1, "likes": 1, "comments": 1,
            "user_id": film.number,
            "user": film.creator,
            "userImageURL": "",
            "isAiGenerated": film.made_with_ai,
            "videos": files,
        }  # fmt: skip

    def _sized(self, film: Film) -> Any:
        return lambda size: {
            "url": self.address(film, size),
            "width": size[0],
            "height": size[1],
            "size": 0,
            "thumbnail": "",
        }


def _wrong(call: Call) -> str:
    query = call.query
    if unknown := sorted(set(query) - set(PARAMS.split())):
        return f'"{unknown[0]}" is no parameter.'
    if len(query.get("q", "")) > 100:
        return '"q" must not be longer than 100 characters.'
    if query.get("lang", "en") not in LANGUAGES.split():
        return '"lang" is invalid.'
    if query.get("video_type", "all") not in ("all", "film", "animation"):
        return '"video_type" is invalid.'
    if query.get("safesearch", "false") not in ("true", "false"):
        return '"safesearch" is invalid.'
    if not (counted(call, "page", 1) or 0) >= 1:
        return '"page" is out of valid range.'
    return "" if 3 <= (counted(call, "per_page", 20) or 0) <= 200 else (
        '"per_page" is out of valid range.'
    )  # fmt: skip


def _error(said: str) -> Answer:
    return Answer(400, f"[ERROR 400] {said}".encode(), {"content-type": "text/plain"})


if __name__ == "__main__":
    main(Pixabay)
