from pathlib import Path

import pytest

from include.captions.faces import read
from include.captions.fonts import FURTHER, fonts

FACE = fonts("SourceSansPro-Black.ttf").main
ARABIC = read(FURTHER / "NotoSansArabic-Bold.ttf")


def test_a_face_knows_its_name_and_characters():
    assert FACE.family == "Source Sans Pro Black"
    assert FACE.has("ß")
    assert not FACE.has("海")


def test_wide_letters_are_wider():
    assert FACE.extent("W").advance > FACE.extent("i").advance > 0


def test_letters_are_measured_as_they_are_set_together():
    assert FACE.extent("AV").advance < FACE.extent("A").advance + FACE.extent("V").advance
    apart = sum(ARABIC.extent(letter).advance for letter in "القمر")
    assert ARABIC.extent("القمر").advance < apart


def test_ink_is_where_letters_reach():
    assert FACE.extent("Ag").top > FACE.extent("ag").top
    assert FACE.extent("Ag").bottom < 0 == FACE.extent("AB").bottom


def test_letters_end_one_after_the_other_in_reading_order():
    for face, text in ((FACE, "tide"), (ARABIC, "القمر")):
        stops = face.extent(text).stops
        assert list(stops) == sorted(stops)
        assert stops[-1] == pytest.approx(face.extent(text).advance)


def test_nothing_has_no_extent():
    assert FACE.extent("").advance == 0


@pytest.mark.parametrize("content", [b"", b"not a font at all, but long enough for a header"])
def test_a_file_that_is_no_font_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "fake.ttf"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="not a usable OpenType font"):
        read(path)
