"""Which words stand on screen together: those that belong together, long enough to be read.

Every way to cut a beat is weighed: cues end where the sense or the voice pauses, never behind a
word that leads on to the next, are about equally wide, and none flashes by.
Limits: "Timed Text Style Guide" of Netflix, general requirements (shortest 5/6 s, at most two
lines) and the pages of the languages (characters a second), as of 2025.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from include.domain.edit import CueWord
from include.domain.look import CaptionStyle
from include.resources import data
from include.text.breaking import may_break
from include.text.columns import columns
from include.text.languages import primary

PAUSE_S = 0.45
LINGER_S = 0.35
"""How long a cue stays after its last word when nothing follows at once."""
MOST_PIECES = 40
"""No cue has more pieces, however narrow they are."""

SENTENCE_END = re.compile(
    "[.!?\u2026\u3002\uff01\uff1f\u061f\u0964\u06d4]+[\"'\u201d\u2019\u00bb)\\]]*$"
)
CLAUSE_END = re.compile(
    "[,;:\u2014\u2013\u060c\u061b\u3001\uff0c\uff1b\uff1a][\"'\u201d\u2019\u00bb)\\]]*$"
)
"""Western, CJK, Arabic and Indic marks, with the quotes and brackets that may follow them."""

A_CUE, SENTENCE, CLAUSE, FLASH, HURRY = 1.0, 2.0, 0.5, 2.5, 0.5
TORN_PHRASE, LEADING_WORD, TORN_RULE = 1.5, 2.8, 20.0
"""What it costs to have one more cue, to run on over the end of a sentence or clause, to show a cue
too short or too fast, and to cut inside a phrase, behind a leading word, or against the rules."""


@dataclass(frozen=True)
class Token:
    """A word of a beat; ``leads`` when a word or phrase begins with it."""

    beat: int
    word: CueWord
    leads: bool


def groups(
    tokens: Sequence[Token], style: CaptionStyle, language: str
) -> Iterator[Sequence[Token]]:
    """Yield the tokens of each cue, in order."""
    for stretch in _stretches(tokens):
        yield from _cut(stretch, style, language)


def shortest_s() -> float:
    """How long a cue stays at least, where the voice leaves the time."""
    return float(data("reading.yaml")["shortest_s"])


def _stretches(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Cut where the picture changes or the voice is silent."""
    stretch: list[Token] = []
    for token in tokens:
        if stretch and (
            token.beat != stretch[-1].beat or token.word.start_s - stretch[-1].word.end_s > PAUSE_S
        ):
            yield stretch
            stretch = []
        stretch.append(token)
    if stretch:
        yield stretch


def _cut(stretch: Sequence[Token], style: CaptionStyle, language: str) -> Iterator[Sequence[Token]]:
    """The cheapest way to cut a stretch, found from its end to its start."""
    count = len(stretch)
    best: list[tuple[float, int]] = [(0.0, count)] * (count + 1)
    for start in range(count - 1, -1, -1):
        choices = []
        for end in range(start + 1, min(count, start + MOST_PIECES) + 1):
            if end > start + 1 and not _fits(stretch[start:end], style):
                break
            cost = _cost(stretch, start, end, style, language) + best[end][0]
            choices.append((cost, end))
        best[start] = min(choices)
    at = 0
    while at < count:
        end = best[at][1]
        yield stretch[at:end]
        at = end


def _fits(group: Sequence[Token], style: CaptionStyle) -> bool:
    words = 1 + sum(token.leads for token in group[1:])
    return words <= style.most_words and _columns(group) <= style.most_columns


def _cost(
    stretch: Sequence[Token], start: int, end: int, style: CaptionStyle, language: str
) -> float:
    group, last = stretch[start:end], stretch[end - 1].word
    wide = _columns(group)
    ends_s = stretch[end].word.start_s if end < len(stretch) else last.end_s + LINGER_S
    lasts_s = max(ends_s - group[0].word.start_s, 0.01)
    cost = A_CUE + (wide / style.most_columns) ** 2
    cost += FLASH * max(0.0, 1 - lasts_s / shortest_s())
    cost += HURRY * min(4.0, max(0.0, wide / lasts_s / _pace(language) - 1))
    for token in group[:-1]:
        cost += SENTENCE * bool(SENTENCE_END.search(token.word.text))
        cost += CLAUSE * bool(CLAUSE_END.search(token.word.text))
    if end < len(stretch):
        after = stretch[end]
        cost += TORN_PHRASE * (not after.leads)
        cost += LEADING_WORD * (last.text.casefold() in _leading(language))
        glued = not after.word.glue and not may_break(last.text, after.word.text)
        cost += TORN_RULE * glued
    return cost


def _columns(group: Sequence[Token]) -> int:
    return sum(columns(token.word.glue + token.word.text) for token in group)


@cache
def _pace(language: str) -> float:
    """Columns a second that can be read; a wide character has two."""
    paces = data("reading.yaml")["columns_a_second"]
    return float(paces.get(primary(language), paces["default"]))


@cache
def _leading(language: str) -> frozenset[str]:
    return frozenset(data("reading.yaml")["leading_words"].get(primary(language), ()))
