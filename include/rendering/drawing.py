"""Brushes: single frames drawn and laid over each other once, then held or moved over.

A brush gives one frame; ``held``, ``camera`` and ``spin`` repeat it. So whatever does not move is
computed once, and all that is left for every frame is the camera. Everything is drawn at half the
canvas and enlarged at the end.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from include.rendering.sources import source

TO_BT709 = {"out_color_matrix": "bt709", "out_range": "tv"}
GRAIN = 5
"""Strength of a still grain in the brightness: without it, slow gradients show steps."""
ONE_FRAME = {"r": 30, "d": 0.03}


@dataclass(frozen=True)
class Size:
    """Size in px of what is drawn."""

    width: int
    height: int

    def __str__(self) -> str:
        """Return the size as ffmpeg writes it."""
        return f"{self.width}x{self.height}"

    @property
    def halved(self) -> "Size":
        """Half as wide and high, for what is soft anyway."""
        return Size(self.width // 4 * 2, self.height // 4 * 2)


class Dice:
    """Numbers that only depend on the seed and the order they are asked for."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._thrown = 0

    def between(self, low: float, high: float) -> float:
        """Return a number from ``low`` to ``high``."""
        self._thrown += 1
        digest = hashlib.sha256(f"{self._seed}:{self._thrown}".encode()).digest()
        return round(low + (high - low) * int.from_bytes(digest[:4]) / 2**32, 5)

    def sign(self) -> int:
        """Return -1 or 1."""
        return 1 if self.between(0, 1) < 0.5 else -1  # noqa: PLR2004 - a coin


def sky(shades: tuple[str, ...], size: Size, *, tilt: float = 0.2, kind: str = "linear") -> Any:
    """One frame of a gradient over ``shades``, from the top down; ``tilt`` leans it, in widths."""
    lean = round(size.width * tilt)
    middle = size.width // 2
    colours = {f"c{i}": _hex(shade) for i, shade in enumerate(shades)}
    drawn = source(
        "gradients",
        s=str(size),
        n=len(shades),
        x0=min(max(0, middle - lean), size.width - 1),
        y0=0,
        x1=min(max(0, middle + lean), size.width - 1),
        y1=size.height - 1,
        speed=0,
        seed=1,
        type=kind,
        **colours,
        **ONE_FRAME,
    )
    drawn = drawn.filter("scale", **TO_BT709).filter("format", "yuv420p")
    return drawn.filter("noise", c0s=GRAIN, c0_seed=1)


def mask(colour: str, alpha: str, size: Size, *, coarse: int = 1) -> Any:
    """One frame of one colour, as opaque (0 to 1) as the expression ``alpha`` of X and Y says.

    The expression is computed for every pixel, and that is what a picture costs: ``coarse`` 2 or 4
    computes every second or fourth only, for what has no edges.
    """
    import ffmpeg

    paint = source("color", c=_hex(colour), s=str(size), **ONE_FRAME).filter("format", "gbrp")
    paint = paint.filter("scale", **TO_BT709).filter("format", "yuv420p")
    grid = Size(-(-size.width // coarse), -(-size.height // coarse))
    cover = source("color", c="black", s=str(grid), **ONE_FRAME).filter("format", "gray")
    if coarse > 1:
        alpha = re.sub(r"\b([XY])\b", rf"({coarse}*\1)", alpha)
    cover = cover.filter("geq", lum=f"255*clip({alpha},0,1)")
    if coarse > 1:
        cover = enlarged(cover, size)
    return ffmpeg.filter([paint, cover], "alphamerge")


def over(below: Any, above: Any, **place: Any) -> Any:
    """``above`` laid over ``below``."""
    import ffmpeg

    return ffmpeg.filter([below, above], "overlay", **place)


def held(frame: Any) -> Any:
    """The frame, again and again."""
    endless = frame.filter("loop", loop=-1, size=1)
    return endless.filter("settb", "1/30").filter("setpts", "N").filter("fps", 30)


@dataclass(frozen=True)
class Move:
    """A camera move, from start to end: zoom (1 shows all), shift in widths and heights, turn."""

    zoom: tuple[float, float] = (1.0, 1.0)
    x: tuple[float, float] = (0.0, 0.0)
    y: tuple[float, float] = (0.0, 0.0)
    turn_rad: tuple[float, float] = (0.0, 0.0)


def camera(picture: Any, move: Move, *, frames: int) -> Any:
    """Move over a frame; positions are fractions of a pixel, so slow moves stay smooth."""
    part = f"min(on/{max(1, frames)},1)"

    def at(ends: tuple[float, float]) -> str:
        return f"({ends[0]}+{round(ends[1] - ends[0], 6)}*{part})"

    corners = {}
    for i, (sx, sy) in enumerate(((-1, -1), (1, -1), (-1, 1), (1, 1))):
        wide, high = f"{sx}*W/2", f"{sy}*H/2"
        turn = at(move.turn_rad)
        across = f"({wide}*cos({turn})-({high})*sin({turn}))"
        along = f"({wide}*sin({turn})+({high})*cos({turn}))"
        corners[f"x{i}"] = f"W/2+{across}/{at(move.zoom)}+W*{at(move.x)}"
        corners[f"y{i}"] = f"H/2+{along}/{at(move.zoom)}+H*{at(move.y)}"
    return held(picture).filter("perspective", sense="source", eval="frame", **corners)


def spin(picture: Any, *, turns_per_s: float, size: Size) -> Any:
    """Turn a frame about its centre and show ``size`` of it."""
    angle = f"2*PI*{turns_per_s}*t"
    return held(picture).filter("rotate", a=angle, ow=size.width, oh=size.height, c="black@0")


def enlarged(picture: Any, size: Size) -> Any:
    """The picture scaled to ``size``."""
    return picture.filter("scale", size.width, size.height, flags="bicubic")


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of ``#rrggbb``."""
    number = int(colour.lstrip("#"), 16)
    return number >> 16, number >> 8 & 255, number & 255


def mixed(one: str, other: str, share: float) -> str:
    """The colour between two, ``share`` of the way from ``one``."""
    parts = (round(a + (b - a) * share) for a, b in zip(rgb(one), rgb(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _hex(colour: str) -> str:
    return "0x" + colour.lstrip("#")
