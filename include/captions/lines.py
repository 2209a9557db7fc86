"""Words into lines that fit: wrapped first, then smaller, then broken, never off screen."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from include.captions.fonts import Fonts

STEP = 0.95
"""Each try is this much smaller than the one before."""
BREAK_BELOW = 0.62
"""Below this scale a word is rather broken than made smaller still."""


@dataclass(frozen=True)
class Piece:
    """A word, or a part of one that had to be broken; ``word`` is the index it came from."""

    word: int
    text: str
    glue: str = " "


@dataclass(frozen=True)
class Layout:
    """Lines of pieces, and the scale at which they fit."""

    lines: tuple[tuple[Piece, ...], ...]
    scale: float


def words_of(text: str) -> list[Piece]:
    """Break ``text`` at spaces, and before CJK characters that are no punctuation."""
    pieces: list[Piece] = []
    for word in text.split():
        glue = " "
        for character in word:
            wide = unicodedata.east_asian_width(character) in "WF"
            closing = unicodedata.category(character).startswith("P")
            if glue or (wide and not closing):
                pieces.append(Piece(len(pieces), character, glue))
                glue = ""
            else:
                last = pieces[-1]
                pieces[-1] = Piece(last.word, last.text + character, last.glue)
    return pieces


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
) -> Layout:
    """Lay out ``pieces`` in at most ``max_lines`` lines of ``width_px``, as large as possible."""
    scale = 1.0
    while scale >= smallest:
        size = em_px * scale
        lines = _wrapped(pieces, fonts, size, width_px)
        if lines is not None and len(lines) <= max_lines:
            return Layout(_even(lines, fonts, size, width_px), scale)
        if scale <= BREAK_BELOW:
            lines = _wrapped(list(_broken(pieces, fonts, size, width_px)), fonts, size, width_px)
            if lines is not None and len(lines) <= max_lines:
                return Layout(tuple(lines), scale)
        scale *= STEP
    return _squeezed(pieces, fonts, em_px=em_px, width_px=width_px, max_lines=max_lines)


def _wrapped(
    pieces: Sequence[Piece], fonts: Fonts, size: float, width_px: float
) -> list[tuple[Piece, ...]] | None:
    """Fill line after line; ``None`` when a piece alone is too wide."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if fonts.width_px(piece.text, size) > width_px:
            return None
        if lines[-1] and fonts.width_px(text_of([*lines[-1], piece]), size) > width_px:
            lines.append([])
        lines[-1].append(piece)
    return [tuple(line) for line in lines if line]


def _even(
    lines: Sequence[tuple[Piece, ...]], fonts: Fonts, size: float, width_px: float
) -> tuple[tuple[Piece, ...], ...]:
    """Narrow the lines as far as their number allows, so that none is left almost empty."""
    pieces = [piece for line in lines for piece in line]
    best = lines
    low, high = width_px / max(1, len(lines)), width_px
    for _ in range(8):
        middle = (low + high) / 2
        tried = _wrapped(pieces, fonts, size, middle)
        if tried is not None and len(tried) == len(lines):
            best, high = tried, middle
        else:
            low = middle
    return tuple(best)


def _broken(pieces: Sequence[Piece], fonts: Fonts, size: float, width_px: float) -> Iterator[Piece]:
    for piece in pieces:
        rest, glue = piece.text, piece.glue
        while rest:
            count = len(rest)
            while count > 1 and fonts.width_px(rest[:count], size) > width_px:
                count -= 1
            yield Piece(piece.word, rest[:count], glue)
            rest, glue = rest[count:], ""


def _squeezed(
    pieces: Sequence[Piece], fonts: Fonts, *, em_px: float, width_px: float, max_lines: int
) -> Layout:
    """Cut into equally many pieces a line, and shrink until the widest fits."""
    per_line = -(-len(pieces) // max_lines) or 1
    lines = tuple(tuple(pieces[i : i + per_line]) for i in range(0, len(pieces), per_line))
    widest = max((fonts.width_px(text_of(line), em_px) for line in lines), default=0.0)
    return Layout(lines, min(1.0, width_px / widest) if widest else 1.0)
