"""Black, frozen and silent stretches, and the loudness, in one decoding of the file.

Captions move over a picture that stands still and light one that is black: what is looked at is
the picture above them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from include.captions.placing import placed
from include.domain import Finding, Severity
from include.domain.edit import Edit
from include.quality.thresholds import Thresholds
from include.rendering.command import SHORTEST_S
from include.rendering.ffmpeg import messages
from include.rendering.loudness import Loudness, read

SMALL = "scale=108:-2:flags=fast_bilinear"
"""What is black or does not move is so at a tenth of the size too."""

BAR = 0.02
"""Share of the height, at the top, that the progress bar may take."""
LEAST_SEEN = 0.3
"""Where captions leave less of the height free, all of it is looked at."""
ROUGHLY = ["-threads", "1", "-skip_loop_filter", "all", "-skip_frame", "noref"]
"""Frames that no other is made from are left out: half of the work, and a second has 15 left."""


@dataclass(frozen=True)
class Kind:
    """A kind of stretch: how the detector reports it, and what a person is told."""

    code: str
    starts: str
    ends: str
    word: str
    remedy: str


FROZEN = "frozen_stretch"
KINDS = (
    Kind(
        "black_stretch",
        r"black_start:\s*(-?[\d.]+)",
        r"black_end:\s*(-?[\d.]+)",
        "black",
        "Ask for a new take of the shot shown there.",
    ),
    Kind(
        FROZEN,
        r"freeze_start:\s*(-?[\d.]+)",
        r"freeze_end:\s*(-?[\d.]+)",
        "frozen",
        "Ask for a longer clip, or shorten what is said over it.",
    ),
    Kind(
        "silent_stretch",
        r"silence_start:\s*(-?[\d.]+)",
        r"silence_end:\s*(-?[\d.]+)",
        "silent",
        "Listen to the narration there; narrate again if words are missing.",
    ),
)


def check(video: Path, edit: Edit, limits: Thresholds) -> Iterator[Finding]:
    """Yield stretches longer than the thresholds, and a loudness off the target."""
    said = messages(_args(video, edit, limits), folder=video.parent)
    for kind in KINDS:
        yield from _found(kind, said, edit, limits)
    yield from _loudness(read(said), edit, limits)


def _args(video: Path, edit: Edit, limits: Thresholds) -> list[str]:
    top, bottom = _above_captions(edit)
    seen = f"{SMALL},crop=iw:ih*{bottom - top:.3f}:0:ih*{top:.3f}"
    seen += f",blackdetect=d={limits.black_s}:pix_th={limits.black_luma}"
    seen += f":pic_th={limits.black_share}"
    seen += f",freezedetect=n={limits.frozen_noise}:d={limits.frozen_s}"
    heard = f"silencedetect=n={limits.silence_db}dB:d={limits.silent_s}"
    heard += f",apad=whole_dur={SHORTEST_S},ebur128=peak=true:framelog=quiet"
    graph = f"[0:v]{seen}[v];[0:a]{heard}[a]"
    graphed = ["-filter_complex", graph, "-map", "[v]", "-map", "[a]", "-f", "null", "-"]
    return [*ROUGHLY, "-i", f"file:{video}", *graphed]


def _above_captions(edit: Edit) -> tuple[float, float]:
    """Shares of the height between which no caption is drawn and no progress bar moves."""
    covers = [placed(cue, edit).covers for cue in edit.cues]
    tops = [cover.top / edit.canvas.height_px for cover in covers if cover]
    lowest = min(tops, default=1.0)
    return (BAR, lowest) if lowest >= LEAST_SEEN else (BAR, 1.0)


def _found(kind: Kind, said: str, edit: Edit, limits: Thresholds) -> Iterator[Finding]:
    starts = [max(0.0, float(at)) for at in re.findall(kind.starts, said)]
    ends = [float(at) for at in re.findall(kind.ends, said)]
    ends += [edit.duration_s] * (len(starts) - len(ends))
    found = [*zip(starts, ends, strict=False)]
    if kind.code == FROZEN:
        found = [span for span in found if _filmed_s(*span, edit) >= limits.frozen_s]
    total_s = sum(end - start for start, end in found)
    stopped = total_s > limits.error_share * edit.duration_s
    for start, end in found:
        yield Finding(
            code=kind.code,
            severity=Severity.ERROR if stopped else Severity.WARNING,
            message=f"The short is {kind.word} from {start:.1f} to {end:.1f} s.",
            remedy=kind.remedy,
            at_s=round(start, 2),
        )


def _filmed_s(start_s: float, end_s: float, edit: Edit) -> float:
    """How long clips are seen meanwhile: what the render draws moves, however slowly."""
    drawn = (
        (edit.time_s(shot.first_frame), edit.time_s(shot.end_frame))
        for shot in edit.shots
        if shot.clip.media is None
    )
    drawn_s = sum(max(0.0, min(end_s, end) - max(start_s, first)) for first, end in drawn)
    return end_s - start_s - drawn_s


def _loudness(heard: Loudness, edit: Edit, limits: Thresholds) -> Iterator[Finding]:
    target = edit.sound.mix.loudness_lufs
    if abs(heard.integrated_lufs - target) > limits.loudness_off_lu:
        yield _too(f"The loudness is {heard.integrated_lufs:.1f} LUFS, the target {target} LUFS.")
    if heard.true_peak_dbtp > limits.true_peak_dbtp:
        peak = f"The true peak is {heard.true_peak_dbtp:.1f} dBTP"
        yield _too(f"{peak}, more than {limits.true_peak_dbtp} dBTP.")


def _too(message: str) -> Finding:
    remedy = "Check narration and music for sudden loud moments, then render again."
    return Finding(code="loudness", severity=Severity.ERROR, message=message, remedy=remedy)
