"""Google Trends: what a country searches for today, from its RSS feed, with the news about it.

API reference: https://trends.google.com/trending
Limits: about twenty searches a country; not to be asked more often than every ten minutes.

There is no documented interface: the feed may change, and answers those who ask too often with a
page. All its entries share one address, so a topic is known by the first article about it, and by
its words where there is none.

Unverified: everything, as nothing is documented.
"""

import html
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from include.providers.errors import BadReply, Fatal
from include.providers.harvesting import Ask, Conversation, Harvest, TopicsProvider
from include.providers.values import Request
from include.topics.entries import Channel, Entry, topics_of
from include.topics.tongue import wanted_language

WHO = "Google Trends"
HOME = "https://trends.google.com"
HT = "{https://trends.google.com/trending/rss}"
NEWS = 5
LONGEST_COUNT = 30
"""Characters of a count that are read."""
_COUNTRY = re.compile(r"[A-Z]{2}(?:-[A-Z]{2})?")
_TRAFFIC = re.compile(r"([\d.,\s]+)\s*([KMB]?)\s*\+?", re.IGNORECASE)
_FACTOR = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}


class GoogleTrends(TopicsProvider):
    """Reads the searches of the day of a country."""

    docs_url = "https://trends.google.com/trending"
    limits = "About twenty searches a country; ask no more often than every ten minutes."
    base_url = HOME
    links = True
    query = "a country, or a state of the USA: US, DE, US-NY"

    def converse(self, query: str, *, language: str) -> Conversation:
        """Read the feed of a country."""
        wanted, country = wanted_language(language), (query.strip() or "US").upper()
        if not _COUNTRY.fullmatch(country):
            raise Fatal(f"{query[:60]!r} is no country. Write two letters, like US or DE.")
        agent = {"User-Agent": "Mozilla/5.0 (compatible; Dailies/0.1)"}
        request = Request("GET", "/trending/rss", params={"geo": country}, headers=agent)
        reply = yield Ask(request, f"Asking {WHO} for {country}")
        entries = tuple(_entry(item) for item in _items(reply.body))
        name = f"{WHO} {country}"
        topics, dropped = topics_of(
            Channel(title=name, entries=entries, ranked=True), language=wanted
        )
        return Harvest(topics, dropped)


def _items(body: bytes) -> list[Any]:
    from xml.etree import ElementTree as ET

    # a document type may hold entities that multiply, and the feed has none
    if b"<!DOCTYPE" in body[:5000].upper():
        raise BadReply(f"{WHO} answered with a page, as to those who ask too often. Wait a while.")
    try:
        root = ET.fromstring(body)  # noqa: S314
    except (ET.ParseError, ValueError, LookupError):
        raise BadReply(f"{WHO} answered with no feed. It may have changed; wait a while.") from None
    if root.tag != "rss":
        raise BadReply(f"{WHO} answered with {root.tag[:40]!r}, not a feed. Wait a while.")
    return list(root.iter("item"))


def _entry(item: Any) -> Entry:
    search = (item.findtext("title") or "").strip()
    news = item.findall(f"{HT}news_item")[:NEWS]
    titles = [_said(one, "title") for one in news]
    said = [text for one in news for text in (_said(one, "title"), _said(one, "snippet")) if text]
    traffic = traffic_of(item.findtext(f"{HT}approx_traffic") or "")
    paragraphs = (f"<p>{html.escape(html.unescape(text), quote=False)}</p>" for text in said)
    note = f"searched for as {search!r}" + (f" {traffic:,.0f} times" if traffic else "")
    return Entry(
        title=next((title for title in titles if title), html.escape(search, quote=False)),
        texts=("".join(paragraphs),) if said else (),
        url=next((url for one in news if (url := _said(one, "url"))), ""),
        published_at=_date(item.findtext("pubDate") or ""),
        signals={"searches": traffic} if traffic else {},
        note=note,
    )


def traffic_of(text: str) -> float:
    """Read "200+", "2,000+", "20K+" or "1.5M+"; 0 for nothing to be read."""
    found = _TRAFFIC.fullmatch(text.strip()[:LONGEST_COUNT])
    if not found:
        return 0.0
    number, unit = re.sub(r"\s", "", found[1]), found[2].upper()
    # a comma or a point before three digits divides thousands
    number = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", number).replace(",", ".")
    try:
        return float(number) * _FACTOR[unit]
    except ValueError:
        return 0.0


def _said(item: Any, name: str) -> str:
    return (item.findtext(f"{HT}news_item_{name}") or "").strip()


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (OverflowError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
