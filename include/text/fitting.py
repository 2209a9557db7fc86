"""Text of at most a given length, as others count it; cut between words and never in a character.

A character is what a reader takes for one: a letter with its accents, an emoji with its skin tone.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping

Measure = Callable[[str], int]

MEASURES: Mapping[str, Measure] = {
    "characters": len,
    "bytes": lambda text: len(text.encode()),
    "utf-16": lambda text: len(text.encode("utf-16-le")) // 2,
}
"""How long a text is, in units that add up."""

ELLIPSIS = "…"
JOINER = "\u200d"
WORD = 0.3
"""So much of what fits may be given up to end on a whole word."""


def fitted(text: str, room: int, measure: Measure) -> str:
    """Return text of at most ``room`` units; what was cut ends in an ellipsis."""
    if measure(text) <= room:
        return text
    left, kept = room - measure(ELLIPSIS), ""
    if left < 1:
        return ""
    for character in characters(text):
        left -= measure(character)
        if left < 0:
            break
        kept += character
    # the cut may have come right behind a word
    whole = kept if text[len(kept)].isspace() else kept.rpartition(" ")[0]
    if len(whole) >= len(kept) * (1 - WORD):
        kept = whole
    kept = kept.rstrip(" \n\t,;:–—-")
    return kept + ELLIPSIS if kept else ""


def characters(text: str) -> Iterator[str]:
    """Yield what a reader takes for one character each."""
    held = ""
    for sign in text:
        if held and not _belongs(held, sign):
            yield held
            held = ""
        held += sign
    if held:
        yield held


def _belongs(held: str, sign: str) -> bool:
    if unicodedata.category(sign)[0] == "M" or sign == JOINER or held[-1] == JOINER:
        return True
    if "\U0001f3fb" <= sign <= "\U0001f3ff":  # a skin tone
        return True
    return _is_flag_half(sign) and len(held) == 1 and _is_flag_half(held)


def _is_flag_half(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"
