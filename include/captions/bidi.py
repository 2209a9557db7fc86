"""In what order the words of a line stand when some read from right to left.

The implicit rules of the Unicode Bidirectional Algorithm (UAX #9: W1 to W7, N1, N2, I1, I2, L2);
explicit embeddings, which no narration has, are taken for neutral.
"""

import unicodedata
from collections.abc import Sequence
from itertools import groupby, pairwise

from include.text.languages import primary

LEFT, RIGHT = "\u200e", "\u200f"
"""Marks without a picture that hold the direction of what stands beside them."""
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
STRONG = {"L": "L", "R": "R", "AL": "R"}
DIGITS = frozenset({"EN", "AN"})
SEPARATED = frozenset({("ES", "EN"), ("CS", "EN"), ("CS", "AN")})
"""Separators that belong to the numbers on both sides of them."""


def reads_right_to_left(text: str, language: str) -> bool:
    """Whether a line reads from right to left: its letters decide, mixed ones by the language."""
    found = {STRONG[kind] for c in text if (kind := unicodedata.bidirectional(c)) in STRONG}
    if len(found) == 1:
        return found == {"R"}
    return primary(language) in RIGHT_TO_LEFT


def seems_right_to_left(text: str) -> bool:
    """Whether a player reads a text it knows nothing else of from right to left."""
    kinds = (unicodedata.bidirectional(c) for c in text)
    return next((STRONG[kind] for kind in kinds if kind in STRONG), "L") == "R"


def directed(text: str, language: str) -> str:
    """``text``, begun with a mark where a player would take the wrong direction from it."""
    right_to_left = reads_right_to_left(text, language)
    if seems_right_to_left(text) == right_to_left:
        return text
    return (RIGHT if right_to_left else LEFT) + text


def levels(text: str, *, right_to_left: bool) -> list[int]:
    """Return the embedding level of each character: even ones read from left to right."""
    base = "R" if right_to_left else "L"
    kinds = _neutrals(_weak([unicodedata.bidirectional(c) or "L" for c in text], base), base)
    if right_to_left:
        return [1 if kind == "R" else 2 for kind in kinds]
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]


def order(levels_of_words: Sequence[int]) -> list[int]:
    """Return the indices of words as they stand from left to right (rule L2)."""
    places = list(range(len(levels_of_words)))
    for level in range(max(levels_of_words, default=0), 0, -1):
        at = 0
        for high, group in groupby(places, key=lambda i: levels_of_words[i] >= level):
            count = len(list(group))
            if high:
                places[at : at + count] = places[at : at + count][::-1]
            at += count
    return places


def held(text: str, levels_of_text: Sequence[int], *, right_to_left: bool) -> str:
    """``text`` with marks that keep it as it stands in its line when it is drawn by itself."""
    if not any(levels_of_text):
        return text
    base = RIGHT if right_to_left else LEFT
    first, last = (RIGHT if levels_of_text[i] % 2 else LEFT for i in (0, -1))
    return (base if base == first else base + first) + text + last


def _weak(kinds: list[str], base: str) -> list[str]:
    """Rules W1 to W7: marks, numbers and what belongs to numbers."""
    before, strong = base, base
    for i, kind in enumerate(kinds):
        before = before if kind == "NSM" else kind
        strong = before if before in STRONG else strong
        kinds[i] = "AN" if before == "EN" and strong == "AL" else before
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for i in range(1, len(kinds) - 1):
        if kinds[i - 1] == kinds[i + 1] and (kinds[i], kinds[i - 1]) in SEPARATED:
            kinds[i] = kinds[i - 1]
    for path in (range(len(kinds)), range(len(kinds) - 1, -1, -1)):
        for here, there in pairwise(path):
            if (kinds[here], kinds[there]) == ("EN", "ET"):
                kinds[there] = "EN"
    strong = base
    for i, kind in enumerate(kinds):
        strong = kind if kind in STRONG else strong
        kinds[i] = "L" if (kind, strong) == ("EN", "L") else kind
    return kinds


def _neutrals(kinds: list[str], base: str) -> list[str]:
    """Rules N1 and N2: what has no direction takes that of both neighbours, or the line's."""
    resolved: list[str] = []
    runs = [
        (known, list(group)) for known, group in groupby(kinds, lambda k: k in DIGITS | {"L", "R"})
    ]
    for i, (known, group) in enumerate(runs):
        if known:
            resolved.extend(group)
            continue
        before = resolved[-1] if resolved else base
        after = runs[i + 1][1][0] if i + 1 < len(runs) else base
        sides = {"R" if side in DIGITS else side for side in (before, after)}
        resolved.extend((sides.pop() if len(sides) == 1 else base) for _ in group)
    return resolved
