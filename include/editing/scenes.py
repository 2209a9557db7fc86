"""Which picture is drawn for which shot: the same edit draws the same, no two shots alike."""

from typing import get_args

from include.domain import digest_of
from include.domain.edit import Palette, Pattern, Scene

PATTERNS: tuple[Pattern, ...] = get_args(Pattern)


def scene(subject: str, palette: Palette, *, index: int, seed: int) -> Scene:
    """Return the picture of the ``index``-th shot: its pattern, shades and seed."""
    order = sorted(PATTERNS, key=lambda name: digest_of([subject, name]))
    return Scene(
        pattern=order[index % len(order)],
        shades=palette.shades,
        seed=int(digest_of([subject, index, seed])[:8], 16),
    )
