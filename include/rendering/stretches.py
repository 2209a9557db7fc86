"""Where a long edit is divided, so that memory does not grow with its length.

ffmpeg keeps decoded frames of every clip of a graph, whether it is shown yet or not. A stretch is
a run of shots that are encoded together; the next one begins where another shot takes over, at a
hard cut where there is one near.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from include.domain.edit import Edit, EditShot

MOST_SHOTS = 12
"""A usual short is one stretch."""


@dataclass(frozen=True)
class Stretch:
    """Shots from ``first`` up to but without ``end``, by their index in the edit.

    When the shot at ``end`` does not begin with a hard cut, the frames in which it takes over
    belong to this stretch.
    """

    first: int
    end: int
    first_frame: int
    end_frame: int

    @property
    def frames(self) -> int:
        """Length in frames."""
        return self.end_frame - self.first_frame


def stretches(edit: Edit, *, most: int = MOST_SHOTS) -> tuple[Stretch, ...]:
    """Divide an edit into stretches of at most ``most`` shots each."""
    found = []
    first = 0
    while first < len(edit.shots):
        end = _end(edit.shots, first, most)
        found.append(
            Stretch(
                first=first,
                end=end,
                first_frame=edit.shots[first].first_frame,
                end_frame=edit.shots[end - 1].end_frame,
            )
        )
        first = end
    return tuple(found)


def _end(shots: Sequence[EditShot], first: int, most: int) -> int:
    """Where the stretch ends: at the last hard cut of its second half, else when it is full."""
    full = first + most
    if full >= len(shots):
        return len(shots)
    cuts = [i for i in range(first + most // 2, full + 1) if not shots[i].change_frames]
    return max(cuts, default=full)
