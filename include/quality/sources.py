"""What a short is made of: missing clips, small ones, the same one again, a clipped narration."""

from collections.abc import Iterator
from pathlib import Path

from include.domain import Finding, Severity
from include.domain.edit import Edit, EditShot
from include.quality import clipping
from include.quality.thresholds import Thresholds
from include.rendering.drawing import Size
from include.rendering.fitting import is_whole
from include.rendering.footage import Local
from include.rendering.probe import Picture, Unreadable, picture
from include.storage.errors import StorageError


def check(edit: Edit, local: Local, limits: Thresholds) -> Iterator[Finding]:
    """Yield what is wrong with what came from providers; unusable files the render has told of."""
    seen: dict[str, int] = {}
    for index, shot in enumerate(edit.shots):
        media = shot.clip.media
        if media is None:
            if shot.clip.kind != "procedural":
                yield _missing(index, shot, edit)
            continue
        if media.digest in seen:
            yield _repeated(index, seen[media.digest], shot, edit)
            continue
        seen[media.digest] = index
        try:
            yield from _small(index, shot, local(media), edit, limits)
        except (Unreadable, OSError, StorageError):
            continue
    try:
        yield from clipping.narration(local(edit.sound.narration), limits)
    except (Unreadable, OSError, StorageError):
        return


def enlarged(found: Picture, edit: Edit) -> float:
    """By how much a clip is enlarged to be shown on the canvas as the look fits it."""
    canvas = edit.canvas
    wide = canvas.width_px / (found.width_px * float(found.pixel_aspect or 1))
    high = canvas.height_px / found.height_px
    whole = is_whole(found, Size(canvas.width_px, canvas.height_px), edit.look.fit)
    return min(wide, high) if whole else max(wide, high)


def _small(
    index: int, shot: EditShot, path: Path, edit: Edit, limits: Thresholds
) -> Iterator[Finding]:
    found = picture(path)
    times = enlarged(found, edit)
    if times > limits.enlarged_times:
        yield _warning(
            "clip_small",
            f"The clip of shot {index + 1} ({shot.clip.provider}) has {found.width_px}x"
            f"{found.height_px} px and is enlarged {times:.1f} times: it looks soft.",
            "Order it in a higher resolution.",
            edit.time_s(shot.first_frame),
        )


def _missing(index: int, shot: EditShot, edit: Edit) -> Finding:
    return _warning(
        "clip_missing",
        f"Shot {index + 1} ({shot.clip.provider}) has no clip. A drawn picture stands in.",
        "Ask for a new take of this shot.",
        edit.time_s(shot.first_frame),
    )


def _repeated(index: int, before: int, shot: EditShot, edit: Edit) -> Finding:
    return _warning(
        "clip_repeated",
        f"Shot {index + 1} shows the clip of shot {before + 1} again.",
        "Ask for a new take of this shot.",
        edit.time_s(shot.first_frame),
    )


def _warning(code: str, message: str, remedy: str, at_s: float) -> Finding:
    return Finding(
        code=code,
        severity=Severity.WARNING,
        message=message,
        remedy=remedy,
        at_s=round(at_s, 2),
    )
