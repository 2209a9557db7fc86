"""The cover: the best frame of the short without its captions, and the title large on it.

The frame is chosen among those of the finished short and drawn anew by the graph that drew it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from include.captions import cover as captions
from include.captions.cover import Title
from include.captions.fonts import stage
from include.domain.edit import Edit
from include.rendering.choosing import best_frame
from include.rendering.command import stills
from include.rendering.drawing import Size, mask, over
from include.rendering.ffmpeg import messages
from include.rendering.footage import Footage
from include.rendering.graph import FONTS, bare

NAME, TEXT = "cover.jpg", "cover.ass"
MOST_BYTES = 400_000
QUALITIES = (2, 3, 5, 8, 13, 31)
"""JPEG qualities, the best first; the first that is small enough is taken."""
SHADE, SHADE_FROM = 0.8, 0.16
"""How dark the ground of the title is, and how far above it (in heights) that begins."""


def made(edit: Edit, footage: Mapping[int, Footage], video: Path, *, folder: Path) -> Path:
    """Write the cover of a finished short into its folder and return its path.

    Raises:
        FfmpegFailed: ffmpeg failed; the message has its last lines and the command.
    """
    picture = bare(edit, footage, best_frame(video, edit))
    title = captions.placed(edit)
    if title:
        (folder / TEXT).write_text(captions.document(edit, title), encoding="utf-8")
        stage(captions.faces_of(edit, title), folder / FONTS)
        picture = _titled(picture, edit, title)
    names = {f"cover-{quality}.jpg": quality for quality in QUALITIES}
    messages(stills(picture, names), folder=folder)
    return _taken([folder / name for name in names]).replace(folder / NAME)


def _titled(picture: Any, edit: Edit, title: Title) -> Any:
    """Darken the picture towards the title and below it, and draw the title."""
    size = Size(edit.canvas.width_px, edit.canvas.height_px)
    begins, rises = title.top_px - SHADE_FROM * size.height, 2 * SHADE_FROM * size.height
    dark = f"{SHADE}*(1-cos(PI*clip((Y-{begins:.0f})/{rises:.0f},0,1)))/2"
    shaded = over(picture, mask(edit.palette.shades[0], dark, size, coarse=4))
    return shaded.filter("ass", filename=TEXT, fontsdir=FONTS)


def _taken(paths: list[Path]) -> Path:
    """The best that is small enough; the others go."""
    fitting = [path for path in paths if path.stat().st_size <= MOST_BYTES]
    best = fitting[0] if fitting else paths[-1]
    for path in paths:
        if path != best:
            path.unlink()
    return best
