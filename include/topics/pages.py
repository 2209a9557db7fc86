"""The text of the pages that topics of a title alone link to, where a source is such a list.

Only what is chosen is read, once, from public addresses; a page that cannot be read leaves its
topic as it is, and is a finding.
"""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from include.domain import Finding, Severity, Topic
from include.providers.errors import BadReply, ProviderError
from include.providers.transport import Caps, mapping, sync
from include.providers.transport.reach import ANY, Reach
from include.providers.values import Reply, Request
from include.text.blocks import blocks
from include.text.encodings import encoding_of
from include.text.prose import prose
from include.topics.merging import Story

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

ELSEWHERE = "http://nowhere.invalid"
"""Nobody's own host: every page is on a foreign one, and has a public address."""
CAPS = Caps(connect_s=8.0, read_s=10.0, total_s=20.0, max_bytes=3_000_000)
SIDE_BY_SIDE = 6
ENOUGH = 400
"""Characters of text with which a topic needs no page."""
MOST_LINKED = 0.4
"""Of a paragraph; where more of it is links, it is a menu."""
SHORTEST_PARAGRAPH = 40
MOST_TAGS = 40_000
"""The parser takes the square of their number where each is inside the one before."""
_TAG = re.compile(r"<[a-z]", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_BETTER = ("article", "main", "[role=main]", "body")


def with_text(
    stories: Sequence[Story], *, own: str = ELSEWHERE
) -> tuple[tuple[Story, ...], tuple[Finding, ...]]:
    """Return the stories with the text of the pages they link to, and what could not be read.

    ``own`` is the one host that may be private.
    """
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="pages") as pool:
        read = list(pool.map(lambda story: _read(story, own), stories))
    return tuple(story for story, _ in read), tuple(f for _, found in read for f in found)


def _read(story: Story, own: str) -> tuple[Story, tuple[Finding, ...]]:
    topic, first = story.topic, story.tellings[0]
    if not first.links or not topic.url or len(topic.text) >= ENOUGH:
        return story, ()
    try:
        text = prose(blocks(article_of(_page(topic.url, own))), topic.language)
    except ProviderError as error:
        return story, (_unread(topic, str(error)),)
    if len(text) <= len(topic.text):
        return story, (_unread(topic, "There is no text on it that can be told from the rest."),)
    fuller = topic.model_copy(update={"text": text})
    return Story((replace(first, topic=fuller), *story.tellings[1:])), ()


def _page(url: str, own: str) -> Reply:
    request = Request("GET", url, headers={"Accept": "text/html,application/xhtml+xml"})
    reply = sync.send(request, Reach(own, (ANY,)), what="Reading the page", caps=CAPS)
    error = mapping.default(reply, what="Reading the page", known=False)
    if error:
        raise error
    kind = reply.headers.get("content-type", "text/html")
    if "html" not in kind.lower():
        raise BadReply(f"It is no page but {kind.partition(';')[0][:60]!r}.")
    return reply


def article_of(reply: Reply) -> str:
    """Return the paragraphs of a page's article as markup, without menus, notes and remarks."""
    from selectolax.lexbor import LexborHTMLParser

    markup = _decoded(reply)
    if sum(1 for _ in _TAG.finditer(markup)) > MOST_TAGS:
        return ""
    tree = LexborHTMLParser(markup)
    for selector in _BETTER:
        found = [_paragraphs(node) for node in tree.css(selector)[:20]]
        best = max(found, key=lambda one: sum(map(len, one)), default=[])
        if sum(map(len, best)) >= ENOUGH or selector == _BETTER[-1]:
            return "".join(best)
    return ""


def _paragraphs(node: "LexborNode") -> list[str]:
    kept = []
    for each in node.css("p")[:400]:
        text = each.text(deep=True).strip()
        linked = sum(len(link.text(deep=True)) for link in each.css("a")[:50])
        wide = sum(2 if c > "\u2e80" else 1 for c in text[:SHORTEST_PARAGRAPH])
        if wide >= SHORTEST_PARAGRAPH and linked <= MOST_LINKED * len(text):
            kept.append(each.html or "")
    return kept


def _decoded(reply: Reply) -> str:
    said = _CHARSET.search(reply.headers.get("content-type", "").encode())
    said = said or _CHARSET.search(reply.body[:4000])
    return reply.body.decode(encoding_of(said[1].decode() if said else ""), "replace")


def _unread(topic: Topic, why: str) -> Finding:
    return Finding(
        code="page_not_read",
        severity=Severity.INFO,
        message=f"The page of {topic.title!r} was not read: {why}",
        remedy="The short is made of what the source says; give the topic with its text by hand.",
    )
