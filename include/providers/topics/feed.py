"""Topics from a feed: RSS 0.9x, 1.0 and 2.0, Atom, or JSON Feed 1.x.

Formats: https://www.rssboard.org/rss-specification, https://web.resource.org/rss/1.0/spec,
https://www.rfc-editor.org/rfc/rfc4287, https://www.jsonfeed.org/version/1.1/
"""

import re
from urllib.parse import urlsplit

from include.domain import Finding, Severity
from include.providers.errors import BadReply
from include.providers.harvesting import Ask, Conversation, Harvest, Read, TopicsProvider
from include.providers.transport.reach import shown
from include.providers.values import Json, Reply, Request
from include.topics.entries import Channel, topics_of
from include.topics.jsonfeed import looks_like_json, read_json_feed
from include.topics.sources import EVERGREEN, is_remote
from include.topics.tongue import wanted_language
from include.topics.xmlfeed import read_xml_feed

_ALTERNATE = re.compile(
    rb"<link\b[^>]{0,500}application/(?:rss|atom)\+xml[^>]{0,500}>", re.IGNORECASE
)
_HREF = re.compile(rb"href\s*=\s*[\"']?([^\"'\s>]{1,500})", re.IGNORECASE)
_PAGE = re.compile(
    rb"\s*(?:<!--(?:(?!-->).){0,2000}-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_UTF8_MARK = b"\xef\xbb\xbf"


class Feed(TopicsProvider):
    """Reads whatever of a feed can be read; refuses what is none."""

    docs_url = "https://feedparser.readthedocs.io/"
    limits = "200 entries of a feed, 20,000 characters of an entry, newest first where dated."
    query = "the address or the file of a feed; none for the connection's, or the one shipped"
    hosts = ("*",)

    def converse(self, query: str, *, language: str) -> Conversation:
        """Fetch the feed, or read its file, and read its topics.

        Raises:
            BadReply: The reply is not a feed; the message says what it is instead.
            Fatal: The language is none.
        """
        wanted = wanted_language(language)
        source = query or self.account.base_url or str(EVERGREEN)
        if is_remote(source):
            reply = yield Ask(_request(source), f"Fetching the feed of {urlsplit(source).hostname}")
        else:
            reply = yield Read(source)
        return _harvest(reply, source, wanted)


def _request(url: str) -> Request:
    """Ask for the feed, in any of its formats."""
    return Request(
        "GET",
        url,
        headers={
            "Accept": "application/rss+xml, application/atom+xml, application/feed+json, "
            "application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, "
            "application/json;q=0.7, */*;q=0.1",
            "User-Agent": "Dailies/0.1 (feed reader)",
        },
    )


def _harvest(reply: Reply, source: str, language: str) -> Harvest:
    channel = _channel(reply, source)
    topics, dropped = topics_of(channel, language=language)
    if not channel.entries:
        dropped = (_empty(source),)
    if channel.cut_off:
        dropped = (*dropped, _cut_off(source))
    return Harvest(topics=topics, dropped=dropped)


def _channel(reply: Reply, source: str) -> Channel:
    body = reply.body
    if not body.strip(b" \t\r\n\x00" + _UTF8_MARK):
        raise BadReply(f"The feed {source} is empty. Check the address or the file.")
    if _PAGE.match(body.removeprefix(_UTF8_MARK)[:5000]):
        raise BadReply(f"{source} is a web page, not a feed. {_hint(body)}")
    if looks_like_json(body):
        channel = read_json_feed(_document(reply, source))
    else:
        channel = read_xml_feed(body, reply.headers.get("content-type", ""))
    if channel is None:
        raise BadReply(
            f"{source} is neither RSS, Atom nor JSON Feed ({len(body):,} bytes of something else). "
            "Give the address of a feed."
        )
    return channel


def _document(reply: Reply, source: str) -> Json:
    try:
        return reply.json()
    except (BadReply, RecursionError) as error:
        raise BadReply(
            f"The feed {source} begins like a JSON Feed but is not JSON: it may be cut off. "
            "Check the address or the file."
        ) from error


def _hint(page: bytes) -> str:
    link = _ALTERNATE.search(page[:200_000])
    href = _HREF.search(link[0]) if link else None
    if href:
        return f"The page names its feed: {href[1].decode('utf-8', 'replace')}. Give that address."
    return "Give the address of its feed."


def _empty(source: str) -> Finding:
    return Finding(
        code="empty_feed",
        severity=Severity.WARNING,
        message=f"The feed {shown(source)} has no entries.",
        remedy="Wait for the next ones, or give another feed.",
    )


def _cut_off(source: str) -> Finding:
    return Finding(
        code="feed_cut_off",
        severity=Severity.WARNING,
        message=f"The feed {shown(source)} breaks off before its end. An entry begun there is left "
        "out.",
        remedy="Fetch it again, or tell who serves it.",
    )
