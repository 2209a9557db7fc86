"""Which shots of a short show which pages."""

from collections.abc import Sequence

from include.domain import Shot
from include.domain.capture import Capture

Placed = tuple[Capture, tuple[Shot, ...]]


def placed(captures: Sequence[Capture], shots: Sequence[Shot], *, most: int) -> tuple[Placed, ...]:
    """Give each capture its shots, at most so many; a shot goes to the first that asks for it.

    A capture no shot is left for is not there.
    """
    free = {shot.beat + 1: shot for shot in shots}
    found = []
    for capture in captures:
        beats = [beat for beat in sorted(free) if _at(capture, beat)][:most]
        if beats:
            found.append((capture, tuple(free.pop(beat) for beat in beats)))
    return tuple(found)


def _at(capture: Capture, beat: int) -> bool:
    return beat == capture.beat if capture.beat else beat % (capture.every or 1) == 0
