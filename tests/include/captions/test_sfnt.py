from pathlib import Path

import pytest

from include.captions.fonts import fonts
from include.captions.sfnt import read

FACE = fonts("SourceSansPro-Black.ttf").main


def test_a_face_knows_its_name_and_characters():
    assert FACE.family == "Source Sans Pro Black"
    assert FACE.has("ß")
    assert not FACE.has("海")


def test_wide_letters_are_wider():
    assert FACE.width_em("W") > FACE.width_em("i") > 0
    assert FACE.width_em("ab") == FACE.width_em("a") + FACE.width_em("b")


def test_a_file_that_is_no_font_is_refused(tmp_path: Path):
    path = tmp_path / "fake.ttf"
    path.write_bytes(b"not a font at all, but long enough to have a header")
    with pytest.raises(ValueError, match="not a usable OpenType font"):
        read(path)
