"""From a stretch of an edit to one filter graph: shots, joined, with the text on top."""

from collections.abc import Mapping
from typing import Any

from include.domain.edit import Edit, EditShot
from include.rendering import changes
from include.rendering.clips import fitted
from include.rendering.drawing import Size
from include.rendering.footage import Footage
from include.rendering.logo import marked
from include.rendering.patterns import draw
from include.rendering.stretches import Stretch

TEXT = "captions.ass"
FONTS = "fonts"
"""Names in the render's folder, where ffmpeg runs: no path is ever part of the graph."""


def pictured(
    edit: Edit,
    footage: Mapping[int, Footage],
    stretch: Stretch,
    logo: Footage | None = None,
) -> Any:
    """Return the picture of a stretch; ``footage`` has the usable files by index of their shot."""
    finished = _texted(_joined(edit, footage, stretch), stretch.first_frame)
    if logo:
        # Over the text, or the end card would darken it.
        finished = marked(finished, edit, logo)
    return finished.filter("format", "yuv420p").filter(
        "setparams",
        color_primaries="bt709",
        color_trc="bt709",
        colorspace="bt709",
        range="tv",
    )


def bare(edit: Edit, footage: Mapping[int, Footage], frame: int) -> Any:
    """Return one frame of the picture, at time zero and without any text."""
    index = next(i for i, shot in enumerate(edit.shots) if frame < shot.end_frame)
    shot = edit.shots[index]
    at = shot.change_frames + frame - shot.first_frame
    return _frames(_shot(edit, footage, index), at, at + 1)


def _texted(stream: Any, first_frame: int) -> Any:
    """Draw the text, whose times count from the start of the short."""
    if first_frame:
        stream = stream.filter("setpts", f"N+{first_frame}")
    stream = stream.filter("ass", filename=TEXT, fontsdir=FONTS)
    return stream.filter("setpts", "N") if first_frame else stream


def _shot(edit: Edit, footage: Mapping[int, Footage], index: int) -> Any:
    """The shot's frames, and before them those in which it takes over from the one before."""
    shot, found = edit.shots[index], footage.get(index)
    frames = shot.frames + shot.change_frames
    fps = edit.canvas.fps
    if found is not None:
        stream = fitted(found, edit.canvas, frames=frames, fit=edit.look.fit, name=str(index))
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


def _joined(edit: Edit, footage: Mapping[int, Footage], stretch: Stretch) -> Any:
    """Cut from shot to shot, or change over where the edit says so."""
    import ffmpeg

    parts: list[Any] = []
    tail: Any = None
    for index in range(stretch.first, stretch.end):
        head, body, following = _parts(edit, footage, index, begins=index == stretch.first)
        if tail is not None:
            parts.append(_change(edit, index, tail, head))
        parts.append(body)
        tail = following
    if tail is not None:
        arriving = _shot(edit, footage, stretch.end)
        head = _frames(arriving, 0, edit.shots[stretch.end].change_frames)
        parts.append(_change(edit, stretch.end, tail, head))
    joined = parts[0] if len(parts) == 1 else ffmpeg.concat(*parts, v=1, a=0)
    # The copy gives each clip its frames back at once, instead of when they have been encoded.
    return joined.filter("settb", f"1/{edit.canvas.fps}").filter("copy")


def _parts(
    edit: Edit, footage: Mapping[int, Footage], index: int, *, begins: bool
) -> tuple[Any, Any, Any]:
    """The shot's frames that fade in, those that stand alone, and those that fade out.

    ``xfade`` works at full chroma only: giving it nothing but the frames that fade halves the cost
    of the whole graph. A shot that ``begins`` a stretch has faded in at the end of the one before.
    """
    shot = edit.shots[index]
    following = edit.shots[index + 1 : index + 2]
    fade_out = following[0].change_frames if following else 0
    stream = _shot(edit, footage, index)
    total = shot.frames + shot.change_frames
    edges = [0, shot.change_frames, total - fade_out, total]
    wanted = [
        shot.change_frames > 0 and not begins,
        True,
        fade_out > 0,
    ]
    if sum(wanted) == 1:
        return None, _frames(stream, edges[1], total) if edges[1] else stream, None
    split = stream.filter_multi_output("split", sum(wanted))
    outputs = iter(range(sum(wanted)))
    parts = [
        _frames(split[next(outputs)], edges[i], edges[i + 1]) if wanted[i] else None
        for i in range(3)
    ]
    return parts[0], parts[1], parts[2]


def _frames(stream: Any, first: int, end: int) -> Any:
    """Frames ``first`` up to but without ``end``, from time zero."""
    return stream.filter("trim", start_frame=first, end_frame=end).filter("setpts", "PTS-STARTPTS")


def _change(edit: Edit, index: int, before: Any, after: Any) -> Any:
    """The frames in which the shot takes over from the one before."""
    shot = edit.shots[index]
    changed = changes.KINDS[shot.change](
        before,
        after,
        changes.Frames(
            shot.change_frames, Size(edit.canvas.width_px, edit.canvas.height_px), str(index)
        ),
    )
    return changed.filter("format", "yuv420p").filter("settb", f"1/{edit.canvas.fps}")
