"""Google Trends: the feed of a country.

Routes: feed, old (an address that is no more).
Settings: ``countries``.
All entries share one address; how often they are searched for is written in several ways.
Misbehaviour of its own: on feed ``page`` (a web page with status 200) and ``bomb`` (entities that
multiply).
"""

from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.server import Emulator, main

XML = {"content-type": "application/rss+xml; charset=utf-8"}
TRAFFIC = ("2000+", "200K+", "1M+", "500+", "20K+", "", "2,000+", "no number")
SEARCHES = ("harbour seal", "eclipse", "night train", "kelp", "old bridge", "snow", "tides", "moth")
PAGE = b"<!doctype html><html><title>Sorry</title><p>Our systems have detected unusual traffic."
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>'


class GoogleTrends(Emulator):
    """The feed, and nothing else."""

    def defaults(self) -> dict[str, Any]:
        return {"countries": ["US", "DE", "US-NY"]}

    def route(self, call: Call) -> str:
        return {
            "/trending/rss": "feed",
            "/trends/trendingsearches/daily/rss": "old",
        }.get(call.path, "unknown")

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if route != "feed":
            return Answer(404, PAGE, {"content-type": "text/html"})
        agent = call.headers.get("user-agent", "")
        if fault.get("how") == "page" or not agent or agent.startswith("python"):
            return Answer(200, PAGE, {"content-type": "text/html; charset=utf-8"})
        if fault.get("how") == "bomb":
            return Answer(200, BOMB, XML)
        country = call.query.get("geo", "")
        if country not in self.settings["countries"]:
            return Answer(400, PAGE, {"content-type": "text/html"})
        return Answer(200, feed(country, f"{self.url}{call.path}?geo={country}").encode(), XML)


def feed(country: str, address: str) -> str:
    items = "".join(
        item(search, traffic, address, news=index != len(SEARCHES) - 1)
        for index, (search, traffic) in enumerate(zip(SEARCHES, TRAFFIC, strict=True))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:ht="https://trends.google.com/trending/rss"><channel>'
        f"<title>Daily Search Trends {country}</title><link>{address}</link>{items}</channel></rss>"
    )


def item(search: str, traffic: str, address: str, *, news: bool) -> str:
    told = "".join(
        "<ht:news_item>"
        f"<ht:news_item_title>{said}</ht:news_item_title>"
        f"<ht:news_item_url>https://{paper}.example/{search.replace(' ', '-')}</ht:news_item_url>"
        f"<ht:news_item_snippet>{snippet}</ht:news_item_snippet>"
        f"<ht:news_item_source>{paper.title()}</ht:news_item_source></ht:news_item>"
        for paper, said, snippet in (
            ("gazette", f"What everybody asks about the {search} &amp;#39;today&amp;#39;",
             f"The {search} was seen by thousands on Sunday."),
            ("courier", f"The {search}, explained", ""),
        )
    )  # fmt: skip
    return (
        f"<item><title>{search}</title><ht:approx_traffic>{traffic}</ht:approx_traffic>"
        f"<link>{address}</link><pubDate>Sun, 22 Nov 2026 05:10:00 -0800</pubDate>"
        f"<ht:picture>https://x.example/p.jpg</ht:picture>{told if news else ''}</item>"
    )


if __name__ == "__main__":
    main(GoogleTrends)
