"""A look's logo, in its corner of the safe area."""

import hashlib
from math import ceil, floor
from pathlib import Path
from typing import Any

from include.captions.corner import logo_room
from include.channels.places import looks
from include.domain import Finding, Severity
from include.domain.edit import Edit
from include.rendering.clips import INPUT
from include.rendering.drawing import Size, over
from include.rendering.footage import Footage
from include.rendering.probe import Unreadable, picture
from include.rendering.sources import opened
from include.resources import RESOURCES

LOOKS = RESOURCES / "looks"


def logo_of(edit: Edit, folder: Path = LOOKS) -> tuple[Footage | None, tuple[Finding, ...]]:
    """Return the logo's file; one that cannot be used is left out, with a finding.

    It is in ``folder``, or for a look ``<channel>/<look>`` with those of the channel.
    """
    if edit.look.logo is None:
        return None, ()
    channel, _, name = edit.look.name.rpartition("/")
    # Names of an edit may come from anywhere: only the last part of each is believed.
    there = looks(channel) if channel else folder
    path = there / Path(name).name / Path(edit.look.logo.file).name
    try:
        found = picture(path)
        return Footage(path, found, hashlib.sha256(path.read_bytes()).hexdigest()), ()
    except (Unreadable, OSError) as error:
        return None, (_unusable(str(error), path),)


def marked(stream: Any, edit: Edit, logo: Footage) -> Any:
    """Lay the logo over the picture."""
    wanted, room = edit.look.logo, logo_room(edit)
    if wanted is None or room is None:
        return stream
    wide = min(room.right - room.left, (room.bottom - room.top) * logo.picture.shape)
    size = Size(_even(wide), _even(wide / logo.picture.shape))
    file = opened(logo.path, name="logo", **INPUT)[str(logo.picture.index)].filter(
        "trim", end_frame=1
    )
    scaled = file.filter(
        "scale", size.width, size.height, flags="lanczos", out_color_matrix="bt709"
    )
    clear = scaled.filter("format", "yuva420p").filter("lutyuv", a=f"val*{wanted.opacity:.3f}")
    # Even places, inwards: colour has half the pixels.
    left, top = ceil(room.left / 2) * 2, ceil(room.top / 2) * 2
    right, bottom = (
        floor((edge - side) / 2) * 2
        for edge, side in ((room.right, size.width), (room.bottom, size.height))
    )
    x = left if wanted.corner.endswith("left") else right
    y = top if wanted.corner.startswith("top") else bottom
    return over(stream, clear, x=max(0, x), y=max(0, y))


def _even(length_px: float) -> int:
    return max(2, round(length_px / 2) * 2)


def _unusable(reason: str, path: Path) -> Finding:
    return Finding(
        code="logo_unusable",
        severity=Severity.WARNING,
        message=f"The logo is left out: {reason}",
        remedy=f"Put a PNG at {path.relative_to(path.parents[2])}, or take it out of the look.",
    )
