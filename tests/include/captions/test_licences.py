"""Every font that can be drawn with has a licence that is known and lets it be used."""

from include.captions.faces import read
from include.captions.fonts import FURTHER, packaged
from include.captions.licences import used


def test_every_font_there_is_has_an_open_licence():
    paths = [*FURTHER.glob("*.ttf"), *packaged().values()]
    assert len(paths) > 20
    fonts = used([read(path) for path in paths])
    assert {font.licence for font in fonts} == {"OFL-1.1", "Apache-2.0"}
    assert [font.file for font in fonts] == sorted(path.name for path in paths)


def test_a_font_says_whose_it_is():
    (font,) = used([read(FURTHER / "NotoSansHebrew-Bold.ttf")])
    assert font.family == "Noto Sans Hebrew"
    assert "Google" in font.copyright
