"""A server of feeds: whole, moved, broken, too large, unchanged.

Routes: feed, moved, dead, broken, undated, mislabelled.
Settings: ``etag``; ``name`` and ``count`` of what is told.
``/feed`` answers 304 to whoever shows its mark, ``/moved`` leads there with 301, ``/dead`` is gone
(410); ``/broken`` breaks off, ``/undated`` has relative addresses and no dates, ``/mislabelled`` is
ISO-8859-1 that says it is UTF-8.
"""

from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.server import Emulator, main

XML = {"content-type": "application/rss+xml"}


class Feeds(Emulator):
    """Feeds under fixed paths."""

    def defaults(self) -> dict[str, Any]:
        return {"etag": '"v1"', "name": "Harbour Post", "count": 5}

    def route(self, call: Call) -> str:
        known = ("feed", "moved", "dead", "broken", "undated", "mislabelled")
        return call.path[1:] if call.path[1:] in known else "unknown"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route in ("unknown", "dead"):
            return Answer(410 if route == "dead" else 404, b"gone", {"content-type": "text/plain"})
        if route == "moved":
            return Answer(301, b"", {"location": "/feed"})
        mark = {**XML, "etag": self.settings["etag"]}
        if route == "feed" and call.headers.get("if-none-match") == self.settings["etag"]:
            return Answer(304, b"", mark)
        body = rss(self.settings["name"], self.settings["count"], dated=route != "undated")
        if route == "broken":
            return Answer(200, body[: int(len(body) * 0.8)].encode(), XML)
        if route == "mislabelled":
            said = body.replace("harbour", "Hafen für Fähren")
            return Answer(200, said.encode("latin-1"), {"content-type": "text/xml; charset=utf-8"})
        return Answer(200, body.encode(), mark)


def rss(name: str, count: int, *, dated: bool = True) -> str:
    items = "".join(
        f"<item><title>Ship {n} enters the harbour at dawn</title>"
        f"<link>{'https://post.example' if dated else ''}/ships/{n}</link>"
        f"<description>Ship {n} carries timber. It was at sea for {n} weeks.</description>"
        + (f"<pubDate>Sun, {22 - n % 7} Nov 2026 06:00:00 GMT</pubDate>" if dated else "")
        + "</item>"
        for n in range(1, count + 1)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
    return f"{head}<title>{name}</title>{items}</channel></rss>"


if __name__ == "__main__":
    main(Feeds)
