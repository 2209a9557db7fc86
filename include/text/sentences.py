# ruff: noqa: RUF001 - the look-alikes are what is meant
"""Sentences: where they end, and whether one is whole."""

import re
import unicodedata
from functools import cache

from include.resources import data
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

_INITIAL = re.compile(r"(?<![\w'’.])[^\W\d_]\.\Z")
_INITIALS = re.compile(r"(?<![\w'’.])(?:[^\W\d_]\.\s?)+[^\W\d_]\.\Z")
_INITIALS_FIRST = re.compile(r"(?:[^\W\d_]\.\s?){2,}(?!\w*\Z)")
_KNOWN_INITIALS = re.compile(r"(?:U\.\s?S|U\.\s?K|U\.\s?N|E\.\s?U|U\.A\.E|L\.A)\.")
"""Only these may come first in a sentence; others are what is left of a name cut in two."""

_QUOTATIVE = re.compile(r"(?:と|って|という)")
_SPACELESS_STOP = re.compile(r"(?<=[。！？])(?=[^」』）”’。！？])")
_NEAR = 12
"""Characters on either side by which two pieces are seen to stand side by side in a text."""

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
            for part in filter(None, map(str.strip, _SPACELESS_STOP.split(sentence))):
                if pieces and _continues(pieces[-1], part, language):
                    stuck = pieces[-1][-_NEAR:] + part[:_NEAR] in text
                    pieces[-1] += part if stuck else f" {part}"
                else:
                    pieces.append(part)
    return pieces


def _continues(before: str, piece: str, language: str) -> bool:
    """Whether the sentence goes on in the next piece: the cut between them was wrong."""
    if before[-1] in "」』" and _QUOTATIVE.match(piece):
        return True
    if piece[0].islower() and not _CUT.search(before) and not _WORD_ENDED.search(before):
        return True
    return not _ENDED.search(before) or _abbreviated(before, piece, language)


def _abbreviated(before: str, piece: str, language: str) -> bool:
    """Whether the full stop before the next piece belongs to an abbreviation."""
    listed, starters = _abbreviations(primary(language))
    if _INITIALS.search(before):
        return not starters.match(piece)
    return bool(_INITIAL.search(before) or listed.search(before))


@cache
def _abbreviations(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What never ends a sentence of the language, and the words that often begin one."""
    known = data("text/abbreviations.yaml")
    listed = (*known["never_last"]["all"], *known["never_last"].get(language, ()))
    never_last = "|".join(re.escape(str(word)) for word in listed)
    starters = "|".join(known["starters"].get(language, ())) or r"(?!)"
    return re.compile(rf"(?<![\w-])(?:{never_last})\.\Z"), re.compile(rf"(?:{starters})(?!\w)")


def ended(text: str) -> bool:
    """Whether the text ends as a sentence ends, and was not cut off."""
    return bool(_ENDED.search(text)) and not _CUT.search(text) and not _PLACE.search(text)


def cut_off(text: str) -> bool:
    """Whether an ellipsis says that the text goes on elsewhere."""
    return bool(_CUT.search(text))


def starts(text: str) -> bool:
    """Whether the text begins as a sentence begins: not in the middle of one."""
    bare = text.lstrip("\"'“”„«‘‚¿¡「『»—– ")
    if _INITIALS_FIRST.match(bare) and not _KNOWN_INITIALS.match(bare):
        return False
    return bare[:1].isalnum() and not bare[0].islower()


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
