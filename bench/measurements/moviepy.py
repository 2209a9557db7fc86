"""The render beside moviepy, which composes the same edit of the same files.

Both encode with the same ffmpeg and the same settings of x264. It is apart from ``render``, as it
needs an installation of its own, and much longer than all else.
"""

import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figure, Measured
from bench.machine import load
from bench.render import with_moviepy
from bench.render.contest import contest
from bench.render.footage import SOURCES, Source, made
from bench.render.material import USUAL, Shape, edit_of
from include.rendering.ffmpeg import version
from include.settings import Settings
from include.storage.media import MediaStore

MOVIEPY_OVER_OURS = 6.0


@dataclass(frozen=True)
class Setting:
    """What is measured; ``smaller`` divides the canvas."""

    presets: tuple[str, ...] = ("veryfast", "medium")
    shape: Shape = USUAL
    sources: tuple[Source, ...] = SOURCES
    smaller: int = 1


def measure(setting: Setting | None = None) -> Measured:
    """Compose the edit with both, once with each preset; the first one's figure has no suffix.

    Raises:
        Problem: moviepy cannot be installed.
    """
    setting = setting or Setting()
    bench = Settings.from_env().data / "bench"
    python = with_moviepy.python(bench)
    store = MediaStore(bench / "media")
    footage = made(bench / "footage", setting.sources)
    walls_s: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="render-", dir=bench) as name:
        edit = edit_of(setting.shape, footage, store, smaller=setting.smaller)
        both = contest(edit, store, Path(name) / "both")
        both.ours(setting.presets[0])
        for preset in setting.presets:
            ours, moviepy = both.ours(preset), both.moviepy(python, preset)
            walls_s[preset] = {"ours": ours.wall_s, "moviepy": moviepy.wall_s}
            print(f"{preset}: {ours.wall_s:.1f} s, moviepy {moviepy.wall_s:.1f} s.", flush=True)
    told: dict[str, Any] = {
        "ffmpeg": version(),
        "moviepy": with_moviepy.VERSION,
        "load_averages": load(),
    }
    told |= {"moviepy_does_less": with_moviepy.LESS, "wall_s": walls_s}
    return Measured(_figures(walls_s, setting), {**asdict(setting), **told}, subject="render")


def _figures(walls_s: dict[str, dict[str, float]], setting: Setting) -> dict[str, Figure]:
    figures = {}
    for preset, wall_s in walls_s.items():
        times = (wall_s["moviepy"] / wall_s["ours"],)
        end = "" if preset == setting.presets[0] else f".at_{preset}"
        note = f"preset {preset}"
        figures[f"moviepy_over_ours{end}"] = Figure(
            times, "times", None, note, at_least=MOVIEPY_OVER_OURS
        )
    return figures
