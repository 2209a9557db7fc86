"""The room of a look's logo, which text keeps clear of."""

from include.captions.block import Rect
from include.domain.edit import Edit

GAP_PX = 24
"""Between the logo and text above, below or beside it."""


def logo_room(edit: Edit) -> Rect | None:
    """Return the corner of the safe area the logo stands in; ``None`` for a look without one."""
    logo, canvas = edit.look.logo, edit.canvas
    if logo is None:
        return None
    scale = px(edit)
    wide, high = logo.width_px * scale, (logo.height_px or logo.width_px) * scale
    left, top = float(canvas.safe_left_px), float(canvas.safe_top_px)
    if logo.corner.endswith("right"):
        left = max(0.0, canvas.width_px - canvas.safe_right_px - wide)
    if logo.corner.startswith("bottom"):
        top = max(0.0, canvas.height_px - canvas.safe_bottom_px - high)
    return Rect(left, top, left + wide, top + high)


def gap_px(edit: Edit) -> float:
    """How far text stays away from the logo."""
    return GAP_PX * px(edit)


def px(edit: Edit) -> float:
    """A px of a look on the edit's canvas."""
    return min(edit.canvas.width_px, edit.canvas.height_px) / 1080
