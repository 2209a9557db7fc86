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


def pictured(edit: Edit, footage: Mapping[int, Footage]) -> Any:
    """Return the short's picture; ``footage`` has the usable files by the index of their shot."""
    joined = _joined(edit, [_shot(edit, shot, footage.get(i)) for i, shot in enumerate(edit.shots)])
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
    frames = shot.frames + shot.fade_frames
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

    groups: list[list[Any]] = []
    fades: list[EditShot] = []
    for shot, stream in zip(edit.shots, streams, strict=True):
        if not groups or shot.fade_frames:
            groups.append([])
            fades.append(shot)
        groups[-1].append(stream)
    joined: Any = None
    for group, shot in zip(groups, fades, strict=True):
        whole = group[0] if len(group) == 1 else ffmpeg.concat(*group, v=1, a=0)
        whole = whole.filter("settb", f"1/{edit.canvas.fps}")
        joined = whole if joined is None else _faded(joined, whole, shot, edit)
    return joined


def _faded(before: Any, after: Any, shot: EditShot, edit: Edit) -> Any:
    """The fade ends where the shot begins, so that the length stays what the edit says."""
    import ffmpeg

    begins = (shot.first_frame - shot.fade_frames) / edit.canvas.fps
    lasts = shot.fade_frames / edit.canvas.fps
    faded = ffmpeg.filter(
        [before, after], "xfade", transition="fade", duration=f"{lasts:.6f}", offset=f"{begins:.6f}"
    )
    return faded.filter("settb", f"1/{edit.canvas.fps}")
