"""Words into lines that fit: wrapped first, then smaller, then broken, never off screen."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from include.captions.fonts import Fonts
from include.text.breaking import may_break, phrases

STEP = 0.95
"""Each try is this much smaller than the one before."""
PART_BELOW = 0.82
"""Below this scale a phrase is rather parted than made smaller still."""
BREAK_BELOW = 0.62
"""Below this scale a word is rather broken than made smaller still."""
LOOSE, PHRASE, RULE = 0, 1, 2
MOST_CHARACTERS = 200
"""More is not read in large type, however long a title says it is."""


@dataclass(frozen=True)
class Piece:
    """A word, or a part of one that had to be broken; ``word`` is the index it came from.

    ``scale`` sets it larger or smaller than its neighbours. ``tie`` is how firmly it is bound to
    the piece before: ``LOOSE``, ``PHRASE`` (parted only where little else would fit) or ``RULE``.
    """

    word: int
    text: str
    glue: str = " "
    scale: float = 1.0
    tie: int = LOOSE


@dataclass(frozen=True)
class Layout:
    """Lines of pieces, and the scale at which they fit."""

    lines: tuple[tuple[Piece, ...], ...]
    scale: float


def begun(text: str) -> str:
    """``text``, or its beginning where there is too much of it to be read."""
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[:MOST_CHARACTERS].rstrip() + " …"


def words_of(text: str, language: str = "") -> list[Piece]:
    """Break ``text`` at spaces, and where there are none between phrases and wide characters."""
    pieces: list[Piece] = []
    for word in text.split():
        begins = 0
        for part in phrases(word, language):
            for i, unit in enumerate(_units(part)):
                tie = PHRASE if i else LOOSE
                glue = "" if begins else " "
                pieces.append(Piece(len(pieces), unit, glue, tie=tie))
                begins += 1
    return pieces


def _units(text: str) -> Iterator[str]:
    """Cut ``text`` before wide characters that may begin a line."""
    unit = ""
    for character in text:
        wide = unicodedata.east_asian_width(character) in "WF"
        if unit and wide and may_break(unit, character):
            yield unit
            unit = ""
        unit += character
    if unit:
        yield unit


def text_of(line: Sequence[Piece]) -> str:
    """The line as read."""
    return "".join((piece.glue if i else "") + piece.text for i, piece in enumerate(line))


def fit(
    pieces: Sequence[Piece],
    fonts: Fonts,
    *,
    em_px: float,
    width_px: float,
    max_lines: int,
    smallest: float,
    gap_em: float | None = None,
) -> Layout:
    """Lay out ``pieces`` in at most ``max_lines`` lines of ``width_px``, as large as possible.

    Words stand ``gap_em`` apart, or as far as the font's space is wide.
    """
    ruler = _Ruler(fonts, fonts.extent(" ").advance if gap_em is None else gap_em)
    scale = 1.0
    while scale >= smallest:
        room_em = width_px / (em_px * scale)
        tied = LOOSE if scale > PART_BELOW else PHRASE
        lines = _wrapped(pieces, ruler, room_em, tied)
        if lines is not None and len(lines) <= max_lines:
            return Layout(_even(lines, ruler, room_em, tied), scale)
        if scale <= BREAK_BELOW:
            lines = _wrapped([*_broken(pieces, ruler, room_em)], ruler, room_em)
            if lines is not None and len(lines) <= max_lines:
                return Layout(tuple(lines), scale)
        scale *= STEP
    return _squeezed(pieces, ruler, room_em=width_px / em_px, max_lines=max_lines)


@dataclass(frozen=True)
class _Ruler:
    """Measures in ems of plain words; ``gap_em`` stands for white space between words."""

    fonts: Fonts
    gap_em: float

    def piece(self, piece: Piece) -> float:
        return self.fonts.extent(piece.text).advance * piece.scale

    def line(self, line: Sequence[Piece]) -> float:
        gaps = sum(self.gap_em for piece in line[1:] if piece.glue)
        return sum(self.piece(piece) for piece in line) + gaps


def _wrapped(
    pieces: Sequence[Piece], ruler: _Ruler, room_em: float, tied: int = RULE
) -> list[tuple[Piece, ...]] | None:
    """Fill line after line, parting no ties firmer than ``tied``.

    ``None`` when what is tied together is too wide for a line.
    """
    lines: list[list[Piece]] = [[]]
    for unit in _bound(pieces, tied):
        if ruler.line(unit) > room_em:
            return None
        if lines[-1] and ruler.line([*lines[-1], *unit]) > room_em:
            lines.append([])
        lines[-1].extend(unit)
    return [tuple(line) for line in lines if line]


def _bound(pieces: Sequence[Piece], tied: int) -> list[list[Piece]]:
    units: list[list[Piece]] = []
    for piece in pieces:
        if units and piece.tie > tied:
            units[-1].append(piece)
        else:
            units.append([piece])
    return units


def _even(
    lines: Sequence[tuple[Piece, ...]], ruler: _Ruler, room_em: float, tied: int
) -> tuple[tuple[Piece, ...], ...]:
    """Narrow the lines as far as their number allows, so that none is left almost empty."""
    pieces = [piece for line in lines for piece in line]
    best = lines
    low, high = room_em / max(1, len(lines)), room_em
    for _ in range(8):
        middle = (low + high) / 2
        tried = _wrapped(pieces, ruler, middle, tied)
        if tried is not None and len(tried) == len(lines):
            best, high = tried, middle
        else:
            low = middle
    return tuple(best)


def _broken(pieces: Sequence[Piece], ruler: _Ruler, room_em: float) -> Iterator[Piece]:
    for piece in pieces:
        rest = piece
        while rest.text:
            count = _longest(rest, ruler, room_em)
            while count > 1 and unicodedata.combining(rest.text[count : count + 1] or " "):
                count -= 1
            yield replace(rest, text=rest.text[:count])
            rest = replace(rest, text=rest.text[count:], glue="")


def _longest(piece: Piece, ruler: _Ruler, room_em: float) -> int:
    """How many of its first characters fit, at least one; measured as seldom as can be."""

    def fits(count: int) -> bool:
        return ruler.piece(replace(piece, text=piece.text[:count])) <= room_em

    low, high = 1, 2
    while high <= len(piece.text) and fits(high):
        low, high = high, 2 * high
    high = min(high, len(piece.text) + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _squeezed(pieces: Sequence[Piece], ruler: _Ruler, *, room_em: float, max_lines: int) -> Layout:
    """Cut into equally many pieces a line, and shrink until the widest fits."""
    per_line = -(-len(pieces) // max_lines) or 1
    lines = tuple(tuple(pieces[i : i + per_line]) for i in range(0, len(pieces), per_line))
    widest = max((ruler.line(line) for line in lines), default=0.0)
    return Layout(lines, min(1.0, room_em / widest) if widest else 1.0)
