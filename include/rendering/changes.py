"""How one shot becomes the next: a fade, a whip of the camera, a rush through.

Each takes the last frames of one shot and the first of the next, as many of each, and returns as
many: nothing else of the shots is touched.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from include.rendering.drawing import Size, over
from include.rendering.moves import RATE, bordered, glide

RUSH = 1.9
"""How far the camera goes into the shot it leaves; it comes out of the next one from as far."""
MET = 0.65
"""When it is there, as a share of the time; it left the next one's depth as long before the end."""
SOFT = 0.008
"""How much is blurred when it is fastest, in widths."""


@dataclass(frozen=True)
class Frames:
    """What a change is made of: so many frames of each shot, how large, and a name for it."""

    count: int
    size: Size
    name: str


def fade(before: Any, after: Any, frames: Frames) -> Any:
    """One dissolves into the other."""
    return _dissolved(before, after, frames.count)


def whip(before: Any, after: Any, frames: Frames) -> Any:
    """The camera swings from one to the other, too fast to be sharp."""
    import ffmpeg

    wide = frames.size.width
    places = [_swung((n + 1) / (frames.count + 1)) for n in range(frames.count)]
    speeds = [b - a for a, b in pairwise([0.0, *places, 1.0])]
    name = f"avgblur@whip{frames.name}"
    # The shutter is open for half of a frame's time: what passes in it is what smears.
    blurs = [max(1, round(wide * (a + b) / 8)) for a, b in pairwise(speeds)]
    told = ";".join(
        f"{max(0.0, (n - 0.5) / RATE):.4f} {name} sizeX {blur}" for n, blur in enumerate(blurs)
    )
    x = "+".join(f"eq(n,{n})*{round(wide * at / 2) * 2}" for n, at in enumerate(places))
    both = ffmpeg.filter([before, after], "hstack").filter("sendcmd", commands=told)
    seen = both.filter("crop", wide, frames.size.height, x, 0).filter("setsar", 1)
    return seen.filter(name, sizeX=blurs[0], sizeY=1)


def zoom(before: Any, after: Any, frames: Frames) -> Any:
    """The camera rushes into one and comes to rest in the other."""
    size, count = frames.size, frames.count
    shares = [(n + 1) / (count + 1) for n in range(count)]
    zooms = [1 + (RUSH - 1) * min(1.0, share / MET) ** 2 for share in shares]
    leaving = glide(bordered(before, size), size, size, zooms=zooms, name=f"out{frames.name}")
    coming = glide(bordered(after, size), size, size, zooms=zooms[::-1], name=f"in{frames.name}")
    begins = count // 3
    rushed = _dissolved(leaving, coming, count - 2 * begins, first=begins)
    soft_px = round(size.width * SOFT)
    fastest = f"between(n,{begins},{count - begins - 1})"
    return rushed.filter("avgblur", sizeX=soft_px, sizeY=soft_px, enable=fastest)


def _dissolved(before: Any, after: Any, count: int, *, first: int = 0) -> Any:
    """Lay one over the other, from unseen to opaque: half the memory of ``xfade``."""
    seen = after.filter("format", "yuva420p")
    seen = seen.filter("fade", type="in", start_frame=first, nb_frames=count, alpha=1)
    return over(before, seen, shortest=1)


def _swung(share: float) -> float:
    """Where the camera is after a share of the time: slow, very fast, slow."""
    if share < 0.5:  # noqa: PLR2004 - half way
        return 8 * share**4
    return 1 - 8 * (1 - share) ** 4


Change = Callable[[Any, Any, Frames], Any]
KINDS: dict[str, Change] = {"fade": fade, "whip": whip, "zoom": zoom}
"""By the name an edit gives them; a cut takes no frames."""
