"""The render, beside the floor under it and a graph written by hand.

All encode the same edit of the same files with the same ffmpeg and the same settings of x264. They
take turns, and each figure is a ratio within one turn, so that a machine that gets slower does
not favour one of them.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figure, Measured
from bench.machine import load
from bench.render.contest import PEAK_MB, Contest, contest, told_of
from bench.render.footage import SOURCES, Source, made
from bench.render.material import USUAL, Shape, edit_of
from bench.render.running import Run
from include.rendering.command import encoding
from include.rendering.ffmpeg import version
from include.settings import Settings
from include.storage.media import MediaStore

WALL_OVER_FLOOR = {"medium": 1.25, "veryfast": 1.6}
WALL_OVER_HANDWRITTEN = 1.0


@dataclass(frozen=True)
class Setting:
    """What is measured; ``smaller`` divides the canvas."""

    presets: tuple[str, ...] = ("medium", "veryfast")
    rounds: int = 3
    shape: Shape = USUAL
    sources: tuple[Source, ...] = SOURCES
    smaller: int = 1


@dataclass(frozen=True)
class Turn:
    """Everyone once, one after the other."""

    ours: Run
    floor: Run
    handwritten: Run


def measure(setting: Setting | None = None) -> Measured:
    """Make the files, compose the edits, and compare."""
    setting = setting or Setting()
    bench = Settings.from_env().data / "bench"
    store = MediaStore(bench / "media")
    footage = made(bench / "footage", setting.sources)
    loads = [load()]
    with tempfile.TemporaryDirectory(prefix="render-", dir=bench) as name:
        edit = edit_of(setting.shape, footage, store, smaller=setting.smaller)
        whole = contest(edit, store, Path(name) / "whole")
        turns = _turns(whole, setting)
        loads.append(load())
        told: dict[str, Any] = {"sizes_mb": whole.sizes_mb(), "load_averages": loads}
    told |= {"edit": told_of(edit), **_walls(turns)}
    return Measured(_compared(turns, setting), {**_settings(setting), **told})


def _turns(whole: Contest, setting: Setting) -> dict[str, list[Turn]]:
    whole.ours(setting.presets[-1])
    frames = whole.compose()
    turns: dict[str, list[Turn]] = {preset: [] for preset in setting.presets}
    for number in range(setting.rounds):
        for preset in setting.presets:
            turn = Turn(
                ours=whole.ours(preset),
                floor=whole.floor(frames, preset),
                handwritten=whole.handwritten(preset),
            )
            turns[preset].append(turn)
            print(f"Round {number + 1} of {setting.rounds}, {preset}: {_told(turn)}", flush=True)
    frames.unlink()
    return turns


def _compared(turns: dict[str, list[Turn]], setting: Setting) -> dict[str, Figure]:
    """The first preset's figures have the plain names."""
    figures: dict[str, Figure] = {}
    for preset, taken in turns.items():
        end = "" if preset == setting.presets[0] else f".at_{preset}"
        figures |= {f"{name}{end}": figure for name, figure in _of_preset(preset, taken).items()}
    return figures


def _of_preset(preset: str, turns: Sequence[Turn]) -> dict[str, Figure]:
    floors = tuple(turn.ours.wall_s / turn.floor.wall_s for turn in turns)
    hands = tuple(turn.ours.wall_s / turn.handwritten.wall_s for turn in turns)
    works = tuple(turn.ours.cpu_s / turn.floor.cpu_s for turn in turns)
    peaks = tuple(turn.ours.peak_mb for turn in turns)
    at = f"preset {preset}"
    return {
        "wall_over_floor": Figure(floors, "times", WALL_OVER_FLOOR.get(preset), at),
        "wall_over_handwritten": Figure(hands, "times", WALL_OVER_HANDWRITTEN, at),
        "cpu_over_floor": Figure(works, "times", note=f"{at}; with the start of the interpreter"),
        "peak_memory_mb": Figure(peaks, "MB", PEAK_MB, f"{at}; RSS of all processes, summed"),
    }


def _settings(setting: Setting) -> dict[str, Any]:
    return {
        **asdict(setting),
        "ffmpeg": version(),
        "encoding": asdict(encoding()),
        "threads": "x264's own choice, for all",
        "floor": "composed frames from the page cache, read as raw video",
    }


def _walls(turns: dict[str, list[Turn]]) -> dict[str, Any]:
    return {
        f"{preset}_wall_s": {
            name: [round(getattr(turn, name).wall_s, 2) for turn in taken]
            for name in ("ours", "floor", "handwritten")
        }
        for preset, taken in turns.items()
    }


def _told(turn: Turn) -> str:
    walls_s = (turn.ours.wall_s, turn.floor.wall_s, turn.handwritten.wall_s)
    return "{:.1f} s, floor {:.1f}, by hand {:.1f}.".format(*walls_s)
