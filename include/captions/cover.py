"""The title as it stands on the cover: as large as it can be, whole, and inside what is shown.

Covers are seen 120 px wide, and cropped to about a square in the grids of a channel.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from include.captions.ass import styled, written
from include.captions.bidi import directed
from include.captions.corner import logo_room
from include.captions.faces import Face
from include.captions.fonts import Fonts, fonts
from include.captions.lines import LOOSE, Piece, begun, fit, text_of, words_of
from include.captions.markup import colour, dialogue, rounded, typeset
from include.domain.edit import Edit
from include.domain.look import Dress

SMALLEST_EM = 0.083
"""In widths of the picture: 10 px of 120, of which capitals take seven."""
LARGEST_EM = 2.23
"""In smallest sizes; of a flat picture, where lines are few, it is less."""
LINE_EM = 1.02
APART_EM = 0.1
"""At least so much picture shows between the ink of two lines."""
WIDEST = 0.75
"""Of a line's width: what a word takes at most, so that an ellipsis finds room beside it."""
FEWER_LINES = 0.85
"""So much of the size is left at least where the title is set in fewer lines."""
STEP = 0.95
"""Each try is this much smaller than the one before."""
MARGIN = 0.05
"""Of the square, on each side."""
MOST_PIECES = 160
"""More cannot be read on any cover."""
RULE_EM = (0.9, 0.11, 0.34)
"""The bar over the title: how wide, how thick, and how far above it."""
EDGE_EM, SHADOW_EM = 0.045, 0.03
STYLE = "Cover"


@dataclass(frozen=True)
class Line:
    """A line and where it stands: ``middle_px`` is the middle of its fonts' height."""

    text: str
    middle_px: float


@dataclass(frozen=True)
class Title:
    """The lines in place; everything drawn is between ``top_px`` and ``bottom_px``."""

    lines: tuple[Line, ...]
    em_px: float
    top_px: float
    bottom_px: float


@dataclass(frozen=True)
class Room:
    """Where the title may stand, in px, and the size of letters there."""

    top: float
    bottom: float
    width: float
    smallest_px: float
    largest_px: float

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


def document(edit: Edit, title: Title) -> str:
    """Return the text of the file libass draws the title from."""
    faces, middle = fonts(edit.look.title.family), edit.canvas.width_px // 2
    em_px = title.em_px
    dress = Dress(edge="dark", outline_px=EDGE_EM * em_px, shadow_px=SHADOW_EM * em_px)
    wide, thick, _ = (share * em_px for share in RULE_EM)
    rule = (
        f"{{\\an8\\pos({middle},{title.top_px:.0f})\\bord0\\shad0"
        f"\\1c{colour(edit.palette.accent)}\\p1}}{rounded(wide, thick, thick / 2)}"
    )
    events = [dialogue(0, 1, rule, style=STYLE)]
    for line in title.lines:
        words = typeset(directed(line.text, edit.facts.language), faces, em_px)
        placed_words = f"{{\\an5\\pos({middle},{line.middle_px:.1f})}}{words}"
        events.append(dialogue(0, 1, placed_words, style=STYLE, layer=1))
    return written(edit.canvas, [styled(STYLE, edit.look.title.family, dress, edit, 1)], events)


def faces_of(edit: Edit, title: Title) -> set[Face]:
    """Return the fonts the title needs."""
    style = fonts(edit.look.title.family)
    return {style.main, *(face for line in title.lines for face, _ in style.runs(line.text))}


def placed(edit: Edit) -> Title | None:
    """Place the edit's title at the bottom of its room; ``None`` when nothing of it can be drawn.

    Every word is there as long as all of them can be read; of a longer title, the first ones.
    """
    faces, room = fonts(edit.look.title.family), _room(edit)
    title = begun(faces.drawable(edit.facts.title))
    pieces = words_of(title, edit.facts.language)[:MOST_PIECES]
    words = [part for piece in pieces for part in _broken(piece, faces, room)]
    if not words:
        return None
    lines, em_px = _largest(words, faces, room) or _shortened(words, faces, room)
    return _stacked(lines, em_px, faces, room)


def _room(edit: Edit) -> Room:
    """The middle square of an upright picture, clear of the logo."""
    canvas = edit.canvas
    side = min(canvas.width_px, canvas.height_px)
    margin = MARGIN * side
    top = (canvas.height_px - side) / 2 + margin
    bottom = canvas.height_px - top
    logo = logo_room(edit)
    if edit.look.logo and logo:
        if edit.look.logo.corner.startswith("top"):
            top = max(top, logo.bottom)
        else:
            bottom = min(bottom, logo.top)
    smallest_px = SMALLEST_EM * canvas.width_px
    largest_px = max(min(LARGEST_EM * smallest_px, 0.25 * side), smallest_px)
    return Room(top, bottom, canvas.width_px - 2 * margin, smallest_px, largest_px)


def _broken(piece: Piece, faces: Fonts, room: Room) -> Iterator[Piece]:
    """A word as it is, or in equal parts when even the smallest size makes it wider than a line."""
    wide_px = faces.width_px(piece.text, room.smallest_px)
    parts = max(1, math.ceil(wide_px / (WIDEST * room.width)))
    size = math.ceil(len(piece.text) / parts)
    for at in range(0, len(piece.text), size):
        part = replace(piece, text=piece.text[at : at + size])
        yield replace(part, glue="", tie=LOOSE) if at else part


def _largest(words: Sequence[Piece], faces: Fonts, room: Room) -> tuple[list[str], float] | None:
    """The lines and size at which the words are largest; ``None`` when that is too small.

    Phrases are parted where keeping them whole would cost a third of the size.
    """
    whole = _fitted(words, faces, room)
    loose = [replace(word, tie=LOOSE) for word in words]
    parted = _fitted(loose, faces, room) if loose != list(words) else None
    if whole and (not parted or whole[1] > parted[1] * 2 / 3):
        return whole
    return parted


def _fitted(words: Sequence[Piece], faces: Fonts, room: Room) -> tuple[list[str], float] | None:
    """The lines and size, nearly the largest: a line fewer, and fuller, is worth a little of it."""
    found = _fitting(words, faces, room)
    largest = next(found, None)
    for lines, size_px in found:
        if largest is None or size_px < FEWER_LINES * largest[1]:
            break
        if len(lines) < len(largest[0]):
            return lines, size_px
    return largest


def _fitting(words: Sequence[Piece], faces: Fonts, room: Room) -> Iterator[tuple[list[str], float]]:
    """Every size at which the words fit, the largest first."""
    size_px = room.largest_px
    while size_px >= room.smallest_px:
        count = int((room.height / size_px - RULE_EM[1] - RULE_EM[2]) / (LINE_EM + APART_EM))
        laid = fit(
            words,
            faces,
            em_px=size_px,
            width_px=room.width - 2 * EDGE_EM * size_px,
            max_lines=max(1, count),
            smallest=1.0,
        )
        keeps = all(line[0].tie == LOOSE for line in laid.lines if line)
        if laid.scale == 1 and keeps:
            yield [text_of(line) for line in laid.lines], size_px
        size_px *= STEP


def _shortened(words: Sequence[Piece], faces: Fonts, room: Room) -> tuple[list[str], float]:
    """As many of the first words as can be read."""
    low, high = 1, len(words) - 1
    best = [words[0].text + " …"], room.smallest_px
    while low <= high:
        count = (low + high) // 2
        last = replace(words[count - 1], text=words[count - 1].text + " …")
        laid = _largest([*words[: count - 1], last], faces, room)
        best = laid or best
        low, high = (count + 1, high) if laid else (low, count - 1)
    return best


def _stacked(lines: Sequence[str], em_px: float, faces: Fonts, room: Room) -> Title:
    """One line under the other, by what is drawn of them, down to the bottom of the room."""
    extents = [faces.extent(line) for line in lines]
    bases = [extents[0].top * em_px]
    for above, extent in pairwise(extents):
        ink_px = (APART_EM - above.bottom + extent.top) * em_px
        bases.append(bases[-1] + max(LINE_EM * em_px, ink_px))
    high_px = bases[-1] - extents[-1].bottom * em_px + 2 * EDGE_EM * em_px
    if high_px > room.height + 1:
        return _stacked(lines, em_px * room.height / high_px, faces, room)
    _, thick, above_em = RULE_EM
    top = max(room.top, room.bottom - high_px)
    placed_lines = (
        Line(line, top + base + _middle_em(line, faces) * em_px)
        for line, base in zip(lines, bases, strict=True)
    )
    return Title(tuple(placed_lines), em_px, top - (thick + above_em) * em_px, top + high_px)


def _middle_em(line: str, faces: Fonts) -> float:
    """How far below the baseline the middle of a line's box is, which libass centres on."""
    heights = [(f.ascent / f.units_per_em, f.descent / f.units_per_em) for f, _ in faces.runs(line)]
    up, down = (max(values) for values in zip(*heights, strict=True))
    return float(down - up) / 2
