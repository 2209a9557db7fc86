"""Files on the canvas: any size, shape, rate or length becomes exactly the frames of its shot."""

from typing import Any

from include.domain.edit import Canvas
from include.rendering.drawing import Size, held
from include.rendering.fitting import Fit, filled, is_whole
from include.rendering.footage import Footage
from include.rendering.moves import bordered, eased, glide
from include.rendering.probe import FORMATS, Picture
from include.rendering.sources import opened

SLOWEST = 1.4
"""A clip shorter than its shot is slowed by at most this factor; then its last frame is held."""
STILL_ZOOM = 1.12
WHOLE_ZOOM = 1.05
"""How far the camera goes into a still, and into one that is shown whole over its blurred copy."""
DETAIL = 1.16
"""What is moved over is so many times the canvas: the zoom stays sharp, and its ratio away from 1,
near which no window is right."""
HELD_ZOOM = 1.06
"""How far the camera goes on into a frame that is held, so that it does not look frozen."""
INPUT = {"protocol_whitelist": "file", "format_whitelist": FORMATS, "threads": 1}
"""One decoding thread a clip: with one for each core, memory grows with the number of clips."""


def fitted(footage: Footage, canvas: Canvas, *, frames: int, fit: Fit, name: str) -> Any:
    """Return the file's picture filling the canvas for exactly ``frames`` frames.

    ``frames`` that a clip lacks are made by slowing it, then by holding its last frame under a
    slow zoom; it is never looped. ``name`` is unique in the graph.
    """
    file = opened(footage.path, name=name, **INPUT, reinit_filter=0)
    stream = file[str(footage.picture.index)]
    if footage.picture.is_still:
        return _still(stream, footage.picture, canvas, frames=frames, fit=fit, name=name)
    return _moving(stream, footage.picture, canvas, frames=frames, fit=fit, name=name)


def slowing(clip_s: float, shot_s: float) -> float:
    """By how much a clip is slowed to last its shot: 1 (not at all) to ``SLOWEST``."""
    return min(SLOWEST, max(1.0, shot_s / clip_s)) if clip_s > 0 else 1.0


def _moving(
    stream: Any, picture: Picture, canvas: Canvas, *, frames: int, fit: Fit, name: str
) -> Any:
    slowed = slowing(picture.duration_s, frames / canvas.fps)
    shown = round(picture.duration_s * slowed * canvas.fps)
    is_held = frames - shown > canvas.fps // 2
    canvas_size = Size(canvas.width_px, canvas.height_px)
    size = _larger(canvas_size) if is_held else canvas_size
    if picture.is_interlaced:
        stream = stream.filter("bwdif", mode="send_frame", deint="interlaced")
    stream = stream.filter("setpts", f"(PTS-STARTPTS)*{slowed:.5f}")
    # Frames that are dropped are not scaled before, frames that are repeated not after.
    if picture.rate / slowed > canvas.fps:
        filling = filled(stream.filter("fps", canvas.fps), picture, size, fit=fit)
    else:
        filling = filled(stream, picture, size, fit=fit).filter("fps", canvas.fps)
    lasting = filling.filter("tpad", stop=-1, stop_mode="clone")
    lasting = lasting.filter("trim", end_frame=frames).filter("setpts", f"N/{canvas.fps}/TB")
    if not is_held:
        return lasting
    spare = frames - shown
    zooms = [1.0] * shown + [1 + (HELD_ZOOM - 1) * eased(n / spare) for n in range(spare)]
    return glide(bordered(lasting, size), size, canvas_size, zooms=zooms, name=name)


def _still(
    stream: Any, picture: Picture, canvas: Canvas, *, frames: int, fit: Fit, name: str
) -> Any:
    """A slow zoom towards the middle."""
    shown = Size(canvas.width_px, canvas.height_px)
    large = _larger(shown)
    still = filled(stream, picture, large, fit=fit).filter("trim", end_frame=1)
    furthest = WHOLE_ZOOM if is_whole(picture, shown, fit) else STILL_ZOOM
    zooms = [1 + (furthest - 1) * n / frames for n in range(frames)]
    moved = glide(held(bordered(still, large)), large, shown, zooms=zooms, name=name)
    return moved.filter("trim", end_frame=frames)


def _larger(size: Size) -> Size:
    return Size(*(round(side * DETAIL / 4) * 4 for side in (size.width, size.height)))
