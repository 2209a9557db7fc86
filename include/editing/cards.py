"""Large type in the upper part of the picture: the title, and each beat's key words as spoken."""

import re
from collections.abc import Iterator, Sequence

from include.domain import Script
from include.domain.edit import Card, CueWord
from include.domain.look import Look
from include.editing.cues import columns, plain

MAX_COLUMNS = 26
"""A longer phrase would be too small to be large type."""
SHORTEST_STAY_S = 0.7
LONG_WORD = 6
"""Letters from which a word may stand for a beat whose script stresses none."""


def cards_of(
    script: Script,
    words: Sequence[tuple[int, CueWord]],
    beat_ends_s: Sequence[float],
    *,
    look: Look,
) -> tuple[Card, ...]:
    """Return the cards of a short.

    Args:
        script: Its title and emphasis are what is shown.
        words: Beat and word, in speaking order, with times of the short.
        beat_ends_s: When the picture of each beat ends.
        look: How many key words there may be at once, and how long the title stays.
    """
    title = " ".join(script.title.split())
    cards = [*_title(title, beat_ends_s, look.title.stays_s)]
    shown = {plain(title)}
    for beat in range(1 if cards else 0, len(script.beats)):
        spoken = [word for at, word in words if at == beat]
        phrases = [*_phrases(script.beats[beat].emphasis, spoken)] or [*_longest(spoken)]
        fresh = [(text, at_s) for text, at_s in phrases if plain(text) not in shown]
        for row, (text, at_s) in enumerate(fresh[: look.keyword.lines]):
            shown.add(plain(text))
            start_s = max(0.0, at_s - look.keyword.ahead_s)
            if beat_ends_s[beat] - start_s >= SHORTEST_STAY_S:
                cards.append(_keyword(text, start_s, beat_ends_s[beat], row))
    return tuple(cards)


def _title(title: str, beat_ends_s: Sequence[float], stays_s: float) -> Iterator[Card]:
    if title and beat_ends_s:
        end_s = min(stays_s, beat_ends_s[0]) if len(beat_ends_s) > 1 else beat_ends_s[0]
        yield Card(kind="title", text=title, start_s=0.0, end_s=round(end_s, 3))


def _keyword(text: str, start_s: float, end_s: float, row: int) -> Card:
    return Card(
        kind="keyword", text=text, start_s=round(start_s, 3), end_s=round(end_s, 3), row=row
    )


def _phrases(emphasis: Sequence[str], spoken: Sequence[CueWord]) -> Iterator[tuple[str, float]]:
    """Stressed phrases in the order they are heard, with the time they begin."""
    folded = [plain(word.text) for word in spoken]
    found: dict[str, float] = {}
    for phrase in emphasis:
        parts = [part for part in (plain(p) for p in phrase.split()) if part]
        starts = [i for i in range(len(folded)) if parts and folded[i : i + len(parts)] == parts]
        text = re.sub(r"^\W+|\W+$", "", " ".join(phrase.split()))
        if starts and columns(text) <= MAX_COLUMNS:
            found.setdefault(text, spoken[starts[0]].start_s)
    yield from sorted(found.items(), key=lambda item: item[1])


def _longest(spoken: Sequence[CueWord]) -> Iterator[tuple[str, float]]:
    texts = [(re.sub(r"^\W+|\W+$", "", word.text), word.start_s) for word in spoken]
    fitting = [item for item in texts if LONG_WORD <= columns(item[0]) <= MAX_COLUMNS]
    if fitting:
        yield max(fitting, key=lambda item: columns(item[0]))
