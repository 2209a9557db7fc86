"""The render of shorts of 15 s, 60 s and 10 minutes: memory, time and how well the tracks keep up.

They are alike but for their length: every shot lasts about 2.5 s, so the longest has 240 shots.
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
from bench.render.material import Shape, edit_of
from bench.render.running import Run
from include.rendering.command import encoding
from include.rendering.ffmpeg import version
from include.settings import Settings
from include.storage.media import MediaStore

LAG_FRAMES = 1.0
GROWTH = 1.1
"""How much longer a second of the longest short may take than one of a usual one."""
SHAPES = tuple(
    Shape(seconds=15 * times, beats=3 * times, sentences=1, clips=2) for times in (1, 4, 40)
)


@dataclass(frozen=True)
class Setting:
    """What is measured, the longest last; ``smaller`` divides the canvas."""

    shapes: tuple[Shape, ...] = SHAPES
    preset: str = "veryfast"
    sources: tuple[Source, ...] = SOURCES
    smaller: int = 1


def measure(setting: Setting | None = None) -> Measured:
    """Render each once."""
    setting = setting or Setting()
    bench = Settings.from_env().data / "bench"
    store = MediaStore(bench / "media")
    footage = made(bench / "footage", setting.sources)
    loads, runs = [load()], []
    with tempfile.TemporaryDirectory(prefix="render-", dir=bench) as name:
        for shape in setting.shapes:
            edit = edit_of(shape, footage, store, smaller=setting.smaller)
            each = contest(edit, store, Path(name) / f"{shape.seconds:.0f}")
            runs.append((each, each.ours(setting.preset)))
            loads.append(load())
            print(f"{each.folder.name} s: {_told(runs[-1][1])}", flush=True)
        figures = {**_by_length(runs), **_lag(runs[-1][0])}
    told: dict[str, Any] = {"ffmpeg": version(), "encoding": asdict(encoding())}
    told |= {"load_averages": loads, "edits": [told_of(each.edit) for each, _ in runs]}
    return Measured(figures, {**asdict(setting), **told})


def _by_length(runs: Sequence[tuple[Contest, Run]]) -> dict[str, Figure]:
    figures = {}
    per_s = []
    for each, run in runs:
        end = f".at_{each.folder.name}_s"
        per_s.append(run.wall_s / each.edit.duration_s)
        figures[f"peak_memory_mb{end}"] = Figure((run.peak_mb,), "MB", PEAK_MB)
        figures[f"wall_per_s{end}"] = Figure((per_s[-1],), "s")
        figures[f"cpu_per_s{end}"] = Figure((run.cpu_s / each.edit.duration_s,), "s")
    usual, longest = per_s[-2:]
    note = "a second of the longest short against one of the next shorter"
    figures["wall_growth"] = Figure((longest / usual,), "times", GROWTH, note)
    return figures


def _lag(longest: Contest) -> dict[str, Figure]:
    at_start, at_end = longest.lag_frames()
    end = f".at_{longest.folder.name}_s"
    drift = Figure((abs(at_end - at_start),), "frames", LAG_FRAMES, "from the start to the end")
    most = Figure((max(abs(at_start), abs(at_end)),), "frames", LAG_FRAMES)
    return {f"av_drift_frames{end}": drift, f"av_offset_frames{end}": most}


def _told(run: Run) -> str:
    return f"{run.wall_s:.1f} s, {run.cpu_s:.1f} s of CPU, at most {run.peak_mb:.0f} MB."
