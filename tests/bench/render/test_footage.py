import pytest

from bench.render import footage
from include.rendering.probe import picture
from tests.bench.render.parts import SOURCES

pytestmark = pytest.mark.integration


def test_files_are_as_asked_for_and_made_once(tmp_path, capsys):
    made = footage.made(tmp_path / "new", SOURCES)
    assert "Making portrait.mp4." in capsys.readouterr().out
    found = [picture(path) for path in made]
    assert [(f.width_px, f.height_px) for f in found] == [(144, 256), (320, 180), (180, 180)]
    assert [round(f.duration_s, 1) for f in found] == [1.5, 0.0, 2.5]
    assert [f.is_still for f in found] == [source.is_still for source in SOURCES]
    assert footage.made(tmp_path / "new", SOURCES) == made
    assert capsys.readouterr().out == ""


def test_the_shipped_sources_differ_in_everything_that_costs():
    shapes = {source.width_px / source.height_px for source in footage.SOURCES}
    assert len(shapes) >= 4
    assert {source.fps for source in footage.SOURCES} == {0, 24, 25, 30, 60}
    assert min(source.lasts_s for source in footage.SOURCES if source.fps) < 10
