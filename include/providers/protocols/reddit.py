"""Reddit's shapes: subreddits and how they are named, listings, posts, Atom entries.

API reference: https://www.reddit.com/dev/api
"""

import html
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from include.providers.errors import BadReply, Fatal
from include.providers.reading import header_number, number_of, part, parts
from include.providers.values import Reply
from include.topics.entries import Channel, Entry
from include.topics.xmlfeed import read_xml_feed

WHO = "Reddit"
WWW, API = "https://www.reddit.com", "https://oauth.reddit.com"
GONE = (HTTPStatus.FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
"""A subreddit that is none is a redirect to the search."""

_QUERY = re.compile(
    r"/?(?:r/)?([A-Za-z0-9_+]{2,200})(?:/(hot|new|top|rising))?"
    r"(?:/(hour|day|week|month|year|all))?/?"
)
_LINK = re.compile(r'<a href="([^"]{1,2000})">\[link\]</a>')
SIGNED, SPACE, LONGEST_SIGNATURE = "submitted by", "&#32;", 2_000


class NoSubredditError(Fatal):
    """There is no such subreddit, whichever way it is asked for."""


@dataclass(frozen=True)
class Subreddit:
    """Which posts are asked for: a subreddit (or several with +), its sort, a period for "top"."""

    name: str
    sort: str = "hot"
    period: str = "day"

    @classmethod
    def of(cls, query: str) -> "Subreddit":
        """Read "science", "r/science/new" or "news/top/week".

        Raises:
            Fatal: It is none of these.
        """
        found = _QUERY.fullmatch(query.strip())
        if not found:
            raise Fatal(f"{query[:60]!r} is no subreddit. Write it like science, or news/top/week.")
        return cls(found[1], found[2] or "hot", found[3] or "day")

    @property
    def title(self) -> str:
        """What it is called as a source."""
        return f"{self.name} on {WHO}"

    @property
    def path(self) -> str:
        """Where it is listed."""
        return f"/r/{self.name}/{self.sort}"


@dataclass(frozen=True)
class Page:
    """One page of a listing; ``after`` is where the next begins, "" for none that may be asked."""

    posts: tuple[dict[str, Any], ...]
    after: str = ""


def page_of(reply: Reply, where: Subreddit) -> Page:
    """Read a listing.

    Raises:
        NoSubredditError: The subreddit is not there, or not for us.
        BadReply: It is no listing.
    """
    _check(reply, where)
    body = reply.object()
    if body.get("kind") != "Listing":
        raise BadReply(f"{WHO} answered with no list of posts. Check the connection's host.")
    data = part(body, "data")
    left = header_number(reply, "x-ratelimit-remaining")
    after = data.get("after")
    further = isinstance(after, str) and (left is None or left >= 1)
    posts = tuple(part(child, "data") for child in parts(data, "children"))
    return Page(posts, str(after) if further else "")


def feed_of(reply: Reply, where: Subreddit) -> Channel:
    """Read an Atom feed, which has no scores.

    Raises:
        NoSubredditError: The subreddit is not there, or not for us.
        BadReply: It is no feed.
    """
    _check(reply, where)
    channel = read_xml_feed(reply.body, reply.headers.get("content-type", ""))
    if channel is None:
        raise BadReply(f"{WHO} answered with no feed of r/{where.name}. Give it an account.")
    entries = tuple(_from_atom(entry) for entry in channel.entries)
    return Channel(title=where.title, entries=entries, ranked=True)


def is_wanted(post: dict[str, Any]) -> bool:
    """Whether a post is neither pinned nor for adults only."""
    return not (post.get("stickied") or post.get("over_18"))


def entry_of(post: dict[str, Any]) -> Entry:
    """Read a post: the address is what it links to, or its own."""
    at = number_of(post, "created_utc")
    counted = {"points": number_of(post, "score"), "comments": number_of(post, "num_comments")}
    text, url = str(post.get("selftext") or ""), str(post.get("url") or "")
    permalink = str(post.get("permalink") or "")
    own = post.get("is_self") or not url.startswith(("https://", "http://"))
    return Entry(
        title=html.escape(str(post.get("title") or ""), quote=False),
        texts=(html.escape(text, quote=False).replace("\n\n", "<p>"),) if text else (),
        url=f"{WWW}{permalink}" if own and permalink.startswith("/") else url,
        published_at=datetime.fromtimestamp(at, UTC) if at and at < 1e11 else None,  # noqa: PLR2004
        signals={name: value for name, value in counted.items() if value is not None},
    )


def _from_atom(entry: Entry) -> Entry:
    """Return an entry with the address it is about, and without Reddit's own words."""
    text = entry.texts[0] if entry.texts else ""
    link = _LINK.search(text)
    url = html.unescape(link[1]) if link else entry.url
    ours = urlsplit(url).netloc.endswith("reddit.com") or not url.startswith("http")
    text = _unsigned(text)
    return replace(entry, url=entry.url if ours else url, texts=(text,) if text.strip() else ())


def _unsigned(text: str) -> str:
    head, signed, signature = text.rpartition(SIGNED)
    if not signed or len(signature) > LONGEST_SIGNATURE:
        return text
    while head.endswith((SPACE, " ", "\n")):
        head = head.rstrip().removesuffix(SPACE)
    return head


def _check(reply: Reply, where: Subreddit) -> None:
    if reply.status not in GONE:
        return
    forbidden = reply.status == HTTPStatus.FORBIDDEN
    why = "is private, quarantined or closed to us" if forbidden else "is not"
    raise NoSubredditError(
        f"r/{where.name} {why} (HTTP {reply.status} from {WHO}). Name another, or give the "
        "connection an account: without one, Reddit closes much."
    )
