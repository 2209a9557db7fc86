"""When each token of a sentence is spoken, from word events and the sound itself.

espeak-ng's events do not match tokens one to one: "Don't" comes as "Don", a number as several
words, the second half of "well-known" not at all, and some point at the space before a word.
"""

from itertools import pairwise
from typing import TYPE_CHECKING

from include.speech.pronunciation import Said
from include.speech.tokens import Token

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

MIN_WORD_S = 0.042
"""A frame of video and a little: 40 ms remain when times are cut to milliseconds."""
FRAME_S = 0.005
KEEP_S = 0.02
"""What is left around a word's sound when the silence beside it is cut away."""


def starts(
    said: Said, tokens: tuple[Token, ...], events: tuple[tuple[int, int], ...], samples: int
) -> list[float]:
    """Sample at which each token begins; ``events`` are (character of what is said, sample)."""
    places = said.places
    known: dict[int, float] = {0: 0.0}
    owners = owners_of(tokens)
    last = 0
    for index, (character, sample) in enumerate(events):
        if character >= len(places):
            continue
        token = owners[places[character]]
        follows = events[index + 1][0] if index + 1 < len(events) else len(places)
        followed = follows < len(places) and owners[places[follows]] == token
        if tokens[token].start > places[character] and followed:
            continue  # on a space: the word's before it, as the word after has its own event
        if token > last and sample < samples:
            known[token] = float(sample)
            last = token
    return filled(tokens, known, float(samples))


def owners_of(tokens: tuple[Token, ...]) -> list[int]:
    """Index of the token each character belongs to; a space belongs to the token after it."""
    owners: list[int] = []
    for index, token in enumerate(tokens):
        end = token.start + len(token.text.rstrip())
        owners += [index] * (end - len(owners))
    last = len(tokens) - 1
    return owners + [last] * (len(tokens[last].text) - len(tokens[last].text.rstrip()))


def filled(tokens: tuple[Token, ...], known: dict[int, float], end: float) -> list[float]:
    """Give tokens without an event their share of the time, by the characters they have."""
    anchors = [*sorted(known.items()), (len(tokens), end)]
    times: list[float] = []
    for (first, begin), (after, finish) in pairwise(anchors):
        lengths = [len(token.text) for token in tokens[first:after]]
        passed = 0
        for length in lengths:
            times.append(begin + (finish - begin) * passed / sum(lengths))
            passed += length
    return times


def spread(times: list[float], end: float, gap: float) -> list[float]:
    """Move times apart by at least ``gap``, the last that far from ``end``, as little as needed.

    ``end`` is at least ``gap`` times their number.
    """
    moved: list[float] = []
    for time in times:
        moved.append(max(time, moved[-1] + gap if moved else 0.0))
    latest = end
    for index in reversed(range(len(moved))):
        latest = min(moved[index], latest - gap)
        moved[index] = latest
    return moved


def sounding(
    times: list[float], sound: "NDArray[float64]", sample_rate_hz: int
) -> list[tuple[float, float]]:
    """Intervals of the tokens in seconds, without the silence at their ends.

    ``times`` are the tokens' starts in seconds, at least ``MIN_WORD_S`` apart.
    """
    import numpy as np

    width = int(FRAME_S * sample_rate_hz)
    frames = np.abs(sound[: len(sound) // width * width]).reshape(-1, width).max(axis=1)
    loud = frames > 0.02 * (frames.max() if len(frames) else 0.0)
    duration_s = len(sound) / sample_rate_hz
    intervals: list[tuple[float, float]] = []
    for start_s, end_s in zip(times, [*times[1:], duration_s], strict=True):
        first = int(start_s / FRAME_S)
        hits = np.flatnonzero(loud[first : int(end_s / FRAME_S)])
        if len(hits):
            sounds_s = (first + int(hits[0])) * FRAME_S - KEEP_S
            silent_s = (first + int(hits[-1]) + 1) * FRAME_S + KEEP_S
            if min(end_s, silent_s) - max(start_s, sounds_s) >= MIN_WORD_S:
                start_s, end_s = max(start_s, sounds_s), min(end_s, silent_s)  # noqa: PLW2901
        intervals.append((start_s, end_s))
    return intervals
