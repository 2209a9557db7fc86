"""Runs of samples at full scale: what was louder than the file can hold, and sounds torn."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.domain import Finding, Severity
from include.quality.thresholds import Thresholds
from include.rendering.probe import FORMATS, Unreadable

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

TOGETHER_S = 1.0
"""Runs nearer to each other than this are one stretch."""
FRAMES = 500
"""Looked at together: about ten seconds."""


def check(video: Path, limits: Thresholds) -> Iterator[Finding]:
    """Yield the clipped stretches of a finished short."""
    stretches = _stretches(runs(video, limits))
    for start_s, end_s, count in stretches:
        yield Finding(
            code="clipped_stretch",
            severity=Severity.ERROR,
            message=f"The sound is clipped {count} time(s) from {start_s:.2f} to {end_s:.2f} s.",
            remedy="Render the short again; if it stays, lower the mix's true peak.",
            at_s=round(start_s, 2),
        )


def narration(path: Path, limits: Thresholds) -> Iterator[Finding]:
    """Yield whether a narration came clipped from its provider."""
    found = runs(path, limits)
    if len(found) >= limits.clipped_runs:
        yield Finding(
            code="clipped_narration",
            severity=Severity.WARNING,
            message=f"The narration came clipped: {len(found)} time(s), "
            f"first {found[0]:.2f} s into its file.",
            remedy="Narrate again with another voice, or tell the provider's support.",
        )


def runs(path: Path, limits: Thresholds) -> Sequence[float]:
    """Return when each run of samples at full scale begins, in seconds.

    Raises:
        Unreadable: The file cannot be decoded to its end.
    """
    import numpy as np

    found: list[float] = []
    done = 0
    for block, rate_hz in _blocks(path):
        full = (np.abs(block) >= limits.full_scale).any(axis=0)
        edges = np.flatnonzero(np.diff(np.pad(full, 1).astype(np.int8)))
        begins, ends = edges[::2], edges[1::2]
        long = begins[ends - begins >= limits.clipped_samples]
        found += [float(done + begin) / rate_hz for begin in long]
        done += block.shape[1]
    return found


def _blocks(path: Path) -> Iterator[tuple["NDArray[float32]", int]]:
    """Channels by samples, some seconds at a time, and the rate."""
    import av
    import numpy as np

    options = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
    try:
        with av.open(str(path), options=options) as container:
            stream = container.streams.audio[0]
            # One plane: PyAV reads past the planes of a frame that has eight.
            packed = av.AudioResampler(format="flt")
            parts = (part for frame in container.decode(stream) for part in packed.resample(frame))
            while block := [_channels(part) for part in islice(parts, FRAMES)]:
                yield np.concatenate(block, axis=1), stream.rate
    except (OSError, IndexError, ValueError, av.FFmpegError) as error:
        raise Unreadable(f"{path.name} cannot be decoded: {error}.") from error


def _channels(packed: Any) -> "NDArray[float32]":
    samples: NDArray[float32] = packed.to_ndarray()
    return samples.reshape(-1, packed.layout.nb_channels).T


def _stretches(starts_s: Sequence[float]) -> Iterator[tuple[float, float, int]]:
    """Start, end and number of runs of each stretch."""
    begin = 0
    for index in range(1, len(starts_s) + 1):
        if index == len(starts_s) or starts_s[index] - starts_s[index - 1] > TOGETHER_S:
            yield starts_s[begin], starts_s[index - 1], index - begin
            begin = index
