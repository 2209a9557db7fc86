"""What a font file says of itself: which characters it has, and how wide they are.

Format: OpenType 1.9 (tables ``cmap``, ``head``, ``hhea``, ``hmtx``, ``OS/2``, ``name``).
"""

import struct
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

FAMILY, SUBFAMILY, FULL_NAME = 1, 2, 4


@dataclass(frozen=True, eq=False)
class Face:
    """A font's metrics, in font units unless the name says otherwise.

    ``ascent + descent`` is what libass scales to a style's font size.
    """

    path: Path
    family: str
    full_name: str
    units_per_em: int
    ascent: int
    descent: int
    glyphs: dict[int, int] = field(repr=False)
    advances: tuple[int, ...] = field(repr=False)

    def has(self, character: str) -> bool:
        """Whether the font draws this character."""
        return self.glyphs.get(ord(character), 0) != 0

    def width_em(self, text: str) -> float:
        """Width of ``text`` set without kerning or ligatures, in ems."""
        last = len(self.advances) - 1
        units = sum(self.advances[min(self.glyphs.get(ord(c), 0), last)] for c in text)
        return units / self.units_per_em

    @property
    def size_per_em(self) -> float:
        """The ``Fontsize`` that makes one em one pixel."""
        return (self.ascent + self.descent) / self.units_per_em


@lru_cache(maxsize=64)
def read(path: Path) -> Face:
    """Read a ``.ttf`` or ``.otf`` file.

    Raises:
        ValueError: The file is no OpenType font, or lacks a Unicode character map.
    """
    data = path.read_bytes()
    try:
        tables = _tables(data)
        names = _names(data, tables["name"])
        ascent, descent = struct.unpack_from(">HH", data, tables["OS/2"] + 74)
        (count,) = struct.unpack_from(">H", data, tables["hhea"] + 34)
        return Face(
            path=path,
            family=names[FAMILY],
            full_name=names.get(FULL_NAME, names[FAMILY]),
            units_per_em=struct.unpack_from(">H", data, tables["head"] + 18)[0],
            ascent=ascent,
            descent=descent,
            glyphs=_glyphs(data, tables["cmap"]),
            advances=struct.unpack_from(">" + "Hh" * count, data, tables["hmtx"])[::2],
        )
    except (KeyError, struct.error) as error:
        raise ValueError(f"{path} is not a usable OpenType font. Replace the file.") from error


def _tables(data: bytes) -> dict[str, int]:
    (count,) = struct.unpack_from(">H", data, 4)
    entries = (struct.unpack_from(">4sIII", data, 12 + 16 * i) for i in range(count))
    return {tag.decode("latin-1"): offset for tag, _, offset, _ in entries}


def _names(data: bytes, at: int) -> dict[int, str]:
    _, count, storage = struct.unpack_from(">HHH", data, at)
    names: dict[int, str] = {}
    for i in range(count):
        platform, _, language, name_id, length, offset = struct.unpack_from(
            ">6H", data, at + 6 + 12 * i
        )
        if (platform, language) == (3, 0x409):
            raw = data[at + storage + offset : at + storage + offset + length]
            names[name_id] = raw.decode("utf-16-be")
    return names


def _glyphs(data: bytes, at: int) -> dict[int, int]:
    (count,) = struct.unpack_from(">H", data, at + 2)
    found: dict[int, int] = {}
    for i in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, at + 4 + 8 * i)
        if (platform, encoding) in {(3, 1), (3, 10), (0, 3), (0, 4)}:
            (kind,) = struct.unpack_from(">H", data, at + offset)
            if kind in _READERS:
                found.update(_READERS[kind](data, at + offset))
    if not found:
        raise KeyError("cmap")
    return found


def _segments(data: bytes, at: int) -> dict[int, int]:
    """Format 4: ranges of the Basic Multilingual Plane."""
    (twice,) = struct.unpack_from(">H", data, at + 6)
    n = twice // 2
    ends = struct.unpack_from(f">{n}H", data, at + 14)
    starts = struct.unpack_from(f">{n}H", data, at + 16 + twice)
    deltas = struct.unpack_from(f">{n}H", data, at + 16 + 2 * twice)
    ranges_at = at + 16 + 3 * twice
    offsets = struct.unpack_from(f">{n}H", data, ranges_at)
    glyphs: dict[int, int] = {}
    for i in range(n):
        for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
            glyph = code
            if offsets[i]:
                where = ranges_at + 2 * i + offsets[i] + 2 * (code - starts[i])
                (glyph,) = struct.unpack_from(">H", data, where)
            if glyph or not offsets[i]:
                glyphs[code] = (glyph + deltas[i]) & 0xFFFF
    return glyphs


def _groups(data: bytes, at: int) -> dict[int, int]:
    """Format 12: ranges of all of Unicode."""
    (count,) = struct.unpack_from(">I", data, at + 12)
    glyphs: dict[int, int] = {}
    for i in range(count):
        first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * i)
        glyphs.update((code, glyph + code - first) for code in range(first, last + 1))
    return glyphs


_READERS = {4: _segments, 12: _groups}
