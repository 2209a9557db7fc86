"""What every sound goes through: one rate, one layout, an exact number of samples."""

from typing import Any

from include.domain.edit import Edit
from include.rendering.probe import FORMATS

RATE_HZ = 48_000
INPUT = {"protocol_whitelist": "file", "format_whitelist": FORMATS}
SPLICE_SAMPLES = RATE_HZ // 200
"""5 ms: too short to be heard as a fade, long enough to be none of a click."""


def resampled(sound: Any, layout: str) -> Any:
    """The sound as floats at ``RATE_HZ``, "mono" or "stereo" whatever it was."""
    return sound.filter("aresample", RATE_HZ).filter(
        "aformat", sample_fmts="fltp", channel_layouts=layout
    )


def excerpt(sound: Any, first: int, end: int, *, fade: int = SPLICE_SAMPLES) -> Any:
    """Samples ``first`` up to but without ``end``, faded at both so that no cut is a click."""
    fade = min(fade, (end - first) // 2)
    part = sound.filter("atrim", start_sample=first, end_sample=end).filter("asetpts", "N")
    part = part.filter("afade", t="in", ns=fade)
    return part.filter("afade", t="out", ss=end - first - fade, ns=fade)


def exactly(sound: Any, samples: int) -> Any:
    """Lengthen with silence or cut to so many samples."""
    return sound.filter("apad").filter("atrim", end_sample=samples)


def at_frame(edit: Edit, frame: int) -> int:
    """The sample heard when a frame begins to be seen."""
    return frame * RATE_HZ // edit.canvas.fps
