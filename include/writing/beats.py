"""Sentences put together to beats: four at least where the source gives them, six at most."""

from collections.abc import Sequence

from include.text.prose import join
from include.text.sentences import whole
from include.writing.candidates import Candidate, divided_at_semicolon

MIN_BEATS, MAX_BEATS = 4, 6
COMFORTABLE_BEAT_S = 10.0


def grouped(chosen: Sequence[Candidate], language: str) -> list[str]:
    """Join sentences to at most six beats: first those that lean, then the shortest."""
    groups = [[sentence] for sentence in chosen]
    while len(groups) > MIN_BEATS:
        pairs = range(len(groups) - 1)
        best = min(
            pairs,
            key=lambda i: (not groups[i + 1][0].leans, _length_s(groups[i] + groups[i + 1])),
        )
        fits = _length_s(groups[best] + groups[best + 1]) <= COMFORTABLE_BEAT_S
        if len(groups) <= MAX_BEATS and not (groups[best + 1][0].leans and fits):
            break
        groups[best : best + 2] = [groups[best] + groups[best + 1]]
    return [join([s.text for s in group], language) for group in groups]


def divided(beats: list[str]) -> list[str]:
    """Divide beats at a semicolon between two clauses as long as they are too few."""
    parts: list[str] = []
    for number, beat in enumerate(beats):
        halves = divided_at_semicolon(beat)
        missing = len(parts) + len(beats) - number < MIN_BEATS
        parts += halves if missing and all(whole(h) for h in halves) else [beat]
    return parts


def _length_s(group: Sequence[Candidate]) -> float:
    return sum(sentence.duration_s for sentence in group)
