"""Who a topic is: an id that stays the same from day to day, and a name for its files."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from include.domain import Topic, digest_of

ID_DIGITS = 12
MAX_SLUG = 60
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|mc_[ce]id|cmpid?|ref|rss|igshid|at_\w+|ns_\w+", re.ASCII
)


def topic_id(*, url: str = "", title: str = "", text: str = "") -> str:
    """Return 12 hex digits for the topic's address, or for its words where it has none."""
    address = canonical_url(url)
    if address:
        return digest_of(["url", address])[:ID_DIGITS]
    return digest_of(["words", _normalised(title), _normalised(text)])[:ID_DIGITS]


def canonical_url(url: str) -> str:
    """Return the address as every feed would write it; "" for one that names a site, not a page."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    query = [(k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.fullmatch(k.lower())]
    path = parts.path.rstrip("/")
    if parts.scheme.lower() not in {"http", "https"} or not host or not (path or query):
        return ""
    return f"{host}{path}" + (f"?{urlencode(sorted(query))}" if query else "")


def slug_of(title: str, identity: str) -> str:
    """Name files after a title: ASCII, at most 60 characters; the id when nothing is left."""
    from slugify import slugify

    return (
        slugify(title[:500], max_length=MAX_SLUG, word_boundary=True, save_order=True) or identity
    )


def unique_slugs(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Return the topics with a slug that no other of them has, in the same order."""
    taken: set[str] = set()
    named = []
    for topic in topics:
        slug = topic.slug
        if slug in taken:
            slug = f"{slug[: MAX_SLUG - 7].rstrip('-')}-{topic.topic_id[:6]}"
        while slug in taken:
            slug = f"{slug[: MAX_SLUG - 4].rstrip('-')}-{len(taken)}"
        taken.add(slug)
        named.append(topic if slug == topic.slug else topic.model_copy(update={"slug": slug}))
    return tuple(named)


def _normalised(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))
