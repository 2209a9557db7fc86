"""What a font file says of itself, and how wide its letters come out once they are shaped.

HarfBuzz shapes here as it does inside libass, so what is measured is what will be drawn.
Format: OpenType 1.9 (table ``OS/2``).
"""

import struct
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

WIN_METRICS_AT = 74
"""Offset of ``usWinAscent`` and ``usWinDescent`` in ``OS/2``."""


@dataclass(frozen=True)
class Extent:
    """Lengths from the start of the baseline, up and right positive, in ems.

    ``advance`` is where the next letter begins; the others hold the ink. ``stops`` are where each
    letter (or what is joined to one) ends, in the order they are read.
    """

    advance: float
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    stops: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class Face:
    """A font; ``ascent + descent`` (font units) is what libass scales to a style's font size."""

    path: Path
    family: str
    units_per_em: int
    ascent: int
    descent: int
    characters: frozenset[int] = field(repr=False)
    font: Any = field(repr=False)

    def has(self, character: str) -> bool:
        """Whether the font draws this character."""
        return ord(character) in self.characters

    @property
    def size_per_em(self) -> float:
        """The ``Fontsize`` that makes one em one pixel."""
        return (self.ascent + self.descent) / self.units_per_em

    def extent(self, text: str) -> Extent:
        """Measure ``text``, which is of one script."""
        import uharfbuzz

        if not text:
            return Extent(advance=0.0)
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self.font, buffer)
        at = 0
        edges = {"left": [0.0], "right": [0.0], "top": [0.0], "bottom": [0.0]}
        widths: dict[int, int] = {}
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            ink = self.font.get_glyph_extents(info.codepoint)
            if ink is not None and ink.width:
                x, y = at + place.x_offset + ink.x_bearing, place.y_offset + ink.y_bearing
                for name, edge in (
                    ("left", x),
                    ("right", x + ink.width),
                    ("top", y),
                    ("bottom", y + ink.height),
                ):
                    edges[name].append(edge / self.units_per_em)
            at += place.x_advance
            widths[info.cluster] = widths.get(info.cluster, 0) + place.x_advance
        stops, stop = [], 0
        for cluster in sorted(widths):
            stop += widths[cluster]
            stops.append(stop / self.units_per_em)
        return Extent(
            advance=at / self.units_per_em,
            left=min(edges["left"]),
            right=max(edges["right"]),
            top=max(edges["top"]),
            bottom=min(edges["bottom"]),
            stops=tuple(stops),
        )


@lru_cache(maxsize=64)
def read(path: Path) -> Face:
    """Read a ``.ttf`` or ``.otf`` file.

    Raises:
        ValueError: The file is no OpenType font, or lacks a Unicode character map.
    """
    import uharfbuzz

    face = uharfbuzz.Face(uharfbuzz.Blob(path.read_bytes()))
    family = face.get_name(uharfbuzz.OTNameIdPredefined.FONT_FAMILY) if face.glyph_count else ""
    try:
        metrics = struct.unpack_from(">HH", face.reference_table("OS/2").data, WIN_METRICS_AT)
    except struct.error:
        metrics = (0, 0)
    if not family or not sum(metrics) or not face.unicodes:
        raise ValueError(f"{path} is not a usable OpenType font. Replace the file.")
    return Face(
        path=path,
        family=family,
        units_per_em=face.upem,
        ascent=metrics[0],
        descent=metrics[1],
        characters=frozenset(face.unicodes),
        font=uharfbuzz.Font(face),
    )
