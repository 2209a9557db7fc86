"""Spoken sentences, one after the other, with the pauses that a listener needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from include.resources import data
from include.speech.assembly import Narrated
from include.speech.sentences import Sentence


@dataclass(frozen=True)
class Piece:
    """A sentence as it was spoken: 16-bit mono samples, and those at which its tokens begin."""

    sentence: Sentence
    pcm: bytes
    begins: list[float]


def joined(
    beats: Iterable[Sequence[Piece]], *, sample_rate_hz: int, speed: float = 1.0
) -> Narrated:
    """Put the sentences of every beat one after the other; who speaks faster pauses less."""
    pauses = data("pauses.yaml")
    narrated = Narrated(sample_rate_hz)
    for number, beat in enumerate(beats):
        if number:
            narrated.pause(pauses["beat"] / speed)
        narrated.begin_beat()
        for index, piece in enumerate(beat):
            narrated.add(piece.sentence, piece.pcm, piece.begins)
            if index + 1 < len(beat):
                kind = "sentence" if piece.sentence.whole else "piece"
                narrated.pause(pauses[kind] / speed)
    return narrated
