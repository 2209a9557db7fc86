# ruff: noqa: RUF001 - the look-alikes are what is meant
"""Sentences: where they end, and whether one is whole."""

import re
import unicodedata

from include.text.cleaning import MARK
from include.text.languages import primary, spaced

TERMINALS = ".!?。！？．｡।॥؟۔։።"
_CLOSERS = "\"'”’»›」』）)]“"
_ENDED = re.compile(rf"[{re.escape(TERMINALS)}](?:\s?»|[{re.escape(_CLOSERS)}])*\s*\Z")
_CUT = re.compile(rf"(?:…|\.\.)[{re.escape(_CLOSERS)}\s]*\Z|\A\s*…")
_STUCK = re.compile(r"(?<=[a-zà-ÿ]{2}[.!?])(?=[A-ZÀ-Þ][a-zà-ÿ]+\s)")
_PLACE = re.compile(r", [A-Z][a-z]{0,3}\.\Z")
"""An address ends like this: "Greenbelt, Md."; a sentence hardly ever."""

_RESTART = re.compile(r"(?<=[^\W\d_]{6}[.!?]) (?=[a-zà-ÿ])")
_WORD_ENDED = re.compile(r"[^\W\d_]{6}[.!?]\Z")
"""After a word this long, a full stop is no abbreviation, whatever follows."""

_QUOTATIVE = re.compile(r"(?:と|って|という)")
_SPACELESS_STOP = re.compile(r"(?<=[。！？])(?=[^」』）”’。！？])")
_PAIRS = (("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"), ("(", ")"), ("[", "]"))


_MARKS = "".join(c for c in map(chr, range(0x300, 0x1CFF)) if unicodedata.category(c)[0] == "M")
_LETTERS = rf"(?:[^\W_][{_MARKS}\u200c\u200d]*)+"
WORD = re.compile(rf"{_LETTERS}(?:[-'’.]{_LETTERS})*")
"""A word; vowel signs belong to it, though ``\\w`` does not match them."""


def split(text: str, language: str) -> list[str]:
    """Split prose into sentences; what looks like a wrong cut is joined again."""
    from sentencex import segment

    pieces: list[str] = []
    for piece in segment(primary(language) or "en", _STUCK.sub(" ", text)):
        for sentence in _RESTART.split(piece):
            for part in _SPACELESS_STOP.split(sentence):
                _append(pieces, part.strip())
    return pieces


def _append(pieces: list[str], piece: str) -> None:
    if not piece:
        return
    before = pieces[-1] if pieces else ""
    quoted = before[-1:] in {"」", "』"} and _QUOTATIVE.match(piece)
    lower = piece[0].islower() and not _CUT.search(before) and not _WORD_ENDED.search(before)
    if before and (quoted or lower or not _ENDED.search(before)):
        pieces[-1] = before + ("" if quoted else " ") + piece
    else:
        pieces.append(piece)


def ended(text: str) -> bool:
    """Whether the text ends as a sentence ends, and was not cut off."""
    return bool(_ENDED.search(text)) and not _CUT.search(text) and not _PLACE.search(text)


def cut_off(text: str) -> bool:
    """Whether an ellipsis says that the text goes on elsewhere."""
    return bool(_CUT.search(text))


def starts(text: str) -> bool:
    """Whether the text begins as a sentence begins: not in the middle of one."""
    first = text.lstrip("\"'“”„«‘‚¿¡「『»—– ")[:1]
    return bool(first) and first.isalnum() and not first.islower()


def balanced(text: str) -> bool:
    """Whether every quotation mark and bracket opened is closed again."""
    if text.count('"') % 2:
        return False
    if "„" in text:
        closed = text.count("“") + text.count("”") + text.count('"')
        return text.count("„") == closed
    return all(text.count(left) == text.count(right) for left, right in _PAIRS)


def whole(text: str) -> bool:
    """Whether this is a whole sentence that can be said as it stands."""
    return MARK not in text and "…" not in text and ended(text) and starts(text) and balanced(text)


def words(text: str) -> list[str]:
    """The words of a text, apostrophes and hyphens kept inside them."""
    return WORD.findall(text)


def size(text: str, language: str) -> int:
    """Length in words; where words are not spaced, two characters count as one."""
    if spaced(language):
        return len(words(text))
    return sum(c.isalnum() for c in text) // 2


def full_stop(language: str) -> str:
    """The mark that ends a statement in the language."""
    return {"ja": "。", "zh": "。", "yue": "。", "hi": "।", "bn": "।", "ur": "۔", "th": ""}.get(
        primary(language), "."
    )
