"""A real short, and the same with its sound moved."""

import pytest

from bench.render.drift import lag_frames
from bench.render.footage import made
from bench.render.material import edit_of
from include.rendering.ffmpeg import messages
from include.rendering.render import render
from include.storage.media import MediaStore
from tests.bench.render.parts import SHAPE, SMALLER, SOURCES

pytestmark = pytest.mark.integration


@pytest.mark.slow
def test_the_sound_of_a_short_is_where_its_picture_is_until_somebody_moves_it(tmp_path):
    store = MediaStore(tmp_path / "media")
    edit = edit_of(SHAPE, made(tmp_path / "footage", SOURCES), store, smaller=SMALLER)
    narration = store.local(edit.sound.narration)
    done = render(edit, local=store.local, work_dir=tmp_path, on_progress=lambda _: None)
    assert lag_frames(edit, done.video, narration) == pytest.approx((0, 0), abs=0.3)

    moved = "setts=ts=TS+4800"
    args = ["-i", "short.mp4", "-c", "copy", "-bsf:a", moved, "-y", "late.mp4"]
    messages(args, folder=tmp_path)
    late = lag_frames(edit, tmp_path / "late.mp4", narration)
    assert late == pytest.approx((3, 3), abs=0.3)
