"""Loudness measured by EBU R128, and the levels that bring a short to its target.

The chain is run over sound alone, down to the encoded AAC, until what comes out is right; the one
pass with the picture then runs the same chain with the same levels.
"""

import logging
import math
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from include.domain import Finding, Severity
from include.domain.edit import Edit
from include.rendering.command import encoded_sound, heard
from include.rendering.errors import Unrenderable
from include.rendering.ffmpeg import messages
from include.rendering.sound import Levels, mixed, music_input, narration_input

log = logging.getLogger(__name__)

SILENT_LUFS = -69.0
"""EBU R128 gates at -70 LUFS: below it nothing is heard."""
CLOSE_ENOUGH_LU = 0.1
TRIES = 6
MARGIN_DB = 1.0
"""How far the limiter stays below the peak allowed: AAC overshoots by about so much."""
LOWEST_CEILING_DB = -8.0
TRIAL = "trial.m4a"


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness in LUFS and true peak in dBTP."""

    integrated_lufs: float
    true_peak_dbtp: float

    @property
    def is_silent(self) -> bool:
        """Whether nothing can be heard."""
        return self.integrated_lufs <= SILENT_LUFS


def of_file(path: Path, *, folder: Path, seconds: float | None = None) -> Loudness:
    """Measure a file's sound, its first ``seconds`` if given."""
    return read(messages(heard(path, seconds=seconds), folder=folder))


def read(said: str) -> Loudness:
    """Read the summary that ffmpeg's ``ebur128`` filter wrote.

    Raises:
        ValueError: There is no summary in it.
    """
    summary = said.rpartition("Summary:")[2]
    integrated = re.search(r"I:\s+(-?[\d.]+|-?inf|nan) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+|-?inf|nan) dBFS", summary)
    if not integrated or not peak:
        raise ValueError("ffmpeg wrote no loudness summary. Check that it has the ebur128 filter.")
    return Loudness(_number(integrated[1]), _number(peak[1]))


def settled(
    edit: Edit, *, narration: Path, music: Path | None, folder: Path
) -> tuple[Levels, bool, tuple[Finding, ...]]:
    """Find the levels at which the short has its loudness; also whether its music can be heard.

    Raises:
        Unrenderable: The narration is silent, or no level reaches the target.
    """
    mix = edit.sound.mix
    voice = of_file(narration, folder=folder)
    if voice.is_silent:
        raise Unrenderable(
            f"The narration of {edit.facts.title!r} is silent ({voice.integrated_lufs:.1f} LUFS). "
            "Narrate the script again, or choose another voice."
        )
    bed = of_file(music, folder=folder, seconds=edit.duration_s) if music else None
    findings = (_silent_music(),) if bed and bed.is_silent else ()
    if bed and bed.is_silent:
        music, bed = None, None
    levels = Levels(
        narration_db=mix.narration_lufs - voice.integrated_lufs,
        music_db=mix.narration_lufs - mix.music_below_lu - bed.integrated_lufs if bed else 0.0,
        master_db=mix.loudness_lufs - mix.narration_lufs,
        ceiling_db=mix.true_peak_dbtp - MARGIN_DB,
    )
    levels = _approached(edit, levels, narration=narration, music=music, folder=folder)
    return levels, music is not None, findings


def _approached(
    edit: Edit, levels: Levels, *, narration: Path, music: Path | None, folder: Path
) -> Levels:
    """Try the chain, correct, try again, until loudness and peak are right."""
    mix = edit.sound.mix
    tried: list[tuple[Levels, Loudness]] = []
    for _ in range(TRIES):
        trial = _trial(edit, levels, narration=narration, music=music, folder=folder)
        tried.append((levels, trial))
        low_lu = mix.loudness_lufs - trial.integrated_lufs
        over_db = trial.true_peak_dbtp - (mix.true_peak_dbtp - 0.1)
        log.debug("Tried %s: %s", levels, trial)
        if abs(low_lu) <= CLOSE_ENOUGH_LU and over_db <= 0:
            return levels
        levels = replace(
            levels,
            master_db=levels.master_db + _step(tried, low_lu),
            ceiling_db=max(LOWEST_CEILING_DB, levels.ceiling_db - max(0.0, over_db)),
        )
    return _best(tried, edit)


def _step(tried: list[tuple[Levels, Loudness]], low_lu: float) -> float:
    """Gain to add: more than what lacks when the limiter has been eating some of it."""
    if len(tried) > 1:
        (before, heard_before), (now, heard_now) = tried[-2:]
        given = now.master_db - before.master_db
        got = heard_now.integrated_lufs - heard_before.integrated_lufs
        if given and 0.05 < got / given < 1:  # noqa: PLR2004 - flatter than that tells nothing
            low_lu *= given / got
    return max(-20.0, min(20.0, low_lu))


def _best(tried: list[tuple[Levels, Loudness]], edit: Edit) -> Levels:
    """The nearest try within the contract.

    Raises:
        Unrenderable: There is none.
    """
    mix = edit.sound.mix
    kept = [(lv, ld) for lv, ld in tried if ld.true_peak_dbtp <= mix.true_peak_dbtp]
    if kept:
        levels, found = min(kept, key=lambda t: abs(t[1].integrated_lufs - mix.loudness_lufs))
        if abs(found.integrated_lufs - mix.loudness_lufs) <= 0.4:  # noqa: PLR2004 - contract: 0.5
            return levels
    raise Unrenderable(
        f"The sound of {edit.facts.title!r} does not reach {mix.loudness_lufs} LUFS below "
        f"{mix.true_peak_dbtp} dBTP ({tried[-1][1].integrated_lufs:.1f} LUFS, "
        f"{tried[-1][1].true_peak_dbtp:.1f} dBTP after {len(tried)} tries). "
        "Check the narration: it may be clicks or a few loud moments in silence."
    )


def _trial(
    edit: Edit, levels: Levels, *, narration: Path, music: Path | None, folder: Path
) -> Loudness:
    sound: Any = mixed(
        narration_input(narration), music_input(music) if music else None, edit, levels
    )
    messages(encoded_sound(sound, TRIAL), folder=folder)
    try:
        return of_file(folder / TRIAL, folder=folder)
    finally:
        (folder / TRIAL).unlink(missing_ok=True)


def _silent_music() -> Finding:
    return Finding(
        code="silent_music",
        severity=Severity.WARNING,
        message="The music is silent; the short has none.",
        remedy="Choose another mood or music provider.",
    )


def _number(text: str) -> float:
    value = float(text)
    return -100.0 if math.isnan(value) or math.isinf(value) else value
