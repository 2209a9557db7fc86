"""Where a piece of music is at its own level: between its fade in and its fade out."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.rendering.probe import FORMATS, Unreadable

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

RATE_HZ = 8_000
STEP_S, WINDOW_S = 0.1, 1.0
FADED_DB = 3.0
"""A second so much quieter than most of the piece belongs to a fade."""
LONGEST_FADE_S = 6.0
"""What is quiet for longer is a part of the music."""


def body(path: Path) -> tuple[float, float]:
    """Return when the piece's body begins and ends, in seconds; all of it where it has no fades.

    Raises:
        Unreadable: The file cannot be decoded to its end.
    """
    import numpy as np

    powers = _powers(path)
    whole_s = len(powers) * STEP_S
    wide = round(WINDOW_S / STEP_S)
    if len(powers) < 3 * wide:
        return 0.0, whole_s
    seconds = np.convolve(powers, np.full(wide, 1 / wide), mode="valid")
    loud = np.flatnonzero(seconds >= np.median(seconds) / 10 ** (FADED_DB / 10))
    begins_s = min(float(loud[0]) * STEP_S, LONGEST_FADE_S)
    ends_s = max((float(loud[-1]) + wide) * STEP_S, whole_s - LONGEST_FADE_S)
    if ends_s - begins_s < whole_s / 2:
        return 0.0, whole_s
    return round(begins_s, 3), round(ends_s, 3)


def _powers(path: Path) -> "NDArray[float64]":
    """The mean power of each step of the piece."""
    import av
    import numpy as np

    parts: list[Any] = [np.zeros(0, dtype=np.float32)]
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
    try:
        with av.open(str(path), options=options) as container:
            resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
            for frame in container.decode(container.streams.audio[0]):
                parts += [part.to_ndarray().ravel() for part in resampler.resample(frame)]
    except (OSError, IndexError, ValueError, av.FFmpegError) as error:
        raise Unreadable(f"{path.name} cannot be decoded: {error}.") from error
    samples = np.concatenate(parts).astype(np.float64)
    step = round(RATE_HZ * STEP_S)
    steps = samples[: len(samples) // step * step].reshape(-1, step)
    powers: NDArray[float64] = (steps**2).mean(axis=1)
    return powers
