"""RSS 0.9x, 1.0 and 2.0 and Atom, read by feedparser, broken ones as far as they can be read."""

import calendar
import io
import re
from datetime import UTC, datetime
from typing import Any

from include.text.encodings import is_odd
from include.topics.entries import Channel, Entry

_ENTRY = re.compile(r"<(/?)(?:\w{1,20}:)?(?:item|entry)\b[^<>]{0,500}(?<!/)>", re.IGNORECASE)
_END = re.compile(r"</(?:\w{1,20}:)?(?:rss|feed|rdf|channel)\s*>\s*\Z", re.IGNORECASE)
_ENCODING = re.compile(r"(?:encoding|charset)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
MOST_HEAD = 1_000
_LITERAL = (("<![CDATA[", "]]>"), ("<!--", "-->"))


def read_xml_feed(body: bytes, content_type: str) -> Channel | None:
    """Read a feed; ``None`` when the body is none at all.

    Entities that name files or addresses are never followed (feedparser drops their declarations),
    and expat stops entities that multiply.
    """
    import feedparser

    head, closed, _ = body[:MOST_HEAD].partition(b"?>")
    declared = head.removeprefix(b"\xef\xbb\xbf").startswith(b"<?")
    if any(map(is_odd, _encodings(head, content_type))) or (declared and not closed):
        return None
    # feedparser takes the square of the first line's length, which is the whole feed in some
    apart = b"%s?>\n%s" % (head, body[len(head) + 2 :]) if declared else body
    try:
        parsed = feedparser.parse(
            # A stream: feedparser would take bare bytes for the name of a file first.
            io.BytesIO(apart),
            response_headers={"content-type": content_type} if content_type else {},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except UnicodeError:  # the name of its encoding is none itself
        return None
    if not parsed.get("version") and not parsed.entries:
        return None
    feed = parsed.feed
    cut_off = bool(parsed.bozo) and _breaks_off(parsed.entries, body, parsed.encoding)
    return Channel(
        title=str(feed.get("title") or ""),
        description=str(feed.get("subtitle") or feed.get("summary") or ""),
        language=str(feed.get("language") or _declared(feed) or ""),
        entries=tuple(_entry(entry) for entry in parsed.entries),
        cut_off=cut_off,
    )


def _encodings(head: bytes, content_type: str) -> list[str]:
    """Return the encodings that are named in a document's declaration and beside it."""
    plain = head.replace(b"\0", b"").decode("ascii", "replace")
    return _ENCODING.findall(f"{plain}\n{content_type}")


def _breaks_off(entries: list[Any], body: bytes, encoding: str) -> bool:
    """Whether the document breaks off; the entry it breaks off in is taken out of ``entries``."""
    text = body.decode(encoding or "utf-8", "replace").rstrip("\x00")
    if _END.search(text[-500:]):
        return False
    for opened, closed in _LITERAL:
        first, *others = text.split(opened)
        text = first + "".join(other.partition(closed)[2] for other in others)
    tags = _ENTRY.findall(text)
    if entries and tags and tags[-1] == "":
        entries.pop()
    return True


def _entry(entry: Any) -> Entry:
    texts = [str(part.get("value") or "") for part in entry.get("content") or ()]
    texts += [str(entry.get(key) or "") for key in ("summary", "media_description", "subtitle")]
    unique = sorted(dict.fromkeys(text for text in texts if text.strip()), key=len, reverse=True)
    return Entry(
        title=str(entry.get("title") or ""),
        texts=tuple(unique),
        url=str(entry.get("link") or ""),
        language=_declared(entry),
        # not by its own get, which warns of what is not there
        published_at=_date(
            dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
        ),
    )


def _declared(element: Any) -> str:
    """The language an element or its text declares with ``xml:lang``."""
    details = [element.get("title_detail"), *(element.get("content") or ())]
    named = [detail.get("language") for detail in details if detail]
    return str(element.get("language") or next((name for name in named if name), ""))


def _date(moment: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(moment), UTC) if moment else None
    except (OverflowError, ValueError, TypeError):
        return None
