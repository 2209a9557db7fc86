"""The animated preview: moments of the whole short, small enough for any page.

Format: animated WebP, which every browser of today shows as an image.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from include.domain.edit import Edit
from include.rendering.command import animated, moments
from include.rendering.ffmpeg import messages
from include.rendering.probe import key_frames_s

NAME, FRAMES = "preview.webp", "preview.nut"
MOST_BYTES = 1_500_000
LASTS_S, MOMENTS = 4.8, 6
MOMENT_S = LASTS_S / MOMENTS
WIDTH_PX, FPS = 320, 12


@dataclass(frozen=True)
class Step:
    """How a preview is made; each is smaller than the one before. ``seconds`` 0 takes all."""

    width_px: int
    fps: int
    quality: int
    seconds: float = 0.0


STEPS = (
    Step(WIDTH_PX, FPS, 70),
    Step(WIDTH_PX, 10, 45),
    Step(270, 8, 25),
    Step(180, 6, 10),
    Step(120, 4, 1),
    Step(120, 4, 1, seconds=0.25),
)
"""The last is one frame of at most 120 px: no picture makes that too large."""


def made(edit: Edit, video: Path, *, folder: Path) -> Path:
    """Write the preview of a finished short into its folder and return its path.

    Raises:
        FfmpegFailed: ffmpeg failed; the message has its last lines and the command.
    """
    starts_s = begins_s(edit.duration_s, key_frames_s(video))
    each_s = LASTS_S / len(starts_s)
    taken = moments(video, starts_s, lasts_s=each_s, width_px=WIDTH_PX, fps=FPS, name=FRAMES)
    messages(taken, folder=folder)
    for step in STEPS:
        args = animated(
            FRAMES,
            width_px=step.width_px,
            fps=step.fps,
            quality=step.quality,
            seconds=step.seconds,
            name=NAME,
        )
        messages(args, folder=folder)
        if (folder / NAME).stat().st_size <= MOST_BYTES:
            break
    (folder / FRAMES).unlink()
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
