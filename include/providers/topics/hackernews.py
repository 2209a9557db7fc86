"""Hacker News: its lists through Firebase, and a search of its stories through Algolia.

API reference: https://github.com/HackerNews/API, https://hn.algolia.com/api
Limits: no published rate; 40 stories of a list, asked eight at a time, or one page of a search.

An item that is not there (yet) is answered with ``null``. Jobs, comments and what was deleted or
killed are left out. Most stories are a title and an address.
"""

import html
import re
import time
from datetime import UTC, datetime
from typing import Any

from include.providers.errors import BadReply, ProviderError
from include.providers.harvesting import Ask, Conversation, Harvest, Outcome, TopicsProvider
from include.providers.reading import number_of, parts
from include.providers.values import Reply, Request, Setting
from include.topics.entries import Channel, Entry, topics_of
from include.topics.leaving_out import left_out
from include.topics.tongue import wanted_language

HOME, SEARCH = "https://hacker-news.firebaseio.com", "https://hn.algolia.com"
WHO = "Hacker News"
LISTS = ("top", "new", "best", "ask", "show")
STORIES, MOST = 40.0, 200
DAYS = 7.0
DAY_S = 86_400
_PREFIX = re.compile(r"^(?:Show|Ask|Tell|Launch) HN\s*[:–-]\s*", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:\s*[\[(](?:pdf|video|audio|\d{4})[\])])+\s*$", re.IGNORECASE)


class HackerNews(TopicsProvider):
    """Reads the stories of a list, or those that a search finds."""

    docs_url = "https://github.com/HackerNews/API"
    limits = "No published rate; 40 stories of a list, or one page of a search."
    base_url = HOME
    hosts = ("hn.algolia.com",)
    links = True
    query = "top, new, best, ask or show; or else words to search for"
    settings = (
        Setting("stories", f"so many of a list or a search are read ({STORIES:g})"),
        Setting("days", f"so old may be what a search finds ({DAYS:g})"),
    )

    def converse(self, query: str, *, language: str) -> Conversation:
        """Read a list and its items, or search."""
        wanted = wanted_language(language)
        kind = query.casefold() or LISTS[0]
        if kind in LISTS:
            items, failed = yield from self._listed(kind)
        else:
            items, failed = (yield from self._found(query)), 0
        entries = tuple(entry for entry in map(_entry, items) if entry)
        channel = Channel(title=WHO, language="en", entries=entries, ranked=True)
        topics, dropped = topics_of(channel, language=wanted)
        others = left_out(WHO, len(items) - len(entries), "no stories, deleted, or not there yet")
        missing = left_out(WHO, failed, "not answered", code="items_failed")
        return Harvest(topics, (*dropped, *others, *missing))

    def _listed(self, kind: str) -> Any:
        """Return the items of a list, and how many of them could not be asked for."""
        reply = yield Ask(Request("GET", f"/v0/{kind}stories.json"), f"Asking for the {kind} list")
        ids = reply.json()
        if not isinstance(ids, list):
            raise BadReply(f"{WHO} answered with no list of stories. Check the connection's host.")
        count = min(int(self.account.number("stories", STORIES)), MOST)
        numbers = [one for one in ids if isinstance(one, int) and not isinstance(one, bool)]
        outcomes: tuple[Outcome, ...] = yield tuple(
            Ask(Request("GET", f"/v0/item/{number}.json"), f"Asking for item {number}")
            for number in numbers[:count]
        )
        errors = [one for one in outcomes if isinstance(one, ProviderError)]
        if errors and len(errors) == len(outcomes):
            raise errors[0]
        return [_item(one) for one in outcomes if isinstance(one, Reply)], len(errors)

    def _found(self, words: str) -> Any:
        """Return the hits of a search as items."""
        since = int(time.time() - self.account.number("days", DAYS) * DAY_S)
        params = {
            "query": words,
            "tags": "story",
            "numericFilters": f"created_at_i>{since}",
            "hitsPerPage": str(min(int(self.account.number("stories", STORIES)), MOST)),
        }
        elsewhere = self.account.base_url.rstrip("/") not in ("", HOME)
        url = "/api/v1/search" if elsewhere else f"{SEARCH}/api/v1/search"
        reply = yield Ask(Request("GET", url, params=params), "Searching Hacker News")
        return [
            {
                "id": hit.get("objectID"),
                "type": "story",
                "title": hit.get("title"),
                "url": hit.get("url"),
                "text": hit.get("story_text"),
                "time": hit.get("created_at_i"),
                "score": hit.get("points"),
                "descendants": hit.get("num_comments"),
            }
            for hit in parts(reply.object(), "hits")
        ]


def _item(reply: Reply) -> dict[str, Any]:
    try:
        item = reply.json()
    except BadReply:
        return {}
    return item if isinstance(item, dict) else {}


def _entry(item: dict[str, Any]) -> Entry | None:
    """Return a story's entry; ``None`` for anything else."""
    title, text, url = (_words(item, name) for name in ("title", "text", "url"))
    if item.get("type") != "story" or item.get("dead") or item.get("deleted") or not title:
        return None
    at = number_of(item, "time")
    counted = {"points": number_of(item, "score"), "comments": number_of(item, "descendants")}
    return Entry(
        title=_PREFIX.sub("", _SUFFIX.sub("", html.unescape(title))),
        texts=(text,) if text else (),
        url=url or f"https://news.ycombinator.com/item?id={item.get('id')}",
        published_at=datetime.fromtimestamp(at, UTC) if at and at < 1e11 else None,  # noqa: PLR2004
        signals={name: value for name, value in counted.items() if value is not None},
    )


def _words(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""
