"""Which font draws which character: the look's own first, then one for each further script.

The look's font comes from an installed font package (``font_source_sans_pro`` and others say what
they have in the entry points ``fonts_ttf`` and ``fonts_otf``); the others are files in
``include/resources/fonts``. A character that none of them has is left out, never drawn as a box.
"""

import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

from include.captions.faces import Extent, Face, read

FURTHER = Path(__file__).resolve().parent.parent / "resources" / "fonts"
EMOJI = "NotoEmoji-Bold.ttf"
FALLBACKS = ("DroidSansFallbackFull.ttf", "NanumSquareB.ttf")
JOINERS = frozenset("\u200c\u200d\u200e\u200f\u2060")
"""Characters that shape or direct their neighbours and have no picture of their own."""
UNSEEN = frozenset("\ufe0e\ufe0f\u20e3")
"""Which variant of a picture is meant, and the frame of a key: libass would draw them as spaces."""
PICTURE = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
    "(?:[\U0001f3fb-\U0001f3ff]|\u200d[\u2600-\u27bf\U0001f000-\U0001faff])*"
)
"""An emoji with everything that changes it, which one font has to draw as one picture."""


class Fonts:
    """The fonts of one style, in the order they are asked."""

    def __init__(self, file_name: str) -> None:
        self.faces = (read(_packaged(file_name)), *(read(path) for path in _further()))
        self._emoji = next(face for face in self.faces if face.path.name == EMOJI)
        self.extent = lru_cache(maxsize=8192)(self._extent)

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
        seen = (c for c in unicodedata.normalize("NFC", text) if c not in UNSEEN)
        for character in seen:
            follows = self._is_drawable(character) and (follows or character not in JOINERS)
            kept.append(character if follows else "")
        return " ".join("".join(kept).split())

    def missing(self, text: str) -> Iterator[str]:
        """Yield characters that should be seen and that no font has."""
        for character in unicodedata.normalize("NFC", text):
            unseen = unicodedata.category(character)[0] == "C" or character in UNSEEN
            if not unseen and not self._is_drawable(character):
                yield character

    def runs(self, text: str) -> Iterator[tuple[Face, str]]:
        """Split ``text`` into stretches of one font; marks and spaces stay with what is before.

        But a space behind an emoji is the text's own.
        """
        faces: list[Face] = []
        at = 0
        for picture in [*PICTURE.finditer(text), None]:
            self._choose(text[at : picture.start() if picture else len(text)], faces)
            if picture:
                known = all(self._emoji.has(c) for c in picture.group())
                chosen = [self._emoji] * len(picture.group()) if known else None
                faces.extend(chosen or self._choose(picture.group(), []))
                at = picture.end()
        pairs = zip(faces, text, strict=True)
        for _, group in groupby(pairs, key=lambda pair: pair[0].path):
            members = list(group)
            yield members[0][0], "".join(character for _, character in members)

    def width_px(self, text: str, em_px: float) -> float:
        """Width of ``text`` once shaped."""
        return self.extent(text).advance * em_px

    def _choose(self, text: str, faces: list[Face]) -> list[Face]:
        """Append the font of each character of ``text`` to ``faces``."""
        for character in text:
            joins = character.isspace() or character in JOINERS
            if joins and not faces and (led := text.lstrip("".join(JOINERS))):
                character = led[0]  # noqa: PLW2901
            if character.isspace() and faces[-1:] == [self._emoji]:
                joins = False  # The space of an emoji font is as wide as a picture.
            stays = joins or (unicodedata.combining(character) and faces[-1:])
            kept = faces and stays and (joins or faces[-1].has(character))
            faces.append(faces[-1] if kept else self.face(character) or self.main)
        return faces

    def _extent(self, text: str) -> Extent:
        at = 0.0
        ink = Extent(advance=0.0)
        for face, run in self.runs(text):
            part = face.extent(run)
            ink = Extent(
                advance=at + part.advance,
                left=min(ink.left, at + part.left),
                right=max(ink.right, at + part.right),
                top=max(ink.top, part.top),
                bottom=min(ink.bottom, part.bottom),
                stops=(*ink.stops, *(at + stop for stop in part.stops)),
            )
            at += part.advance
        return ink

    def _is_drawable(self, character: str) -> bool:
        if character.isspace() or character in JOINERS:
            return True
        return unicodedata.category(character)[0] != "C" and self.face(character) is not None


@lru_cache(maxsize=8)
def fonts(file_name: str) -> Fonts:
    """Return the fonts of a style whose own font has this file name.

    Raises:
        ValueError: No installed package has such a file; the message names those there are.
    """
    return Fonts(file_name)


def stage(faces: Iterable[Face], folder: Path) -> None:
    """Copy fonts into a folder of their own: libass warns of any other file in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in {face.path for face in faces}:
        shutil.copyfile(path, folder / path.name)


def _further() -> list[Path]:
    return [*sorted(FURTHER.glob("Noto*.ttf")), *(FURTHER / name for name in FALLBACKS)]


@lru_cache(maxsize=1)
def packaged() -> dict[str, Path]:
    """Font files of the installed font packages, by file name; TrueType before PostScript."""
    found: dict[str, Path] = {}
    for entry in [*entry_points(group="fonts_otf"), *entry_points(group="fonts_ttf")]:
        spec = find_spec(entry.module)
        for folder in (spec and spec.submodule_search_locations) or ():
            files = sorted(Path(folder, "files").glob("*.[ot]tf"))
            found.update({path.name: path for path in files})
    return found


def _packaged(file_name: str) -> Path:
    known = packaged()
    if file_name not in known:
        names = ", ".join(sorted(known))
        raise ValueError(f"Font {file_name!r} does not exist. Choose one of: {names}.")
    return known[file_name]
