"""Large type in the upper part of the picture: the title, and each beat's key words as spoken."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from include.domain import Script, Word
from include.domain.edit import Card
from include.domain.look import EndCard, Look
from include.editing.cues import plain
from include.text.columns import columns

MAX_COLUMNS = 26
"""A longer phrase would be too small to be large type."""
SHORTEST_STAY_S = 0.7
LONG_WORD = (6, 18)
"""Columns of a word that may stand for a beat whose script stresses none."""


def cards_of(
    script: Script,
    words: Sequence[Word],
    beat_ends_s: Sequence[float],
    *,
    start_s: float,
    look: Look,
) -> tuple[Card, ...]:
    """Return the cards of a short.

    Args:
        script: Its title and emphasis are what is shown.
        words: The narration's words.
        beat_ends_s: When the picture of each beat ends.
        start_s: When the narration begins.
        look: How many key words there may be at once, and how long the title stays.
    """
    title = " ".join(script.title.split())
    beat_ends_s, closing = _closed(beat_ends_s, look.end, title)
    cards = [*_title(title, beat_ends_s, look.title.stays_s)]
    shown = {plain(title)}
    # A writer that marks nothing leaves the choice to us; one that marks some beats has chosen.
    marked = any(beat.emphasis for beat in script.beats)
    for beat in range(1 if cards else 0, len(script.beats)):
        spoken = [word for word in words if word.beat == beat and plain(word.text)]
        emphasis = script.beats[beat].emphasis
        phrases = [*(_phrases(emphasis, spoken) if marked else _longest(spoken))]
        fresh = [(text, at_s) for text, at_s in phrases if plain(text) not in shown]
        for row, (text, at_s) in enumerate(fresh[: look.keyword.lines]):
            shown.add(plain(text))
            begin_s = max(0.0, start_s + at_s - look.keyword.ahead_s)
            if beat_ends_s[beat] - begin_s >= SHORTEST_STAY_S:
                cards.append(_keyword(text, begin_s, beat_ends_s[beat], row))
    return (*cards, *closing)


def _closed(
    beat_ends_s: Sequence[float], end: EndCard | None, title: str
) -> tuple[Sequence[float], tuple[Card, ...]]:
    """Give the end card its time, which it takes from the last beat's picture."""
    if end is None or not beat_ends_s:
        return beat_ends_s, ()
    last_s = beat_ends_s[-1]
    begin_s = round(max(0.0, last_s - end.stays_s), 3)
    text = end.text.replace("{title}", title)
    card = Card(kind="end", text=text, start_s=begin_s, end_s=round(last_s, 3))
    return [min(edge_s, begin_s) for edge_s in beat_ends_s], (card,)


def _title(title: str, beat_ends_s: Sequence[float], stays_s: float) -> Iterator[Card]:
    if title and beat_ends_s and stays_s > 0:
        end_s = min(stays_s, beat_ends_s[0]) if len(beat_ends_s) > 1 else beat_ends_s[0]
        yield Card(kind="title", text=title, start_s=0.0, end_s=round(end_s, 3))


def _keyword(text: str, start_s: float, end_s: float, row: int) -> Card:
    return Card(
        kind="keyword", text=text, start_s=round(start_s, 3), end_s=round(end_s, 3), row=row
    )


def _phrases(emphasis: Sequence[str], spoken: Sequence[Word]) -> Iterator[tuple[str, float]]:
    """Stressed phrases in the order they are heard, with the time they begin.

    Compared without spaces, from the edge of one word to the edge of another, so that it does not
    matter whether the language puts spaces between words.
    """
    folded = [plain(word.text) for word in spoken]
    edges = [0, *accumulate(len(text) for text in folded)]
    joined = "".join(folded)
    found: dict[str, float] = {}
    for phrase in emphasis:
        wanted = "".join(plain(part) for part in phrase.split())
        text = _bare(" ".join(phrase.split()))
        starts = [
            i
            for i, edge in enumerate(edges[:-1])
            if joined.startswith(wanted, edge) and edge + len(wanted) in edges
        ]
        if wanted and starts and columns(text) <= MAX_COLUMNS:
            found.setdefault(text, spoken[starts[0]].start_s)
    yield from sorted(found.items(), key=lambda item: item[1])


def _longest(spoken: Sequence[Word]) -> Iterator[tuple[str, float]]:
    texts = [(_bare(word.text), word.start_s) for word in spoken]
    fitting = [item for item in texts if LONG_WORD[0] <= columns(item[0]) <= LONG_WORD[1]]
    if fitting:
        yield max(fitting, key=lambda item: columns(item[0]))


def _bare(text: str) -> str:
    return re.sub(r"^\W+|\W+$", "", text)
