"""Loudness and true peak by ITU-R BS.1770-5, written from the recommendation, without ffmpeg."""

import numpy as np

SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (-1.69065929318241, 0.73248077421585),
)
HIGHPASS = ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621))
"""Coefficients at 48 kHz: tables 1 and 2 of the recommendation."""


def loudness_lufs(sound, rate_hz: int) -> float:
    """Integrated, gated loudness of channels by samples."""
    assert rate_hz == 48_000
    block, step = round(0.4 * rate_hz), round(0.1 * rate_hz)
    power = np.pad(_weighted(sound) ** 2, ((0, 0), (0, block))).sum(axis=0)
    sums = np.concatenate([[0.0], np.cumsum(power)])
    starts = np.arange(0, len(power) - block + 1, step)
    blocks = (sums[starts + block] - sums[starts]) / block
    loud = blocks[_lufs(blocks) > -70]
    return float(_lufs(loud[_lufs(loud) > _lufs(loud.mean()) - 10].mean()))


def true_peak_dbtp(sound, *, times: int = 8) -> float:
    """Highest value between the samples too."""
    count = sound.shape[1]
    between = np.fft.irfft(np.fft.rfft(sound), count * times) * times
    return float(20 * np.log10(abs(between).max()))


def _lufs(power):
    return -0.691 + 10 * np.log10(power + 1e-12)


def _weighted(sound):
    """Filtered in the frequency domain, with room for the filters to ring out."""
    size = sound.shape[1] + 48_000
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    response = np.ones(len(z), dtype=complex)
    for (b0, b1, b2), (a1, a2) in (SHELF, HIGHPASS):
        response *= (b0 + b1 * z + b2 * z**2) / (1 + a1 * z + a2 * z**2)
    return np.fft.irfft(np.fft.rfft(sound, size) * response, size)[:, : sound.shape[1]]
