"""Composing a bed: which notes sound when. Pitches are MIDI numbers, 60 is middle C."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from include.music.moods import Mood, Theory

BEATS = 4
STEPS = 16
PAD_CENTRE = 56
PLUCK_LOWEST = 62
BASS_LOWEST = 36
DIMINISHED_FIFTH = 6
PHRASE_BARS = 4
"""After so many bars the pluck rests for half a bar, and may change its pattern."""


@dataclass(frozen=True)
class Chord:
    """Held notes and their bass."""

    start_s: float
    duration_s: float
    pitches: tuple[int, ...]
    bass: int


@dataclass(frozen=True)
class Note:
    """A struck note; ``velocity`` 0 to 1, ``pan`` -1 (left) to 1."""

    start_s: float
    pitch: int
    velocity: float
    pan: float


@dataclass(frozen=True)
class Score:
    """A whole bed; ``pulse`` holds the strokes of the brush, its pitches mean nothing."""

    chords: tuple[Chord, ...]
    plucks: tuple[Note, ...]
    basses: tuple[Note, ...]
    pulse: tuple[Note, ...]


def compose(mood: Mood, theory: Theory, chance: Random, *, duration_s: float) -> Score:
    """Compose enough bars to fill ``duration_s``; all choices are ``chance``'s."""
    beat_s = 60.0 / chance.uniform(*mood.tempo_bpm)
    bar_s = BEATS * beat_s
    harmony = _harmony(mood, theory, chance)
    count = int(duration_s / (bar_s * mood.bars)) + 1
    chords = [
        Chord(index * bar_s * mood.bars, bar_s * mood.bars, *harmony[index % len(harmony)])
        for index in range(count)
    ]
    bars = [(i * bar_s, chords[i // mood.bars]) for i in range(count * mood.bars)]
    return Score(
        chords=tuple(chords),
        plucks=tuple(_plucks(bars, beat_s, mood, theory, chance)),
        basses=tuple(_basses(bars, beat_s, chance)),
        pulse=tuple(_pulse(bars, beat_s, chance)),
    )


def _harmony(mood: Mood, theory: Theory, chance: Random) -> list[tuple[tuple[int, ...], int]]:
    """Chords of one round: each as close to the one before as its inversions allow."""
    key = chance.randint(*mood.key)
    mode = theory.modes[chance.choice(mood.modes)]
    harmony: list[tuple[tuple[int, ...], int]] = []
    centre = float(PAD_CENTRE)
    for degree in chance.choice(mood.roots):
        tones = _tones(degree, mode, theory.colours[chance.choice(mood.colours)])
        pitches = _apart(sorted(_near(key + tone, centre) for tone in tones))
        harmony.append((pitches, BASS_LOWEST + (key + tones[0] - BASS_LOWEST) % 12))
        centre = (sum(pitches) / len(pitches) + PAD_CENTRE) / 2
    return harmony


def _tones(degree: int, mode: tuple[int, ...], colour: tuple[int, ...]) -> list[int]:
    """Semitones of a chord; a diminished one gives way to the chord a third below it.

    A tone one semitone above the root is left out: it bites.
    """
    if (mode[(degree + 4) % 7] - mode[degree]) % 12 == DIMINISHED_FIFTH:
        degree = (degree + 5) % 7
    tones = [mode[(degree + step) % 7] for step in colour]
    return [tone for tone in tones if (tone - tones[0]) % 12 != 1]


def _apart(pitches: list[int]) -> tuple[int, ...]:
    """Raise by an octave what lies a semitone below its neighbour."""
    raised = [
        pitch + 12 if above - pitch == 1 else pitch
        for pitch, above in pairwise([*pitches, pitches[-1] + 12])
    ]
    return tuple(sorted(raised))


def _near(tone: int, centre: float) -> int:
    """Move a tone by octaves to within half an octave of ``centre``."""
    return tone + 12 * round((centre - tone) / 12)


def _plucks(
    bars: list[tuple[float, Chord]],
    beat_s: float,
    mood: Mood,
    theory: Theory,
    chance: Random,
) -> Iterator[Note]:
    step_s = beat_s * BEATS / STEPS
    lift = chance.choice((0, 0, 12))
    names = chance.sample(mood.patterns, k=min(2, len(mood.patterns)))
    for number, (start_s, chord) in enumerate(bars):
        tones = _ladder(chord, PLUCK_LOWEST + lift // 2)
        phrase, place = divmod(number, PHRASE_BARS)
        pattern = theory.patterns[names[phrase % len(names)]]
        steps = STEPS if place < PHRASE_BARS - 1 else STEPS // 2
        for step, sign in enumerate(pattern[:steps]):
            if sign == "." or chance.random() < 0.08:  # noqa: PLR2004 - one note in twelve is left out
                continue
            accent = 1.0 if step % 8 == 0 else 0.8
            yield Note(
                start_s=start_s + step * step_s + chance.uniform(0.0, 0.012),
                pitch=tones[int(sign)],
                velocity=accent * chance.uniform(0.75, 1.0),
                pan=0.5 * (-1) ** step * chance.uniform(0.3, 1.0),
            )


def _ladder(chord: Chord, lowest: int) -> list[int]:
    """Four tones of the chord, upwards from ``lowest``."""
    classes = {pitch % 12 for pitch in chord.pitches}
    return [pitch for pitch in range(lowest, lowest + 25) if pitch % 12 in classes][:4]


def _basses(bars: list[tuple[float, Chord]], beat_s: float, chance: Random) -> Iterator[Note]:
    """The root on one, and in some bars again on three."""
    second = chance.random()
    for start_s, chord in bars:
        yield Note(start_s, chord.bass, 1.0, 0.0)
        if chance.random() < second:
            yield Note(start_s + 2 * beat_s, chord.bass, 0.7, 0.0)


def _pulse(bars: list[tuple[float, Chord]], beat_s: float, chance: Random) -> Iterator[Note]:
    """Eighths of a brush, the off-beats softer."""
    for start_s, _ in bars:
        for eighth in range(2 * BEATS):
            velocity = (0.9 if eighth % 4 == 2 else 0.45) * chance.uniform(0.8, 1.0)  # noqa: PLR2004
            yield Note(start_s + eighth * beat_s / 2, 0, velocity, 0.15)
