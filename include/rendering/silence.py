"""Where a narration is silent, measured: for voices that do not tell when they speak a word."""

import re
from pathlib import Path

from include.domain import Narration, Span
from include.rendering.ffmpeg import messages
from include.rendering.footage import Local, narrated
from include.rendering.loudness import of_file
from include.rendering.samples import INPUT

BELOW_LU = 30.0
"""Speech ranges over about so much; what lies lower is the room it was spoken in."""
SHORTEST_S = 0.3


def silences(narration: Narration, local: Local) -> tuple[Span, ...]:
    """Return the silent stretches of a narration whose words' times are estimates, else none.

    Raises:
        Unrenderable: The file cannot be decoded.
    """
    if narration.timing == "spoken":
        return ()
    path = narrated(narration.audio, local, of=narration.topic_id)
    heard = of_file(path, folder=path.parent)
    if heard.is_silent:
        return ()
    said = messages(_args(path, heard.integrated_lufs - BELOW_LU), folder=path.parent)
    starts = [float(at) for at in re.findall(r"silence_start:\s*(-?[\d.]+)", said)]
    ends = [float(at) for at in re.findall(r"silence_end:\s*(-?[\d.]+)", said)]
    ends += [narration.duration_s] * (len(starts) - len(ends))
    pairs = zip(starts, ends, strict=True)
    return tuple(Span(start_s=max(0.0, start), end_s=end) for start, end in pairs)


def _args(path: Path, threshold_db: float) -> list[str]:
    options = [part for name, value in INPUT.items() for part in (f"-{name}", value)]
    found = f"silencedetect=n={threshold_db:.1f}dB:d={SHORTEST_S}:mono=0"
    return [*options, "-i", f"file:{path}", "-vn", "-af", found, "-f", "null", "-"]
