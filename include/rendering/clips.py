"""Files on the canvas: any size, shape, rate or length becomes exactly the frames of its shot."""

from typing import Any

from include.domain.edit import Canvas
from include.rendering.drawing import TO_BT709, Move, Size, camera, over
from include.rendering.footage import Footage
from include.rendering.probe import FORMATS, Picture
from include.rendering.sources import source

SLOWEST = 1.4
"""A clip shorter than its shot is slowed by at most this factor; then its last frame is held."""
STILL_ZOOM = (1.02, 1.14)
STILL_DETAIL = 1.25
"""Stills are moved over at so many times the canvas, so that the zoom stays sharp."""
INPUT = {"protocol_whitelist": "file", "format_whitelist": FORMATS, "threads": 1}
"""One decoding thread a clip: with one for each core, memory grows with the number of clips."""


def fitted(footage: Footage, canvas: Canvas, *, frames: int) -> Any:
    """Return the file's picture filling the canvas for exactly ``frames`` frames.

    What does not fit is cropped, half on each side. ``frames`` that the clip lacks are made by
    slowing it, then by holding its last frame; it is never looped.
    """
    import ffmpeg

    options = {**INPUT, "reinit_filter": 0}
    stream = ffmpeg.input(f"file:{footage.path}", **options)[str(footage.picture.index)]
    if footage.picture.is_still:
        return _still(stream, footage.picture, canvas, frames=frames)
    slowed = slowing(footage.picture.duration_s, frames / canvas.fps)
    stream = stream.filter("setpts", f"(PTS-STARTPTS)*{slowed:.5f}").filter("fps", canvas.fps)
    filled = _filled(stream, footage.picture, Size(canvas.width_px, canvas.height_px))
    held = filled.filter("tpad", stop=-1, stop_mode="clone")
    return held.filter("trim", end_frame=frames).filter("setpts", f"N/{canvas.fps}/TB")


def slowing(clip_s: float, shot_s: float) -> float:
    """By how much a clip is slowed to last its shot: 1 (not at all) to ``SLOWEST``."""
    return min(SLOWEST, max(1.0, shot_s / clip_s)) if clip_s > 0 else 1.0


def _still(stream: Any, picture: Picture, canvas: Canvas, *, frames: int) -> Any:
    """A slow zoom: towards the middle, at fractions of a pixel."""
    large = Size(
        round(canvas.width_px * STILL_DETAIL / 2) * 2,
        round(canvas.height_px * STILL_DETAIL / 2) * 2,
    )
    filled = _filled(stream, picture, large)
    moved = camera(filled, Move(zoom=STILL_ZOOM), frames=frames)
    scaled = moved.filter("scale", canvas.width_px, canvas.height_px, flags="bicubic")
    return scaled.filter("fps", canvas.fps).filter("trim", end_frame=frames)


def _filled(stream: Any, picture: Picture, size: Size) -> Any:
    """Scale until the canvas is covered, crop the rest; what is see-through becomes black."""
    if picture.pixel_aspect not in {0, 1}:
        stream = stream.filter("scale", "trunc(iw*sar/2)*2", "ih").filter("setsar", 1)
    scaled = stream.filter(
        "scale",
        size.width,
        size.height,
        force_original_aspect_ratio="increase",
        flags="bicubic",
        **TO_BT709,
    )
    cropped = scaled.filter("crop", size.width, size.height).filter("setsar", 1)
    if picture.has_alpha:
        ground = source("color", c="black", s=str(size), r=30)
        cropped = over(ground, cropped.filter("format", "yuva420p"), shortest=1)
    return cropped.filter("format", "yuv420p")
