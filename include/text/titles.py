"""Titles and names: what is left out of them leaves no trace, because they are no sentences."""

import re

from include.text.blocks import blocks
from include.text.cleaning import DOMAIN, MARK

MAX_MARKUP = 10_000
_BAR = re.compile(r"\s[|•·»]\s")
_EDGES = ' ,;:|·•-–—%*#/“”„«»"'
_LONE_QUOTE = re.compile(r"(?<!\w)'(?=\w)(?![^']*\w'(?!\w))|^\W*\.[\s.]+")


def title_text(markup: str) -> str:
    """Return a title or a name as it can be said, "" when nothing of it can.

    A bar divides it; "Example.org" is said "Example".
    """
    raw = DOMAIN.sub(lambda found: _name(found[0]), _BAR.sub(" – ", markup[:MAX_MARKUP]))
    text = " ".join(blocks(raw)).replace(MARK, " ")
    text = _LONE_QUOTE.sub("", re.sub(r"\s+", " ", text))
    return re.sub(r"\s+([,.])(?=\s|$)", r"\1", _balanced(text.strip(_EDGES)))


def _name(address: str) -> str:
    labels = address.split(".")
    return labels[0] if "/" not in address and len(labels) == len("ab") else address


def _balanced(text: str) -> str:
    """Drop the quotation marks of a kind that is not closed."""
    for left, right in ('""', "“”", "«»", "„“"):
        if left == right:
            odd = text.count(left) % 2 == 1
        else:
            odd = text.count(left) != text.count(right) and not (left == "“" and "„" in text)
        if odd:
            text = text.replace(left, "").replace(right, "")
    return text.strip(" ,;:–—-")
