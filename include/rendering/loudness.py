"""Loudness measured by EBU R128, and the levels that bring a short to its target.

The mix is measured first, which costs little, and gives the gain. Then the whole chain is run, down
to the encoded AAC, until what comes out is right, mostly at once; that file is the short's sound.
"""

import logging
import math
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from include.domain import Finding, Severity
from include.domain.edit import Edit
from include.rendering.command import SHORTEST_S, encoded_sound, heard
from include.rendering.errors import Unrenderable
from include.rendering.ffmpeg import messages
from include.rendering.footage import Sounds
from include.rendering.sound import Levels, mastered, mixed, spoken

log = logging.getLogger(__name__)

SILENT_LUFS = -69.0
"""EBU R128 gates at -70 LUFS: below it nothing is heard."""
CLOSE_ENOUGH_LU = 0.1
TRIES = 6
MARGIN_DB = 1.0
"""How far the limiter stays below the peak allowed: AAC overshoots by about so much."""
LOWEST_CEILING_DB = -8.0
MOST_CLIP_GAIN_DB = 12.0
"""A clip that is quieter still is noise, and stays so."""

Findings = tuple[Finding, ...]


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness in LUFS and true peak in dBTP."""

    integrated_lufs: float
    true_peak_dbtp: float

    @property
    def is_silent(self) -> bool:
        """Whether nothing can be heard."""
        return self.integrated_lufs <= SILENT_LUFS


@dataclass(frozen=True)
class Soundtrack:
    """The short's sound as a file, what was measured on it and noticed, and the levels found."""

    path: Path
    loudness: Loudness
    findings: Findings = ()
    levels: Levels = field(default_factory=Levels)


@dataclass(frozen=True)
class Trial:
    """A file made with certain levels, and how loud it came out."""

    levels: Levels
    loudness: Loudness
    path: Path


def of_file(
    path: Path,
    *,
    folder: Path,
    seconds: float | None = None,
    peak: Literal["true", "sample"] = "true",
) -> Loudness:
    """Measure a file's sound, its first ``seconds`` if given; a "sample" peak costs less."""
    return read(messages(heard(path, seconds=seconds, peak=peak), folder=folder))


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


def audible(edit: Edit, sounds: Sounds, *, folder: Path) -> None:
    """Look whether the narration can be heard, before anything is made of it.

    Raises:
        Unrenderable: It is silent.
    """
    _heard(edit, of_file(sounds.narration, folder=folder, peak="sample"))


def settled(edit: Edit, sounds: Sounds, *, folder: Path) -> Soundtrack:
    """Make the short's sound, at the loudness of its mix.

    Raises:
        Unrenderable: The narration is silent, or no level reaches the target.
    """
    mix = edit.sound.mix
    raw = of_file(sounds.narration, folder=folder, peak="sample")
    sounds, under, findings = _audible(edit, sounds, folder)
    levels = replace(under, narration_db=mix.narration_lufs - _heard(edit, raw))
    voice = _weighed(spoken(edit, sounds, levels), folder)
    levels = replace(levels, voice_db=mix.narration_lufs - _heard(edit, voice))
    whole = _weighed(mixed(edit, sounds, levels), folder)
    levels = replace(
        levels,
        master_db=mix.loudness_lufs - whole.integrated_lufs,
        ceiling_db=mix.true_peak_dbtp - MARGIN_DB,
    )
    trial = _approached(edit, sounds, levels, folder)
    return Soundtrack(trial.path, trial.loudness, findings, trial.levels)


def _heard(edit: Edit, narration: Loudness) -> float:
    """How loud the narration is, in LUFS.

    Raises:
        Unrenderable: It is silent.
    """
    if narration.is_silent:
        raise Unrenderable(
            f"The narration of {edit.facts.title!r} is silent ({narration.integrated_lufs:.1f} "
            "LUFS). Narrate the script again, or choose another voice."
        )
    return narration.integrated_lufs


def _audible(edit: Edit, sounds: Sounds, folder: Path) -> tuple[Sounds, Levels, Findings]:
    """What can be heard under the narration, and the gains that bring it to its place."""
    mix = edit.sound.mix
    levels = Levels()
    findings: Findings = ()
    if sounds.music:
        bed = of_file(sounds.music.path, folder=folder, seconds=edit.duration_s, peak="sample")
        level_db = mix.narration_lufs - mix.music_below_lu - bed.integrated_lufs
        levels = replace(levels, music_db=level_db)
        if bed.is_silent:
            sounds, findings = replace(sounds, music=None), (_silent_music(),)
    heard = {
        index: of_file(clip.path, folder=folder, seconds=edit.duration_s, peak="sample")
        for index, clip in sounds.clips.items()
    }
    top_lufs = mix.narration_lufs - mix.clips_below_lu
    gains_db = {
        index: min(MOST_CLIP_GAIN_DB, top_lufs - clip.integrated_lufs)
        for index, clip in heard.items()
        if not clip.is_silent
    }
    audible = {index: clip for index, clip in sounds.clips.items() if index in gains_db}
    return replace(sounds, clips=audible), replace(levels, clips_db=gains_db), findings


def _approached(edit: Edit, sounds: Sounds, levels: Levels, folder: Path) -> Trial:
    """Try the chain, correct, try again, until loudness and peak are right."""
    mix = edit.sound.mix
    tried: list[Trial] = []
    for number in range(TRIES):
        trial = _trial(edit, sounds, levels, folder / f"sound-{number}.m4a")
        tried.append(trial)
        low_lu = mix.loudness_lufs - trial.loudness.integrated_lufs
        over_db = trial.loudness.true_peak_dbtp - (mix.true_peak_dbtp - 0.1)
        log.debug("Tried %s", trial)
        if abs(low_lu) <= CLOSE_ENOUGH_LU and over_db <= 0:
            return trial
        levels = replace(
            levels,
            master_db=levels.master_db + _step(tried, low_lu),
            ceiling_db=max(LOWEST_CEILING_DB, levels.ceiling_db - max(0.0, over_db)),
        )
    return _best(tried, edit)


def _step(tried: list[Trial], low_lu: float) -> float:
    """Gain to add: more than what lacks when the limiter has been eating some of it."""
    if len(tried) > 1:
        before, now = tried[-2:]
        given = now.levels.master_db - before.levels.master_db
        got = now.loudness.integrated_lufs - before.loudness.integrated_lufs
        if given and 0.05 < got / given < 1:  # noqa: PLR2004 - flatter than that tells nothing
            low_lu *= given / got
    return max(-20.0, min(20.0, low_lu))


def _best(tried: list[Trial], edit: Edit) -> Trial:
    """The nearest try within the contract.

    Raises:
        Unrenderable: There is none.
    """
    mix = edit.sound.mix
    kept = [trial for trial in tried if trial.loudness.true_peak_dbtp <= mix.true_peak_dbtp]
    if kept:
        best = min(kept, key=lambda t: abs(t.loudness.integrated_lufs - mix.loudness_lufs))
        off_lu = abs(best.loudness.integrated_lufs - mix.loudness_lufs)
        if off_lu <= 0.4:  # noqa: PLR2004 - contract: 0.5
            return best
    last = tried[-1].loudness
    raise Unrenderable(
        f"The sound of {edit.facts.title!r} does not reach {mix.loudness_lufs} LUFS below "
        f"{mix.true_peak_dbtp} dBTP ({last.integrated_lufs:.1f} LUFS, "
        f"{last.true_peak_dbtp:.1f} dBTP after {len(tried)} tries). "
        "Check the narration: it may be clicks or a few loud moments in silence."
    )


def _trial(edit: Edit, sounds: Sounds, levels: Levels, path: Path) -> Trial:
    sound = mastered(mixed(edit, sounds, levels), edit, levels)
    messages(encoded_sound(sound, path.name), folder=path.parent)
    return Trial(levels, of_file(path, folder=path.parent), path)


def _weighed(sound: Any, folder: Path) -> Loudness:
    """Measure a sound without making a file of it; its peak is of no matter."""
    import ffmpeg

    measured = sound.filter("apad", whole_dur=SHORTEST_S)
    measured = measured.filter("ebur128", peak="sample", framelog="quiet")
    args = ffmpeg.get_args(ffmpeg.output(measured, "-", format="null"))
    return read(messages(args, folder=folder))


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
