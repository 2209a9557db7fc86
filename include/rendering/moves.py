"""Zooming over a picture without jitter, at a tenth of what a perspective transform costs.

``scale`` and ``crop`` know whole pixels only, so a slow zoom made of either stutters. Both together
do not: a window of so many px, enlarged to so many px, is a ratio, and among the windows a little
larger than what is seen there is one whose ratio is right to a few hundredths of a pixel at the
edge. All sizes and places are multiples of four, so that colour stays with brightness.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from include.rendering.drawing import Size

RATE = 30
STEP_PX = 4
BORDER_PX = 48
"""Never seen: it gives windows that are larger than the picture."""
CLEAR_PX = 8
"""How much larger a window is at least than what is seen: scaling looks at its neighbours."""
CLOSE_ENOUGH_PX = 0.02


@dataclass(frozen=True)
class Window:
    """What is cut out along one side of the picture, and what it is scaled to, in px."""

    cut_px: int
    scaled_px: int

    def left_px(self, shown_px: int) -> int:
        """How much of the scaled window is left out on either side."""
        return (self.scaled_px - shown_px) // 2


def window(seen_px: float, *, picture_px: int, shown_px: int) -> Window:
    """Return the window that shows ``seen_px`` of a picture's side on ``shown_px``, centred.

    Args:
        seen_px: How much of the side is seen: a fraction of a pixel matters.
        picture_px: Length of the side, with its borders.
        shown_px: Length it is shown at.
    """
    ratio = shown_px / seen_px
    smallest = min(_up(seen_px + CLEAR_PX), picture_px)
    best: tuple[float, Window] | None = None
    for cut_px in range(smallest - (smallest - picture_px) % STEP_PX, picture_px + 1, STEP_PX):
        spare = round((ratio * cut_px - shown_px) / STEP_PX)
        found = Window(cut_px, shown_px + STEP_PX * max(0, spare))
        off_px = abs(found.scaled_px / cut_px - ratio) * seen_px / 2
        if best is None or off_px < best[0]:
            best = (off_px, found)
        if off_px < CLOSE_ENOUGH_PX:
            break
    return best[1] if best else Window(picture_px, shown_px)


def bordered(picture: Any, size: Size) -> Any:
    """Return the picture with its edges drawn out all around, ready to be moved over."""
    wide, high = size.width + 2 * BORDER_PX, size.height + 2 * BORDER_PX
    padded = picture.filter("pad", wide, high, BORDER_PX, BORDER_PX)
    sides = dict.fromkeys(("left", "right", "top", "bottom"), BORDER_PX)
    return padded.filter("fillborders", mode="smear", **sides)


def glide(picture: Any, size: Size, shown: Size, *, zooms: Sequence[float], name: str) -> Any:
    """Zoom about the middle of a stream of frames, one zoom for each.

    Args:
        picture: The stream, ``size`` large and ``bordered``, 30 frames a second from time 0.
        size: Sides are multiples of four.
        shown: Size of the result; at a zoom of 1 it shows all of the picture.
        zooms: From 1 up; after the last one, it stays.
        name: Of its filters, unique in the graph.
    """
    steps = tuple(_steps(zooms, size, shown))
    cut, scaled, placed = f"crop@cut{name}", f"scale@to{name}", f"crop@at{name}"
    told = ";".join(
        f"{max(0.0, (frame - 0.5) / RATE):.4f} "
        f"{cut} w {x.cut_px}, {cut} h {y.cut_px}, "
        f"{scaled} w {x.scaled_px}, {scaled} h {y.scaled_px}, "
        f"{placed} x {x.left_px(shown.width)}, {placed} y {y.left_px(shown.height)}"
        for frame, x, y in steps
    )
    _, x, y = steps[0]
    moved = picture.filter("sendcmd", commands=told).filter(cut, x.cut_px, y.cut_px)
    moved = moved.filter(scaled, x.scaled_px, y.scaled_px, flags="bicubic")
    left_px, top_px = x.left_px(shown.width), y.left_px(shown.height)
    return moved.filter(placed, shown.width, shown.height, left_px, top_px).filter("setsar", 1)


def _steps(zooms: Sequence[float], size: Size, shown: Size) -> Iterator[tuple[int, Window, Window]]:
    """Frames from which on other windows are seen; a change nobody sees is none."""
    before = 0.0
    for frame, zoom in enumerate(zooms):
        moved_px = abs(1 / zoom - before) * max(size.width, size.height) / 2
        if moved_px < CLOSE_ENOUGH_PX:
            continue
        before = 1 / zoom
        yield (
            frame,
            window(size.width / zoom, picture_px=size.width + 2 * BORDER_PX, shown_px=shown.width),
            window(
                size.height / zoom, picture_px=size.height + 2 * BORDER_PX, shown_px=shown.height
            ),
        )


def eased(share: float) -> float:
    """Slow at both ends: where a move is after a share of its time, both 0 to 1."""
    return share * share * (3 - 2 * share)


def _up(length_px: float) -> int:
    return ceil(length_px / STEP_PX) * STEP_PX
