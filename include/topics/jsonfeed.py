"""JSON Feed 1.0 and 1.1, https://www.jsonfeed.org/version/1.1/."""

import html
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from include.topics.entries import Channel, Entry


def looks_like_json(body: bytes) -> bool:
    """Whether the body is meant as a JSON object."""
    return body.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"{"


def read_json_feed(document: Any) -> Channel | None:
    """Read a decoded document; ``None`` when it is not a JSON Feed.

    Read leniently where the meaning is plain: numbers for ids, a date in the e-mail format, a
    missing version in a document that otherwise is one.
    """
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return None
    if "jsonfeed.org" not in str(document.get("version", "")) and "feed_url" not in document:
        return None
    return Channel(
        title=_text(document, "title"),
        description=_text(document, "description"),
        language=_text(document, "language"),
        entries=tuple(_entry(item) for item in document["items"] if isinstance(item, dict)),
    )


def _entry(item: dict[str, Any]) -> Entry:
    content = _text(item, "content_html") or html.escape(_text(item, "content_text"), quote=False)
    return Entry(
        title=html.escape(html.unescape(_text(item, "title")), quote=False),
        texts=tuple(text for text in (content, _text(item, "summary")) if text),
        url=_text(item, "url") or _text(item, "external_url"),
        language=_text(item, "language"),
        published_at=_date(_text(item, "date_published") or _text(item, "date_modified")),
    )


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str | int):
        return ""
    # JSON may escape half a character, which no file and no digest can hold.
    return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _date(text: str) -> datetime | None:
    try:
        if re.match(r"\d{4}-", text):
            moment = datetime.fromisoformat(text)
        else:
            moment = parsedate_to_datetime(text)
        return moment if moment.tzinfo else moment.astimezone()
    except (OverflowError, ValueError):
        return None
