import pytest

from bench.render.footage import made
from bench.render.material import SENTENCES, Shape, edit_of
from include.storage.media import MediaStore
from tests.bench.render.parts import SOURCES

pytestmark = pytest.mark.integration


def test_an_edit_is_spoken_and_takes_the_files_in_turn(tmp_path):
    footage = made(tmp_path / "footage", SOURCES)
    store = MediaStore(tmp_path / "media")
    edit = edit_of(Shape(seconds=20, beats=2, sentences=1, clips=2), footage, store, smaller=5)
    assert edit.duration_s == 20
    assert edit.shots[-1].end_frame == edit.frames
    assert (edit.canvas.width_px, edit.canvas.height_px) == (216, 384)
    files = [shot.clip.media.digest for shot in edit.shots]
    assert len(files) == 4
    assert files[3] == files[0]
    assert len(set(files)) == 3
    spoken = " ".join(word.text for word in edit.spoken)
    assert spoken == " ".join(SENTENCES[:2])
    assert edit.sound.music is not None


def test_an_edit_lasts_as_long_as_its_words(tmp_path):
    footage = made(tmp_path / "footage", SOURCES)
    store = MediaStore(tmp_path / "media")
    edit = edit_of(Shape(seconds=1, beats=1, sentences=1, clips=1), footage, store)
    assert 4 < edit.duration_s < 10
    assert edit.canvas.height_px == 1920
