"""Titles and names: what is left out of them leaves no trace, because they are no sentences."""

import re

from include.resources import data
from include.text.blocks import blocks
from include.text.cleaning import DOMAIN, MARK

MAX_MARKUP = 10_000
_BAR = re.compile(r"\s[|•·»]\s")
_EDGES = ' ,;:|·•-–—*/“”„«»"'
_BEFORE = _EDGES + "%#"
_LONE_SIGN = re.compile(r"(?:(?<!\w)#+|(?<!\d)(?<!\d )%+)\s*\Z")
_MEANT = (
    (re.compile(r"(?<=[^\W_])_(?=[^\W_])"), "‿", "_"),
    (re.compile(r"(?<=\b\w )<(?= \w\b)|(?<=\d )<(?= \d)"), "≺", "<"),
    (re.compile(r"(?<=\b\w )>(?= \w\b)|(?<=\d )>(?= \d)"), "≻", ">"),
)
"""Signs that are markup in a text but meant in a title, and what stands for them meanwhile."""

_OUTLET = re.compile(r"\s+[-–—|]\s+(?=[^-–—|]{1,40}\Z)")
_LONE_QUOTE = re.compile(r"(?<!\w)'(?=\w)(?![^']*\w'(?!\w))|^\W*\.[\s.]+")


def title_text(markup: str) -> str:
    """Return a title or a name as it can be said, "" when nothing of it can.

    A bar divides it; "Example.org" is said "Example".
    """
    raw = DOMAIN.sub(lambda found: _name(found[0]), _BAR.sub(" – ", markup[:MAX_MARKUP]))
    for pattern, stand_in, _ in _MEANT:
        raw = pattern.sub(stand_in, raw)
    text = " ".join(blocks(raw)).replace(MARK, " ")
    for _, stand_in, sign in _MEANT:
        text = text.replace(stand_in, sign)
    text = _LONE_QUOTE.sub("", re.sub(r"\s+", " ", text))
    text = _LONE_SIGN.sub("", text.lstrip(_BEFORE).rstrip(_EDGES)).rstrip(_EDGES)
    return re.sub(r"\s+([,.])(?=\s|$)", r"\1", _balanced(text))


def without_outlet(title: str) -> str:
    """Return a title without the agency or paper named behind it: "Oil rises - Reuters"."""
    divided = _OUTLET.split(title.strip())
    known = len(divided) > 1 and divided[-1].strip() in data("text/outlets.yaml")
    return " - ".join(divided[:-1]) if known and len(divided[0].split()) > 1 else title


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
