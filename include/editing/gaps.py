"""Which stretches of a narration are heard: silence at its ends and long pauses are left out."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from include.domain import Narration, Span, Word
from include.domain.look import Mix


def kept(narration: Narration, mix: Mix, silences: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Return the stretches to keep, in order, at whole milliseconds.

    Args:
        narration: Its pauses are where no word is spoken.
        mix: How long a pause may be, and what is left of a longer one.
        silences: Where the file is silent as measured. For a narration whose words' times are
            estimates they count instead, and so no sound is ever left out.
    """
    end_s = round(narration.duration_s, 3)
    estimated = narration.timing == "estimated"
    if not (silences if estimated else narration.words):
        return (Span(start_s=0.0, end_s=end_s),)
    pauses = _inside(silences, end_s) if estimated else _between(narration.words, end_s)
    edges = [0.0]
    for pause in pauses:
        edges += _left_out(pause, end_s, mix)
    edges.append(end_s)
    spans = (Span(start_s=a, end_s=b) for a, b in zip(edges[::2], edges[1::2], strict=True))
    return tuple(span for span in spans if span.end_s > span.start_s) or (
        Span(start_s=0.0, end_s=end_s),
    )


def moved(narration: Narration, spans: Sequence[Span]) -> Narration:
    """Return the narration as it is when only ``spans`` of it are heard: every time moves along."""
    starts = [span.start_s for span in spans]
    lengths = [span.end_s - span.start_s for span in spans]
    before = [0.0, *accumulate(lengths)]

    def at(time_s: float) -> float:
        index = max(0, bisect_right(starts, time_s) - 1)
        within_s = min(max(0.0, time_s - starts[index]), lengths[index])
        return round(before[index] + within_s, 3)

    def times(timed: Word | Span) -> dict[str, float]:
        return {"start_s": at(timed.start_s), "end_s": at(timed.end_s)}

    return narration.model_copy(
        update={
            "duration_s": round(before[-1], 3),
            "words": tuple(word.model_copy(update=times(word)) for word in narration.words),
            "beats": tuple(beat.model_copy(update=times(beat)) for beat in narration.beats),
        }
    )


def _between(words: Sequence[Word], end_s: float) -> Iterator[Span]:
    """Where no word is spoken, from the start of the file to its end."""
    spoken = sorted((word.start_s, word.end_s) for word in words)
    heard_s = [0.0, *accumulate((end for _, end in spoken), max)]
    for until_s, from_s in zip(heard_s, [*(start for start, _ in spoken), end_s], strict=True):
        if from_s > until_s:
            yield Span(start_s=max(0.0, until_s), end_s=min(from_s, end_s))


def _inside(silences: Sequence[Span], end_s: float) -> Iterator[Span]:
    for silence in sorted(silences, key=lambda span: span.start_s):
        yield Span(start_s=max(0.0, silence.start_s), end_s=min(silence.end_s, end_s))


def _left_out(pause: Span, end_s: float, mix: Mix) -> list[float]:
    """Where leaving out begins and ends, or nothing where the pause may stay as it is."""
    at_start, at_end = pause.start_s <= 0, pause.end_s >= end_s
    if not (at_start or at_end) and pause.end_s - pause.start_s <= mix.longest_pause_s:
        return []
    first_s = 0.0 if at_start else pause.start_s + (mix.edge_s if at_end else mix.pause_s / 2)
    last_s = end_s if at_end else pause.end_s - (mix.edge_s if at_start else mix.pause_s / 2)
    return [round(first_s, 3), round(last_s, 3)] if last_s > first_s else []
