"""The pieces in which a spoken text is timed and shown: words with their punctuation.

Languages written without spaces get short runs of characters instead. The tokens of a text,
joined by ``joiner(language)``, give ``plain(text)`` back.
"""

import re
import unicodedata
from dataclasses import dataclass

from include.text.languages import normalise, primary, spaced

SPOKEN_SIGNS = frozenset("&%@#§°©®™")
"""Signs read aloud though Unicode files them under punctuation or other symbols."""

UNUSABLE = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Categories of control characters, lone surrogates, private and unassigned characters."""

NO_BREAK = "\u00a0\u2007\u202f"
SPACE = re.compile(rf"(?:(?![{NO_BREAK}])\s)+")
SPACED_PIECE = re.compile(rf"(?:\S|[{NO_BREAK}])+")
OPENING = re.compile(r"(?:[(\[{«“‘„‚「『《〈【〔（［｛¿¡]\s?)+$")

SILENT_MARKS = frozenset("*_~`^|\\<>{}[]")
"""Traces of markup: espeak-ng would read them as "asterisk" and "left bracket"."""

PICTURES = re.compile(
    "[\u2190-\u21ff\u2300-\u23ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\ufe00-\ufe0f\u20e3\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)
"""Emoji and other pictures, with what modifies them: seen, never read aloud."""

HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HIRAGANA = "\u3041-\u309f"
KATAKANA = "\u30a0-\u30ff"
STACKED = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Tibetan, Myanmar and Khmer: letters with marks before, above and below."""
PREPOSED = "\u0e40-\u0e44\u0ec0-\u0ec4"
STACK = rf"[{PREPOSED}]?(?:(?![{PREPOSED}])[{STACKED}])(?:[{STACKED}](?<!\w)|[ะาำๅະາຳ])*"
OTHERS = rf"[^\s。、，．！？：；{HAN}{HIRAGANA}{KATAKANA}{STACKED}]+"

CHINESE_PIECE = re.compile(rf"[{HAN}]|[{HIRAGANA}{KATAKANA}]{{1,6}}|(?:{STACK}){{1,4}}|{OTHERS}")
JAPANESE_PIECE = re.compile(
    rf"[{HAN}]{{1,4}}[{HIRAGANA}]{{0,4}}|[{HIRAGANA}]{{1,6}}|[{KATAKANA}]{{1,8}}"
    rf"|(?:{STACK}){{1,4}}|{OTHERS}"
)


@dataclass(frozen=True)
class Token:
    """A piece of a text; it begins there at character ``start``."""

    text: str
    start: int


def joiner(language: str) -> str:
    """What stands between two words of ``language``: a space, or nothing."""
    return " " if spaced(normalise(language)) else ""


def plain(text: str) -> str:
    """Return ``text`` on one line, without control, private or unassigned characters."""
    usable = (c for c in text if c.isspace() or unicodedata.category(c) not in UNUSABLE)
    return SPACE.sub(" ", "".join(usable)).strip(" ")


def heard(text: str) -> tuple[str, tuple[int, ...]]:
    """Return what a voice is given of ``text``, and where each of its characters stands there.

    Pictures and traces of markup become spaces; invisible characters go, so that a soft hyphen
    does not break its word.
    """
    kept: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if PICTURES.match(character) or character in SILENT_MARKS:
            character = " "  # noqa: PLW2901
        elif unicodedata.category(character) == "Cf" and not _joins(character, kept):
            continue
        kept.append(_ordinary(character))
        places.append(place)
    return "".join(kept), tuple(places)


def _ordinary(character: str) -> str:
    """Full-width and ringed letters and digits as everyday ones: espeak-ng skips the others."""
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 and folded.isalnum() else character


def _joins(character: str, before: list[str]) -> bool:
    """Whether an invisible character shapes the letter before it, as in Persian and Hindi."""
    return character in "\u200c\u200d" and bool(before) and not before[-1].isspace()


def speakable(text: str) -> bool:
    """Whether a voice finds anything to say in ``text``."""
    return any(
        c.isalnum() or c in SPOKEN_SIGNS or unicodedata.category(c) in {"Sc", "Sm"}
        for c in heard(text)[0]
    )


def tokens(text: str, language: str) -> tuple[Token, ...]:
    """Divide ``plain(text)``; what cannot be spoken stays with the word before it.

    An opening quote or bracket goes with the word after it. Empty when nothing can be spoken.
    """
    text = plain(text)
    unspaced = not joiner(language)
    pattern = SPACED_PIECE
    if unspaced:
        pattern = JAPANESE_PIECE if primary(language) == "ja" else CHINESE_PIECE
    cuts: list[int] = []
    for match in pattern.finditer(text):
        if speakable(match.group()):
            opening = OPENING.search(text, cuts[-1] if cuts else 0, match.start())
            start = opening.start() if opening else match.start()
            parted = unspaced or text[start - 1] == " "
            cuts.append(0 if not cuts else start if parted else match.start())
    ends = [*cuts[1:], len(text)]
    pieces = (text[start:end] for start, end in zip(cuts, ends, strict=False))
    return tuple(
        Token(piece if unspaced else piece.rstrip(" "), start)
        for start, piece in zip(cuts, pieces, strict=True)
    )
