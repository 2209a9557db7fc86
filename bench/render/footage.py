"""Six files as makers are handed them: any shape, size and rate, as hard to encode as camera film.

Each is a picture of fractals, clouds and colours, of smooth and of finely detailed parts, that a
camera wanders over; grain on top of it is new in every frame.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from include.rendering.ffmpeg import messages, version

SPARE = 1.25
"""The picture is so much larger than what the camera shows of it."""
GRAIN = 4
BT709 = ("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709")
CODECS = {
    ".mp4": ("-c:v", "libx264", "-preset", "veryfast", "-crf", "18", *BT709),
    ".jpg": ("-frames:v", "1", "-update", "1", "-q:v", "2"),
    ".png": ("-frames:v", "1", "-update", "1"),
}


@dataclass(frozen=True)
class Source:
    """A file to be made; a still has no rate and no length."""

    name: str
    width_px: int
    height_px: int
    fps: int = 0
    lasts_s: float = 0.0

    @property
    def is_still(self) -> bool:
        """Whether it is one picture."""
        return not self.fps


SOURCES = (
    Source("portrait.mp4", 720, 1280, fps=24, lasts_s=12),
    Source("landscape.mp4", 1920, 1080, fps=30, lasts_s=12),
    Source("landscape.jpg", 3840, 2160),
    Source("slow.mp4", 1080, 1920, fps=25, lasts_s=8),
    Source("portrait.png", 1200, 1800),
    Source("square.mp4", 1080, 1080, fps=60, lasts_s=12),
)
"""In the order of their shots. At 10 s a shot, ``slow.mp4`` has to be slowed."""


def made(folder: Path, sources: Sequence[Source] = SOURCES) -> tuple[Path, ...]:
    """Return the files, made in ``folder`` where they are not there from an earlier time."""
    found = []
    for seed, source in enumerate(sources, start=1):
        args = _args(source, seed)
        told = json.dumps([version(), asdict(source), args])
        name = f"{hashlib.sha256(told.encode()).hexdigest()[:8]}-{source.name}"
        path = folder / name
        if not path.exists():
            print(f"Making {source.name}.", flush=True)
            folder.mkdir(parents=True, exist_ok=True)
            messages([*args, f"unfinished-{name}"], folder=folder, timeout_s=1800)
            (folder / f"unfinished-{name}").rename(path)
        found.append(path)
    return tuple(found)


def _args(source: Source, seed: int) -> list[str]:
    lasts = () if source.is_still else ("-t", str(source.lasts_s))
    codec = CODECS[Path(source.name).suffix]
    return ["-loglevel", "error", "-y", "-filter_complex", _graph(source, seed), *lasts, *codec]


def _graph(source: Source, seed: int) -> str:
    wide, high = (_even(side * SPARE) for side in (source.width_px, source.height_px))
    size = f"s={_even(wide / 2)}x{_even(high / 2)}"
    rate = source.fps or 1
    plate = (
        f"perlin={size}:r={rate}:octaves=8:persistence=0.62:xscale=5:yscale=5:random_mode=seed:"
        f"random_seed={seed},format=gbrp,normalize=independence=0[clouds];"
        f"gradients={size}:r={rate}:n=6:seed={seed}:speed=0:type=radial,format=gbrp[colours];"
        f"mandelbrot={size}:r={rate}:maxiter=400:start_scale={0.012 * seed:.3f},format=gbrp[fine];"
        "[colours][clouds]blend=all_mode=softlight[sky];"
        "[sky][fine]blend=all_mode=overlay:all_opacity=0.5,trim=end_frame=1,"
        f"scale={wide}:{high}:flags=lanczos:out_color_matrix=bt709:out_range=tv,"
        "format=yuv420p,setsar=1,unsharp"
    )
    if source.is_still:
        return f"{plate},crop={source.width_px}:{source.height_px}"
    return (
        f"{plate},loop=-1:1,setpts=N/{rate}/TB,crop={source.width_px}:{source.height_px}:"
        "'(iw-ow)*(0.5+0.5*sin(0.3*t))':'(ih-oh)*(0.5+0.5*cos(0.23*t))',"
        f"noise=alls={GRAIN}:allf=t"
    )


def _even(length_px: float) -> int:
    return round(length_px / 2) * 2
