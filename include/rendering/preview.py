"""The animated preview: moments of the whole short, small enough for any page.

Format: animated WebP, which every browser of today shows as an image.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from include.domain.edit import Edit
from include.rendering.command import moments
from include.rendering.ffmpeg import messages
from include.rendering.probe import key_frames_s

NAME = "preview.webp"
MOST_BYTES = 1_500_000
LASTS_S, MOMENTS = 4.0, 5
MOMENT_S = LASTS_S / MOMENTS


@dataclass(frozen=True)
class Step:
    """How a preview is made; each is smaller than the one before."""

    width_px: int
    fps: float
    quality: int
    moments: int = MOMENTS


STEPS = (
    Step(width_px=300, fps=8, quality=70),
    Step(width_px=300, fps=8, quality=40),
    Step(width_px=240, fps=6, quality=15),
    Step(width_px=120, fps=4, quality=1),
    Step(width_px=120, fps=1, quality=1, moments=1),
)
"""The first is hardly ever too large; the last is a frame 120 px wide."""


def made(edit: Edit, video: Path, *, folder: Path) -> Path:
    """Write the preview of a finished short into its folder and return its path.

    Raises:
        FfmpegFailed: ffmpeg failed; the message has its last lines and the command.
    """
    starts_s = begins_s(edit.duration_s, key_frames_s(video))
    for step in STEPS:
        args = moments(
            video,
            starts_s[: step.moments],
            lasts_s=LASTS_S / len(starts_s),
            width_px=step.width_px,
            fps=step.fps,
            quality=step.quality,
            name=NAME,
        )
        messages(args, folder=folder)
        if (folder / NAME).stat().st_size <= MOST_BYTES:
            break
    return folder / NAME


def begins_s(duration_s: float, keys_s: Sequence[float]) -> tuple[float, ...]:
    """When the moments begin: spread over the short, at key frames, which are cheap to get to.

    A short hardly longer than its moments is shown from its start.
    """
    if duration_s <= 1.5 * LASTS_S:
        return (0.0,)
    last_s = duration_s - MOMENT_S
    known_s = [0.0, *(key_s for key_s in keys_s if key_s <= last_s)]
    wanted_s = [last_s * (number + 0.5) / MOMENTS for number in range(MOMENTS)]
    return tuple(sorted({min(known_s, key=lambda k: abs(k - at_s)) for at_s in wanted_s}))
