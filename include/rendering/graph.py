"""From an edit to one filter graph: shots, joined, with the text on top."""

from collections.abc import Mapping, Sequence
from typing import Any

from include.domain.edit import Edit, EditShot
from include.rendering.clips import Footage, fitted
from include.rendering.drawing import Size
from include.rendering.patterns import draw

TEXT = "captions.ass"
FONTS = "fonts"
"""Names in the render's folder, where ffmpeg runs: no path is ever part of the graph."""
CHANGES = {"fade": "fade", "whip": "smoothleft", "zoom": "zoomin"}
"""Changes by what ffmpeg's ``xfade`` calls them."""


def pictured(edit: Edit, footage: Mapping[int, Footage]) -> Any:
    """Return the short's picture; ``footage`` has the usable files by the index of their shot."""
    streams = [_shot(edit, shot, footage.get(i)) for i, shot in enumerate(edit.shots)]
    joined = _joined(edit, streams)
    texted = joined.filter("ass", filename=TEXT, fontsdir=FONTS)
    return texted.filter("format", "yuv420p").filter(
        "setparams",
        color_primaries="bt709",
        color_trc="bt709",
        colorspace="bt709",
        range="tv",
    )


def _shot(edit: Edit, shot: EditShot, footage: Footage | None) -> Any:
    """The shot's frames, and before them those that fade in over the shot before."""
    frames = shot.frames + shot.change_frames
    fps = edit.canvas.fps
    if footage is not None:
        stream = fitted(footage, edit.canvas, frames=frames)
    else:
        stream = _drawn(edit, shot, frames=frames)
    return stream.filter("settb", f"1/{fps}").filter("setpts", "N")


def _drawn(edit: Edit, shot: EditShot, *, frames: int) -> Any:
    """Drawn at half size and enlarged: everything in it is soft, and it costs a quarter."""
    canvas = edit.canvas
    half = Size(canvas.width_px // 4 * 2, canvas.height_px // 4 * 2)
    stream = draw(shot.scene, half, frames=frames).filter("trim", end_frame=frames)
    large = stream.filter("scale", canvas.width_px, canvas.height_px, flags="bicubic")
    return large.filter("format", "yuv420p").filter("setsar", 1)


def _joined(edit: Edit, streams: Sequence[Any]) -> Any:
    """Cut from shot to shot, or fade where the edit says so."""
    import ffmpeg

    parts: list[Any] = []
    tail: Any = None
    fades = [*(shot.change_frames for shot in edit.shots[1:]), 0]
    for shot, stream, fade_out in zip(edit.shots, streams, fades, strict=True):
        head, body, following = _parts(shot, stream, fade_out)
        if tail is not None:
            parts.append(_mixed(tail, head, shot, edit.canvas.fps))
        parts.append(body)
        tail = following
    joined = parts[0] if len(parts) == 1 else ffmpeg.concat(*parts, v=1, a=0)
    return joined.filter("settb", f"1/{edit.canvas.fps}")


def _parts(shot: EditShot, stream: Any, fade_out: int) -> tuple[Any, Any, Any]:
    """The shot's frames that fade in, those that stand alone, and those that fade out.

    ``xfade`` works at full chroma only: giving it nothing but the frames that fade halves the cost
    of the whole graph.
    """
    total = shot.frames + shot.change_frames
    edges = [0, shot.change_frames, total - fade_out, total]
    wanted = [edges[i + 1] > edges[i] or i == 1 for i in range(3)]
    if sum(wanted) == 1:
        return None, stream, None
    split = stream.filter_multi_output("split", sum(wanted))
    outputs = iter(range(sum(wanted)))
    parts = [
        split[next(outputs)]
        .filter("trim", start_frame=edges[i], end_frame=edges[i + 1])
        .filter("setpts", "PTS-STARTPTS")
        if wanted[i]
        else None
        for i in range(3)
    ]
    return parts[0], parts[1], parts[2]


def _mixed(before: Any, after: Any, shot: EditShot, fps: int) -> Any:
    """Frames in which one shot becomes the next."""
    import ffmpeg

    lasts = f"{shot.change_frames / fps:.6f}"
    kind = CHANGES[shot.change]
    faded = ffmpeg.filter([before, after], "xfade", transition=kind, duration=lasts, offset=0)
    return faded.filter("format", "yuv420p").filter("settb", f"1/{fps}")
