"""The bed's instruments: each returns the samples of one sound, at ``RATE_HZ``, about 0 dB.

Everything is rendered at half the file's rate: nothing here lives above 8 kHz.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Samples = NDArray[float64]

RATE_HZ = 24_000
PAD_FADE_S = 1.1
DETUNE_CENTS = (-4.0, 3.5)
"""Left and right are tuned apart: the slow beating is what makes a pad sound wide and warm."""
SIDE_LEVEL = 0.4
"""Below the centre, so that on one loudspeaker the beating stays a shimmer."""
PAD_PARTIALS = ((1, 1.0), (2, 0.22), (3, 0.07))


def frequency_hz(pitch: float) -> float:
    """Frequency of a MIDI pitch, A4 = 440 Hz."""
    return float(440.0 * 2.0 ** ((pitch - 69.0) / 12.0))


def pad(pitches: tuple[int, ...], duration_s: float) -> "Samples":
    """Held chord in stereo (2, n), swelling in and out over ``PAD_FADE_S`` beyond its duration."""
    import numpy as np

    count = int((duration_s + PAD_FADE_S) * RATE_HZ)
    time = np.arange(count) / RATE_HZ
    centre, sides = np.zeros(count), np.zeros((2, count))
    for pitch in pitches:
        for partial, level in PAD_PARTIALS:
            turn = 2 * np.pi * frequency_hz(pitch) * partial * time + pitch * partial
            centre += level * np.sin(turn)
            if partial == 1:
                for side, cents in enumerate(DETUNE_CENTS):
                    sides[side] += level * np.sin(turn * 2 ** (cents / 1200))
    sound = (centre + SIDE_LEVEL * sides) / len(pitches)
    width = int(PAD_FADE_S * RATE_HZ)
    swell = np.sin(0.5 * np.pi * np.arange(width) / width)
    sound[:, :width] *= swell
    sound[:, -width:] *= swell[::-1]
    return np.asarray(sound)


def pluck(pitch: int) -> "Samples":
    """A soft mallet or thumb piano: overtones die first."""
    import numpy as np

    time = np.arange(int(1.6 * RATE_HZ)) / RATE_HZ
    base = 2 * np.pi * frequency_hz(pitch) * time
    sound = sum(
        level * np.sin(partial * base) * np.exp(-time / decay_s)
        for partial, level, decay_s in ((1, 1.0, 0.45), (2, 0.25, 0.22), (3.98, 0.08, 0.08))
    )
    return np.asarray(sound * _attack(time, 0.008) * _release(time))


def bass(pitch: int) -> "Samples":
    """Low, round, with enough of an octave to be heard on a telephone."""
    import numpy as np

    time = np.arange(int(2.2 * RATE_HZ)) / RATE_HZ
    base = 2 * np.pi * frequency_hz(pitch) * time
    sound = np.sin(base) + 0.35 * np.sin(2 * base) + 0.08 * np.sin(3 * base)
    return np.asarray(sound * np.exp(-time / 0.9) * _attack(time, 0.025) * _release(time))


def brush(seed: int) -> "Samples":
    """A stroke of a brush: a breath of noise."""
    import numpy as np

    time = np.arange(int(0.16 * RATE_HZ)) / RATE_HZ
    noise = np.random.default_rng(seed).standard_normal(len(time))
    soft = np.convolve(noise, np.hanning(9) / np.hanning(9).sum(), mode="same")
    return np.asarray(soft * np.exp(-time / 0.035) * _attack(time, 0.012) * _release(time))


def _attack(time: "Samples", attack_s: float) -> "Samples":
    import numpy as np

    return np.asarray(np.sin(0.5 * np.pi * np.clip(time / attack_s, 0.0, 1.0)) ** 2)


def _release(time: "Samples") -> "Samples":
    """Bring the end to zero, so that nothing clicks."""
    import numpy as np

    return np.asarray(np.clip((time[-1] - time) / 0.03, 0.0, 1.0))
