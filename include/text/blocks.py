"""Markup or plain text to blocks: paragraphs, list items and headings, in reading order.

The tree is walked in a loop, not by recursion, and only so much of it is read: a page of ten
thousand nested elements is a page like any other.
"""

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from include.text.cleaning import MARK, clean

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_MARKUP = 100_000
"""Characters of markup read from one entry; the rest of a longer one is left."""

ESCAPES = 3
"""How often text is unescaped: some feeds escape markup that was escaped before."""

SKIPPED = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "figure",
        "figcaption",
        "pre",
        "table",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "button",
        "form",
        "select",
        "textarea",
        "audio",
        "video",
        "canvas",
        "picture",
        "aside",
        "footer",
        "head",
        "title",
        "dialog",
    }
)
BLOCKS = frozenset(
    {
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "li",
        "main",
        "menu",
        "ol",
        "p",
        "section",
        "summary",
        "ul",
    }
)
CODE = frozenset({"code", "kbd", "samp", "tt", "var"})
INLINE = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "big",
        "br",
        "cite",
        "del",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "mark",
        "q",
        "s",
        "small",
        "span",
    }
)
_TAGS = "|".join(sorted(SKIPPED | BLOCKS | CODE | INLINE | {"strong", "strike", "sub", "sup", "u"}))
_MARKUP = re.compile(rf"</?(?:{_TAGS}|t[dhr]|!--)(?:[\s/][^<>]{0, 2000})?>|<!--", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPEAKABLE_CODE = re.compile(r"[A-Za-z][A-Za-z]{0,19}\Z")
_HARD_WRAP = 60
"""A line this long or longer that has no full stop was broken by a mailer, not by the author."""


def blocks(text: str) -> list[str]:
    """Read markup or plain text into cleaned blocks without anything that cannot be spoken.

    What had to be taken out of a sentence (code, an address) leaves a ``MARK``, so that later
    steps know the sentence is no longer whole.
    """
    cleaned = (clean(part) for block in _read(text[:MAX_MARKUP], ESCAPES) for part in _parts(block))
    return [block for block in cleaned if any(c.isalnum() for c in block)]


def _read(text: str, escapes: int) -> Iterator[str]:
    raw = _html_blocks(text) if _MARKUP.search(text) else _plain_blocks(text)
    for block in raw:
        plain = _unescape(block)
        if escapes and _MARKUP.search(plain):
            yield from _read(plain, escapes - 1)
        elif escapes and plain != block:
            yield _unescape(plain)
        else:
            yield plain


def _parts(block: str) -> list[str]:
    """Split at bullets and bars, which divide menus and lists set in one line."""
    return re.split(r"\s[•|▪●◦‣·]\s|^[•▪●◦‣]\s*", block)


def _unescape(text: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text).replace("\xa0", " ")


def _html_blocks(markup: str) -> Iterator[str]:
    current: list[str] = []
    for piece in _pieces(markup):
        if piece is not None:
            current.append(piece)
            continue
        yield from _lines("".join(current))
        current.clear()
    yield from _lines("".join(current))


def _pieces(markup: str) -> Iterator[str | None]:
    """Yield text in reading order, ``None`` at every border of a block."""
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(markup).body
    node = root
    while node is not None and root is not None:
        tag = node.tag or ""
        if tag in BLOCKS or tag in SKIPPED:
            yield None
        text = _text_of(node, tag)
        if text:
            yield text
        following = node.child if text is None and tag not in SKIPPED else None
        while following is None and node.mem_id != root.mem_id:
            following = node.next
            if following is None:
                node = node.parent or root
                if node.tag in BLOCKS:
                    yield None
        node = following


def _text_of(node: "LexborNode", tag: str) -> str | None:
    """The text of a node that is read as one; ``None`` for one whose children are read."""
    if tag == "-text":
        return re.sub(r"\s+", " ", node.text_content or "")
    if tag == "br":
        return "\n"
    if tag in CODE:
        return _code(node.text(deep=True))
    if tag == "sup":
        note = node.text(deep=True).strip()
        return "" if re.fullmatch(r"\W*\d{0,3}\W*", note) else note
    return None


def _code(text: str) -> str:
    word = text.strip()
    return word if _SPEAKABLE_CODE.match(word) else MARK


def _plain_blocks(text: str) -> list[str]:
    """Split at empty lines; what stands between fences of code is left out."""
    groups: list[list[str]] = [[]]
    fenced = False
    for line in text.splitlines():
        fence = line.lstrip().startswith(("```", "~~~"))
        fenced = fenced != fence
        if fence or not line.strip():
            groups.append([])
        elif not fenced:
            groups[-1].append(line)
    return [line for group in groups if group for line in _lines("\n".join(group))]


def _lines(block: str) -> list[str]:
    """Join the lines that continue a sentence; every other line is a block of its own."""
    joined: list[str] = []
    for line in (line.strip() for line in block.split("\n")):
        if not line:
            continue
        if joined and _continues(joined[-1], line):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return joined


def _continues(before: str, line: str) -> bool:
    if re.match(r"[-*+•]\s|\d{1,2}[.)]\s|#{1,6}\s|>", line):
        return False
    ended = before[-1] in '.!?:;。！？।؟…"”»'
    return line[0].islower() or (len(before) >= _HARD_WRAP and not ended)
