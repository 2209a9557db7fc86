"""Where a long edit is divided, so that memory does not grow with its length.

ffmpeg keeps decoded frames of every clip of a graph, whether it is shown yet or not. A stretch is
a run of shots that are encoded together; the next one begins where another shot takes over, at a
hard cut where there is one near.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from include.domain.edit import Edit, EditShot
from include.rendering.footage import Footage

MOST_SHOTS, MOST_S = 12, 90.0
"""A usual short is one stretch. The caches of the text's renderer grow with its length."""
MOST_MB = 360
"""What shots may take together: with ffmpeg (95), x264 (250 at veryfast, 450 at medium), the sound
that is made beside it (60) and our own process (110) that is less than 1 GB."""
CLIP_FRAMES, STILL_FRAMES = 4, 1.5
"""How many decoded frames a clip and a still keep."""
SHOT_MB, DRAWN_MB = 8, 38
CHANGE_MB = {"cut": 0, "fade": 16, "whip": 47, "zoom": 63}
"""All measured at 1080x1920, where each rather takes less."""


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


def stretches(edit: Edit, footage: Mapping[int, Footage]) -> tuple[Stretch, ...]:
    """Divide an edit into stretches of at most ``MOST_SHOTS``, ``MOST_S`` and ``MOST_MB`` each.

    A single shot may be longer or heavier: it is not divided.
    """
    weights_mb = [weight_mb(shot, footage.get(i)) for i, shot in enumerate(edit.shots)]
    found = []
    first = 0
    while first < len(edit.shots):
        end = _end(edit, first, weights_mb)
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


def weight_mb(shot: EditShot, footage: Footage | None) -> float:
    """About how much memory a shot takes while its graph is there, in MB."""
    changing_mb = CHANGE_MB[shot.change] if shot.change_frames else 0
    if footage is None:
        return DRAWN_MB + changing_mb
    picture = footage.picture
    bytes_a_pixel = 3 if picture.is_still else 1.5
    kept = STILL_FRAMES if picture.is_still else CLIP_FRAMES
    frame_mb = picture.width_px * picture.height_px * bytes_a_pixel / 1e6
    return SHOT_MB + changing_mb + kept * frame_mb


def _end(edit: Edit, first: int, weights_mb: Sequence[float]) -> int:
    """Where the stretch ends: at the last hard cut of its second half, else when it is full."""
    shots = edit.shots
    latest = shots[first].first_frame + MOST_S * edit.canvas.fps
    full = first + 1
    while (
        full < min(first + MOST_SHOTS, len(shots))
        and sum(weights_mb[first : full + 1]) <= MOST_MB
        and shots[full].end_frame <= latest
    ):
        full += 1
    if full == len(shots):
        return full
    half = (first + full + 1) // 2
    cuts = [i for i in range(half, full + 1) if not shots[i].change_frames]
    return max(cuts, default=full)
