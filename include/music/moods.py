"""The moods a bed can have, read from ``include/resources/moods.yaml``."""

from functools import cache
from random import Random

from include.domain.base import Model
from include.providers.errors import Fatal
from include.resources import data


class Levels(Model):
    """Level of each part in dB relative to the pad; ``None`` leaves it out."""

    pluck: float | None
    bass: float | None
    pulse: float | None


class Mood(Model):
    """What a bed of this mood is composed from; pairs are ranges.

    ``key`` is in semitones from C; ``roots`` are chord progressions in degrees of the mode.
    """

    tempo_bpm: tuple[int, int]
    bars: int
    key: tuple[int, int]
    modes: tuple[str, ...]
    roots: tuple[tuple[int, ...], ...]
    colours: tuple[str, ...]
    patterns: tuple[str, ...]
    levels_db: Levels
    low_pass_hz: int


class Theory(Model):
    """All of ``moods.yaml``."""

    modes: dict[str, tuple[int, ...]]
    colours: dict[str, tuple[int, ...]]
    patterns: dict[str, str]
    moods: dict[str, Mood]


@cache
def theory() -> Theory:
    """Return the shipped modes, colours, patterns and moods."""
    return Theory.model_validate(data("moods.yaml"))


def mood(name: str, chance: Random) -> Mood:
    """Return the mood of that name; "auto" leaves the choice to ``chance``.

    Raises:
        Fatal: There is no such mood; the message names those that exist.
    """
    known = theory().moods
    if name == "auto":
        return known[chance.choice(sorted(known))]
    if name not in known:
        raise Fatal(f'Mood {name!r} does not exist. Choose "auto" or one of: {", ".join(known)}.')
    return known[name]
