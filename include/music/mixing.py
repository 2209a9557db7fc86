"""From a score to sound: parts, room, tone, level and fades."""

from typing import TYPE_CHECKING

from include.music.instruments import RATE_HZ, bass, brush, pad, pluck

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy import float64
    from numpy.typing import NDArray

    from include.music.moods import Levels
    from include.music.score import Chord, Note, Score

    Samples = NDArray[float64]

SAMPLE_RATE_HZ = 2 * RATE_HZ
ROOM_S = 2.4
ROOM_DECAY_S = 0.55
ROOM_LEVEL = 0.5
ROOM_SEED = 1
"""One room for every bed."""
FADE_S = 1.5
LEVEL_RMS = 0.08
"""About -22 dBFS: a bed is quiet already, before the render ducks it."""
PEAK = 0.6
SWAY_HZ = 0.06


def mix(score: "Score", levels: "Levels", *, low_pass_hz: float, duration_s: float) -> "Samples":
    """Return the bed in stereo (2, n) at ``SAMPLE_RATE_HZ``, exactly ``duration_s`` long."""
    import numpy as np

    count = round(duration_s * RATE_HZ)
    dry = np.zeros((2, count + int(ROOM_S * RATE_HZ)))
    _lay_chords(dry, score.chords)
    dry *= _sway(dry.shape[1])
    for notes, level_db, sound in (
        (score.plucks, levels.pluck, pluck),
        (score.basses, levels.bass, bass),
        (score.pulse, levels.pulse, lambda _: brush(ROOM_SEED)),
    ):
        if level_db is not None:
            _lay_notes(dry, notes, 10 ** (level_db / 20), sound)
    wet = _roomed(dry, low_pass_hz)[:, : round(duration_s * SAMPLE_RATE_HZ)]
    return _faded(_levelled(wet))


def _lay_chords(dry: "Samples", chords: "Iterable[Chord]") -> None:
    rendered: dict[tuple[int, ...], Samples] = {}
    for chord in chords:
        if chord.pitches not in rendered:
            rendered[chord.pitches] = pad(chord.pitches, chord.duration_s)
        _add(dry, rendered[chord.pitches], chord.start_s)


def _lay_notes(
    dry: "Samples", notes: "Iterable[Note]", level: float, sound: "Callable[[int], Samples]"
) -> None:
    import numpy as np

    rendered: dict[int, Samples] = {}
    for note in notes:
        if note.pitch not in rendered:
            rendered[note.pitch] = sound(note.pitch)
        angle = (note.pan + 1.0) * np.pi / 4
        sides = np.array([[np.cos(angle)], [np.sin(angle)]]) * level * note.velocity
        _add(dry, sides * rendered[note.pitch], note.start_s)


def _add(dry: "Samples", sound: "Samples", start_s: float) -> None:
    first = int(start_s * RATE_HZ)
    room = max(0, dry.shape[1] - first)
    dry[:, first : first + sound.shape[1]] += sound[:, :room]


def _sway(count: int) -> "Samples":
    """Slow movement: the pad breathes by about 1.5 dB and drifts between left and right."""
    import numpy as np

    phase = 2 * np.pi * SWAY_HZ * np.arange(count) / RATE_HZ
    return np.stack([1 + 0.16 * np.sin(phase), 1 + 0.16 * np.sin(phase + 1.2)])


def _roomed(dry: "Samples", low_pass_hz: float) -> "Samples":
    """Add reverberation, shape the tone and double the sample rate, all in the spectrum."""
    import numpy as np

    size = _fast_size(dry.shape[1] + int(ROOM_S * RATE_HZ))
    spectrum = np.fft.rfft(dry, size)
    tail = np.fft.rfft(_room(), size)
    tone = _tone(np.linspace(0.0, RATE_HZ / 2, spectrum.shape[1]), low_pass_hz)
    spectrum = spectrum * tone * (1.0 + ROOM_LEVEL * tail)
    spectrum[:, -1] = 0.0
    doubled = np.fft.irfft(spectrum, 2 * size)
    return np.asarray(2.0 * doubled[:, : 2 * dry.shape[1]])


def _room() -> "Samples":
    """Impulse response of the room: decaying noise, different left and right."""
    import numpy as np

    time = np.arange(int(ROOM_S * RATE_HZ)) / RATE_HZ
    noise = np.random.default_rng(ROOM_SEED).standard_normal((2, len(time)))
    shaped = noise * np.exp(-time / ROOM_DECAY_S) * np.clip(time / 0.02, 0.0, 1.0)
    return np.asarray(shaped / np.sqrt((shaped**2).sum(axis=1, keepdims=True)))


def _tone(frequencies_hz: "Samples", low_pass_hz: float) -> "Samples":
    """Gain by frequency: no rumble, no treble, and a hollow where a voice has its consonants."""
    import numpy as np

    f = np.maximum(frequencies_hz, 1.0)
    low_cut = 1.0 / np.sqrt(1.0 + (45.0 / f) ** 4)
    high_cut = 1.0 / (1.0 + (f / low_pass_hz) ** 4)
    hollow_db = -5.0 * np.exp(-0.5 * (np.log2(f / 1400.0) / 0.8) ** 2)
    return np.asarray(low_cut * high_cut * 10.0 ** (hollow_db / 20.0))


def _fast_size(count: int) -> int:
    """Return the next size that is quick to transform: 2, 3 or 5 times a power of two."""
    power = 1 << (count - 1).bit_length()
    return min(size for size in (power * 5 // 8, power * 3 // 4, power) if size >= count)


def _levelled(sound: "Samples") -> "Samples":
    """Even out slow changes of loudness, then bring the whole to its level."""
    import numpy as np

    block = SAMPLE_RATE_HZ // 4
    blocks = max(1, sound.shape[1] // block)
    power = (sound[:, : blocks * block] ** 2).reshape(2, blocks, -1).mean(axis=(0, 2))
    smooth = np.convolve(np.pad(power, 8, mode="edge"), np.hanning(17) / 8.0, mode="valid")
    envelope = np.sqrt(smooth[:blocks]) + 1e-9
    gain = (envelope.mean() / envelope) ** 0.7
    centres = (np.arange(blocks) + 0.5) * block
    evened = sound * np.interp(np.arange(sound.shape[1]), centres, gain)
    evened *= LEVEL_RMS / (np.sqrt((evened**2).mean()) + 1e-9)
    return np.asarray(PEAK * np.tanh(evened / PEAK))


def _faded(sound: "Samples") -> "Samples":
    """Fade in and out; a very short bed gets shorter fades."""
    import numpy as np

    width = min(int(FADE_S * SAMPLE_RATE_HZ), sound.shape[1] // 2)
    ramp = np.sin(0.5 * np.pi * np.arange(width) / max(1, width)) ** 2
    sound[:, :width] *= ramp
    sound[:, sound.shape[1] - width :] *= ramp[::-1]
    return sound
