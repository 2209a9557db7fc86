"""Hacker News: lists and items as Firebase tells them, and Algolia's search.

Routes: list, item, search, tree.
Settings: ``count`` (of usual stories in a list), ``site`` (that stories link to).
There are, among the usual stories: an id that is ``null``, a story without an address, one that is
dead, one deleted, a job, a comment in the search (its title ``null``), entities in a title.
"""

import re
import time
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.server import Emulator, main

LISTS = {"top": 500, "new": 500, "best": 200, "ask": 200, "show": 200, "job": 200}
ODD = (9001, 9002, 9003, 9004, 9005, 9006)
TAGS = re.compile(
    r"(?:story|comment|poll|pollopt|job|ask_hn|show_hn|front_page|author_\w+|story_\d+)"
)
FILTER = re.compile(r"(created_at_i|points|num_comments)(<=|>=|<|>|=)(\d+)")


class Hackernews(Emulator):
    """Firebase and Algolia, on one host."""

    def defaults(self) -> dict[str, Any]:
        return {"count": 30, "site": "https://news.example"}

    def route(self, call: Call) -> str:
        if re.fullmatch(r"/v0/\w+stories\.json", call.path):
            return "list"
        if re.fullmatch(r"/v0/item/\d+\.json", call.path):
            return "item"
        if call.path in ("/api/v1/search", "/api/v1/search_by_date"):
            return "search"
        return "tree" if call.path.startswith("/api/v1/items/") else "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if call.method != "GET":
            return Answer(401, {"error": "Permission denied"})
        if route == "unknown":
            return Answer(404, {"error": "404 Not Found"})
        return getattr(self, f"_{route}")(call)

    def _list(self, call: Call) -> Answer:
        kind = call.path.removeprefix("/v0/").removesuffix("stories.json")
        if kind not in LISTS:
            return null()
        ids = [*range(1, 4), *ODD, *range(4, self.settings["count"] + 1)]
        return Answer(200, ids[: LISTS[kind]])

    def _item(self, call: Call) -> Answer:
        number = int(call.path.rpartition("/")[2].removesuffix(".json"))
        item = self.item(number)
        return Answer(200, item) if item else null()

    def item(self, number: int) -> dict[str, Any] | None:
        base = {"id": number, "by": "ann", "time": int(time.time()) - 3600 * (number % 24)}
        story = {**base, "type": "story", "score": 500 - number % 400, "descendants": number % 90}
        match number:
            case 9001:
                return None
            case 9002:
                text = "I keep bees on a roof.<p>Each hive holds forty thousand of them."
                return {**story, "title": "Ask HN: Who keeps bees in town?", "text": text}
            case 9003:
                return {
                    **story,
                    "title": "Killed by flags",
                    "url": "https://x.example",
                    "dead": True,
                }
            case 9004:
                return {**base, "type": "story", "deleted": True}
            case 9005:
                return {**base, "type": "job", "title": "Hive (YC W26) is hiring", "url": ""}
            case 9006:
                title = "Show HN: Bee &amp; Flower &#x2F; a map of the world&#x27;s hives [pdf]"
                return {**story, "title": title, "url": f"{self.settings['site']}/bees"}
        if not 0 < number <= self.settings["count"]:
            return None
        url = f"{self.settings['site']}/{number}"
        return {**story, "title": f"Number {number} is told in the morning papers", "url": url}

    def _search(self, call: Call) -> Answer:
        page, per = call.query.get("page", "0"), call.query.get("hitsPerPage", "20")
        if not (page.isdecimal() and per.isdecimal()) or not 0 < int(per) <= 1000:
            return Answer(400, {"message": "invalid page or hitsPerPage", "status": 400})
        tags = re.split(r"[,()]+", call.query.get("tags", "").strip("()"))
        if any(tag and not TAGS.fullmatch(tag) for tag in tags):
            return Answer(400, {"message": "invalid tags", "status": 400})
        filters = [one for one in call.query.get("numericFilters", "").split(",") if one]
        if not all(FILTER.fullmatch(one) for one in filters):
            return Answer(400, {"message": "invalid numericFilters", "status": 400})
        since = max((int(FILTER.fullmatch(f)[3]) for f in filters if "created" in f), default=0)
        items = [self.item(n) for n in range(1, self.settings["count"] + 1)]
        hits = [hit(item) for item in items if item and item["time"] > since]
        if "story" not in tags:
            hits.insert(0, {**hit(items[0]), "title": None, "url": None, "points": None})
        first, count = int(page) * int(per), min(len(hits), 1000)
        body = {
            "hits": hits[:1000][first : first + int(per)],
            "nbHits": len(hits),
            "page": int(page),
        }
        pages = -(-count // int(per))
        return Answer(200, {**body, "nbPages": pages, "hitsPerPage": int(per)})

    def _tree(self, call: Call) -> Answer:
        number = call.path.rpartition("/")[2]
        item = self.item(int(number)) if number.isdecimal() else None
        if item is None:
            return Answer(404, {"status": 404, "error": "Not Found"})
        return Answer(200, {**item, "children": []})


def hit(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "objectID": str(item["id"]),
        "title": item["title"],
        "url": item.get("url"),
        "author": item["by"],
        "points": item["score"],
        "num_comments": item["descendants"],
        "created_at_i": item["time"],
        "story_text": item.get("text"),
        "_tags": ["story", f"author_{item['by']}", f"story_{item['id']}"],
    }


def null() -> Answer:
    return Answer(200, b"null", {"content-type": "application/json; charset=utf-8"})


if __name__ == "__main__":
    main(Hackernews)
