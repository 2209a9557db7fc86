"""When words are spoken in a sound that comes without times.

espeak-ng reads the same sentence, with its own word events, and the energy of that reading in
bands of pitch, frame by frame, is laid along the energy of the sound (dynamic time warping, as the
aligner aeneas does it). What is known of the one reading's words is then known of the other's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.providers.errors import ProviderError
from include.speech.espeak_library import Utterance, synthesise
from include.speech.pronunciation import Said
from include.speech.timing import filled, starts
from include.speech.tokens import Token
from include.speech.voices import choose, tag_for

if TYPE_CHECKING:
    from numpy import float64, int8
    from numpy.typing import NDArray

    Floats = NDArray[float64]

FRAME_S, WINDOW_S = 0.01, 0.025
MOST_FRAMES = 3000
"""Of longer sounds the frames are longer: the cost grows with their square."""
BANDS, SHAPES = 24, 13
LOWEST_HZ, HIGHEST_HZ = 80.0, 7600.0
DEPTH_DB = 50.0
"""Energy further below the loudest is silence, whatever its noise."""
BOTH, OURS, THEIRS = range(3)
"""Steps of a way: a frame on in both, in the reading alone, in the sound alone."""
ASIDE = 1.5
"""A step in both sounds costs so many times its misfit, a step in one alone its misfit."""
QUIET = 0.02


@dataclass(frozen=True)
class Sounding:
    """A sentence as a voice spoke it: 16-bit mono samples without a time of any word."""

    said: Said
    tokens: tuple[Token, ...]
    pcm: bytes


def aligned(spoken: Sequence[Sounding], language: str, *, sample_rate_hz: int) -> list[list[float]]:
    """Estimate the samples at which the tokens of each sentence begin."""
    readings = _readings([each.said.text for each in spoken], language)
    return [
        _along(each, reading, rate_hz, sample_rate_hz)
        if reading.pcm and each.pcm
        else _by_length(each)
        for each, (rate_hz, reading) in zip(spoken, readings, strict=True)
    ]


def _readings(texts: list[str], language: str) -> list[tuple[int, Utterance]]:
    """Return espeak-ng's own readings, empty where it does not know the language."""
    unread = [(1, Utterance(b"", ()))] * len(texts)
    if tag_for(language) is None:
        return unread
    try:
        rate_hz, utterances = synthesise(texts, choose("auto", language)[0].settings)
    except ProviderError:
        return unread
    return [(rate_hz, utterance) for utterance in utterances]


def _along(each: Sounding, reading: Utterance, rate_hz: int, sample_rate_hz: int) -> list[float]:
    import numpy as np

    read, heard = _samples(reading.pcm), _samples(each.pcm)
    longest_s = max(len(read) / rate_hz, len(heard) / sample_rate_hz)
    frame_s = max(FRAME_S, longest_s / MOST_FRAMES)
    theirs, ours = _path(_shape(read, rate_hz, frame_s), _shape(heard, sample_rate_hz, frame_s))
    begins = starts(each.said, each.tokens, reading.words, len(read))
    at = np.interp(np.array(begins) / rate_hz / frame_s, theirs, ours)
    return [float(frame) * frame_s * sample_rate_hz for frame in at]


def _by_length(each: Sounding) -> list[float]:
    """Divide what sounds among the tokens by their length."""
    import numpy as np

    level = np.abs(_samples(each.pcm))
    loud = np.flatnonzero(level > QUIET * level.max(initial=0.0))
    first, last = (int(loud[0]), int(loud[-1])) if len(loud) else (0, len(level))
    return filled(each.tokens, {0: float(first)}, float(last))


def _samples(pcm: bytes) -> "Floats":
    import numpy as np

    return np.frombuffer(pcm, "<i2").astype(np.float64) / 32768


def _shape(sound: "Floats", sample_rate_hz: int, frame_s: float) -> "Floats":
    """Return the energy of each frame: how it lies in the bands, and how that changes.

    Taken against its own mean and spread, so that neither voice nor loudness nor room matters.
    """
    import numpy as np

    width, step = int(WINDOW_S * sample_rate_hz), round(frame_s * sample_rate_hz)
    padded = np.pad(sound, (width // 2, width))
    frames = np.lib.stride_tricks.sliding_window_view(padded, width)[::step] * np.hanning(width)
    size = 1 << (width - 1).bit_length()
    power = np.abs(np.fft.rfft(frames, size)) ** 2 @ _bands(size, sample_rate_hz).T
    level_db = 10 * np.log10(power + 1e-12)
    level_db = np.maximum(level_db, np.percentile(level_db.max(axis=1), 99) - DEPTH_DB)
    turns = np.outer(np.arange(BANDS) + 0.5, np.arange(SHAPES)) * np.pi / BANDS
    shape = level_db @ np.cos(turns)
    loud = shape[:, 0] >= np.percentile(shape[:, 0], 20)
    shape = (shape - shape[loud].mean(axis=0)) / (shape[loud].std(axis=0) + 1e-9)
    change = np.zeros_like(shape)
    change[2:-2] = shape[4:] - shape[:-4]
    return np.hstack([shape, change / (change.std(axis=0) + 1e-9)])


def _bands(size: int, sample_rate_hz: int) -> "Floats":
    """Return triangles over the bins of a spectrum, as far apart as an ear hears them (mel)."""
    import numpy as np

    low, high = 2595 * np.log10(1 + np.array([LOWEST_HZ, HIGHEST_HZ]) / 700)
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(size, 1 / sample_rate_hz)
    below, peak, above = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (bins - below) / (peak - below), (above - bins) / (above - peak)
    return np.clip(np.minimum(rising, falling), 0, None)


def _path(read: "Floats", heard: "Floats") -> "tuple[Floats, Floats]":
    """Return which frame of ``heard`` each of ``read`` goes with, by the cheapest way along both.

    All cells of an antidiagonal are worked out together: each depends on the two before it.
    """
    import numpy as np

    rows, columns = len(read), len(heard)
    misfit = (read**2).sum(axis=1)[:, None] + (heard**2).sum(axis=1)[None, :] - 2 * read @ heard.T
    misfit = np.sqrt(np.maximum(misfit, 0)).astype(np.float32)
    cost = np.full((rows + 1, columns + 1), np.inf, np.float32)
    cost[0, 0] = 0
    came = np.zeros((rows + 1, columns + 1), np.int8)
    for both in range(2, rows + columns + 1):
        i = np.arange(max(1, both - columns), min(rows, both - 1) + 1)
        j = both - i
        here = misfit[i - 1, j - 1]
        ways = (cost[i - 1, j - 1] + ASIDE * here, cost[i - 1, j] + here, cost[i, j - 1] + here)
        choices = np.stack(ways)
        came[i, j] = choices.argmin(axis=0)
        cost[i, j] = choices.min(axis=0)
    return _walked(came)


def _walked(came: "NDArray[int8]") -> "tuple[Floats, Floats]":
    """Follow the way back; of each row, the middle of the columns it goes with."""
    import numpy as np

    i, j = came.shape[0] - 1, came.shape[1] - 1
    columns: dict[int, list[int]] = {}
    while i > 0 and j > 0:
        columns.setdefault(i - 1, []).append(j - 1)
        step = came[i, j]
        i, j = i - (step != THEIRS), j - (step != OURS)
    rows = sorted(columns)
    middles = [float(np.median(columns[row])) for row in rows]
    return np.array(rows, dtype=np.float64), np.array(middles)
