"""Brushes: still pictures drawn once, and a camera that moves over them without jitter.

Everything is drawn at half the canvas and enlarged at the end: a still is computed for one frame
only and then repeated, so that what is left per frame is the camera.
"""

import hashlib
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
    """A still gradient over ``shades``, from the top down; ``tilt`` leans it, in widths."""
    lean = round(size.width * tilt)
    middle = size.width // 2
    colours = {f"c{i}": _hex(shade) for i, shade in enumerate(shades)}
    drawn = source(
        "gradients",
        s=str(size),
        n=len(shades),
        x0=max(0, middle - lean),
        y0=0,
        x1=min(size.width, middle + lean),
        y1=size.height,
        speed=0,
        type=kind,
        **colours,
        **ONE_FRAME,
    )
    drawn = drawn.filter("scale", **TO_BT709).filter("format", "yuv420p")
    return _still(drawn.filter("noise", c0s=GRAIN))


def mask(colour: str, alpha: str, size: Size) -> Any:
    """A still of one colour, as opaque (0 to 1) as the expression ``alpha`` of X and Y says."""
    import ffmpeg

    paint = source("color", c=_hex(colour), s=str(size), **ONE_FRAME).filter("format", "gbrp")
    paint = paint.filter("scale", **TO_BT709).filter("format", "yuv420p")
    cover = source("color", c="black", s=str(size), **ONE_FRAME).filter("format", "gray")
    cover = cover.filter("geq", lum=f"255*clip({alpha},0,1)")
    return _still(ffmpeg.filter([paint, cover], "alphamerge"))


def over(below: Any, above: Any, **place: Any) -> Any:
    """``above`` laid over ``below``."""
    import ffmpeg

    return ffmpeg.filter([below, above], "overlay", **place)


@dataclass(frozen=True)
class Move:
    """A camera move: zoom (1 shows all), shift (in widths and heights) and turn, from start to end."""

    zoom: tuple[float, float] = (1.0, 1.0)
    x: tuple[float, float] = (0.0, 0.0)
    y: tuple[float, float] = (0.0, 0.0)
    turn_rad: tuple[float, float] = (0.0, 0.0)


def camera(picture: Any, move: Move, *, frames: int) -> Any:
    """Move over the picture; positions are fractions of a pixel, so slow moves stay smooth."""
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
    return picture.filter("perspective", sense="source", eval="frame", **corners)


def spin(picture: Any, *, turns_per_s: float, size: Size) -> Any:
    """Turn the picture about its centre and show ``size`` of it."""
    angle = f"2*PI*{turns_per_s}*t"
    return picture.filter("rotate", a=angle, ow=size.width, oh=size.height, c="black@0")


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


def _still(frame: Any) -> Any:
    return frame.filter("loop", loop=-1, size=1).filter("setpts", "N/30/TB")
