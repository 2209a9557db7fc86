"""Everyone composes the same: small files, real ffmpeg, the results held against each other."""

import re

import pytest

from bench.render import contest as contests
from bench.render.contest import contest
from bench.render.footage import made
from bench.render.material import edit_of
from include.rendering.ffmpeg import messages
from include.storage.media import MediaStore
from stack.problems import Problem
from tests.bench.render.parts import SHAPE, SMALLER, SOURCES

pytestmark = [pytest.mark.integration, pytest.mark.slow]


def likeness(one, other, folder):
    """How alike two videos are, frame by frame: 1 is the same."""
    compared = ["-i", one, "-i", other, "-filter_complex", "[0:v][1:v]ssim", "-f", "null", "-"]
    return float(re.search(r"All:([\d.]+)", messages(compared, folder=folder))[1])


def test_all_compose_the_same_edit(tmp_path):
    store = MediaStore(tmp_path / "media")
    edit = edit_of(SHAPE, made(tmp_path / "footage", SOURCES), store, smaller=SMALLER)
    small = contest(edit, store, tmp_path / "contest")
    ours = small.ours("veryfast")
    frames = small.compose()
    canvas = edit.canvas
    assert frames.stat().st_size == edit.frames * canvas.width_px * canvas.height_px * 3 // 2
    floor, hand = small.floor(frames, "veryfast"), small.handwritten("veryfast")
    assert likeness("short.mp4", "floor.mp4", small.folder) > 0.9999
    assert likeness("short.mp4", "handwritten.mp4", small.folder) > 0.8
    for run in (ours, floor, hand):
        assert run.wall_s > 0
        assert run.peak_mb > 10
    assert set(small.sizes_mb()) == {"short", "floor", "handwritten"}


def test_frames_that_do_not_fit_into_memory_are_not_composed(tmp_path, monkeypatch):
    store = MediaStore(tmp_path / "media")
    edit = edit_of(SHAPE, made(tmp_path / "footage", SOURCES), store, smaller=SMALLER)
    small = contest(edit, store, tmp_path / "contest")
    monkeypatch.setattr(contests, "_available", lambda: 1_000_000)
    with pytest.raises(Problem, match=r"GB of memory, 0\.0 are free"):
        small.compose()
