"""Which font draws which character: the look's own first, then one for each further script.

The look's font comes from the package ``font_source_sans_pro``; the others are files in
``include/resources/fonts``. A character that none of them has is left out, never drawn as a box.
"""

import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from include.captions.sfnt import Face, read

FURTHER = Path(__file__).resolve().parent.parent / "resources" / "fonts"
JOINERS = frozenset("\u200c\u200d\u200e\u200f\u2060")
"""Characters that shape or direct their neighbours and have no picture of their own."""
FALLBACKS = ("DroidSansFallbackFull.ttf", "NanumSquareB.ttf")
VARIATIONS = frozenset("\ufe0e\ufe0f\u20e3")
PICTURES = frozenset({"So", "Sk"})
"""Categories of emoji and their modifiers, which captions leave out without a word."""


class Fonts:
    """The fonts of one style, in the order they are asked."""

    def __init__(self, file_name: str) -> None:
        self.faces = (read(_packaged(file_name)), *(read(path) for path in _further()))

    @property
    def main(self) -> Face:
        """The style's own font."""
        return self.faces[0]

    def face(self, character: str) -> Face | None:
        """The first font that has the character; ``None`` when there is none."""
        return next((face for face in self.faces if face.has(character)), None)

    def drawable(self, text: str) -> str:
        """``text`` without what no font draws, its white space made single spaces."""
        kept: list[str] = []
        follows = True
        for character in unicodedata.normalize("NFC", text):
            follows = self._is_drawable(character) and (follows or character not in JOINERS)
            kept.append(character if follows else "")
        return " ".join("".join(kept).split())

    def missing(self, text: str) -> Iterator[str]:
        """Yield characters that should be seen and that no font has; emoji are not among them."""
        for character in unicodedata.normalize("NFC", text):
            kind = unicodedata.category(character)
            unseen = kind[0] == "C" or kind in PICTURES or character in VARIATIONS
            if not unseen and not self._is_drawable(character):
                yield character

    def runs(self, text: str) -> Iterator[tuple[Face, str]]:
        """Split ``text`` into stretches of one font; marks and spaces stay with what is before."""
        faces: list[Face] = []
        for character in text:
            stays = faces and (
                character.isspace() or character in JOINERS or unicodedata.combining(character)
            )
            kept = stays and (
                character.isspace() or character in JOINERS or faces[-1].has(character)
            )
            faces.append(faces[-1] if kept else self.face(character) or self.main)
        pairs = zip(faces, text, strict=True)
        for _, group in groupby(pairs, key=lambda pair: pair[0].path):
            members = list(group)
            yield members[0][0], "".join(character for _, character in members)

    def width_px(self, text: str, em_px: float) -> float:
        """Width of ``text``, a little too much rather than too little."""
        return sum(face.width_em(run) for face, run in self.runs(text)) * em_px

    def _is_drawable(self, character: str) -> bool:
        if character.isspace() or character in JOINERS:
            return True
        return unicodedata.category(character)[0] != "C" and self.face(character) is not None


@lru_cache(maxsize=8)
def fonts(file_name: str) -> Fonts:
    """Return the fonts of a style whose own font has this file name.

    Raises:
        ValueError: The package has no such file; the message names those it has.
    """
    return Fonts(file_name)


def stage(faces: Iterable[Face], folder: Path) -> None:
    """Copy fonts into a folder of their own: libass warns of any other file in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in {face.path for face in faces}:
        shutil.copyfile(path, folder / path.name)


def _further() -> list[Path]:
    return [*sorted(FURTHER.glob("Noto*.ttf")), *(FURTHER / name for name in FALLBACKS)]


def _packaged(file_name: str) -> Path:
    import font_source_sans_pro

    folder = Path(font_source_sans_pro.__file__).parent / "files"
    known = sorted(path.name for path in folder.glob("*.[ot]tf"))
    if file_name not in known:
        raise ValueError(f"Font {file_name!r} does not exist. Choose one of: {', '.join(known)}.")
    return folder / file_name
