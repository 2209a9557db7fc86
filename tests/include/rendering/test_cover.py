"""Real covers: small enough, large enough to be read, without the captions of the frame."""

import av
import numpy as np
import pytest

from include.rendering import cover
from include.rendering.footage import Footage
from include.rendering.probe import picture
from tests.include.editing.parts import clip, edit, script
from tests.include.rendering.conftest import H264
from tests.include.shorts.parts import at_a_fifth

pytestmark = pytest.mark.integration


def pixels(path):
    with av.open(str(path)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24").astype(int)


def covered(made, work, monkeypatch, *, frame=0, footage=None):
    monkeypatch.setattr(cover, "best_frame", lambda *_: frame)
    return cover.made(made, footage or {}, work / "short.mp4", folder=work)


def untitled(made):
    return made.model_copy(update={"facts": made.facts.model_copy(update={"title": ""})})


def test_the_title_stands_on_the_frame_and_no_caption_does(tmp_path, work, monkeypatch):
    made = at_a_fifth(edit(tmp_path, written=script(["Tides rise twice a day."])))
    bare = pixels(covered(untitled(made), work, monkeypatch))
    titled = pixels(covered(made, work, monkeypatch))
    assert titled.shape == (384, 216, 3)
    assert (titled > 235).all(axis=2).sum() > 1_000, "white letters"
    assert not (bare > 235).all(axis=2).any(), "captions"
    assert abs(titled[:60] - bare[:60]).max() < 12, "above the title nothing changes"


def test_letters_stand_out_on_a_white_picture_seen_small(tmp_path, work, made, monkeypatch):
    path = made("white.mp4", "color=white:s=216x384:r=30:d=1", *H264)
    cut = at_a_fifth(edit(tmp_path, written=script(["One two."]), clips=[clip(path)]))
    footage = {0: Footage(path, picture(path))}
    found = pixels(covered(cut, work, monkeypatch, frame=5, footage=footage))
    rows = found[170:300].mean(axis=2)
    assert found[:60].min() > 235, "the picture is white where no title is"
    assert np.percentile(rows, 95) - np.percentile(rows, 20) > 100


def test_the_frame_is_the_one_that_was_chosen(tmp_path, work, made, monkeypatch):
    ramp = "color=black:s=216x384:r=30:d=2,geq=lum=16+3*N:cb=128:cr=128"
    path = made("ramp.mp4", ramp, *H264)
    cut = at_a_fifth(edit(tmp_path, written=script(["One two three four."]), clips=[clip(path)]))
    footage = {0: Footage(path, picture(path))}
    levels = [
        pixels(covered(untitled(cut), work, monkeypatch, frame=at, footage=footage)).mean()
        for at in (0, 10, 40)
    ]
    assert levels == sorted(levels)
    assert levels[0] < 10
    slowed = cut.frames / 60 if cut.frames > 60 else 1
    assert levels[1] == pytest.approx(3 * 10 / min(slowed, 1.4) * 255 / 219, abs=8)


def test_its_colours_are_those_of_the_picture(tmp_path, work, made, monkeypatch):
    red = "color=0xc83232:s=216x384:r=30:d=1,scale=out_color_matrix=bt709:out_range=tv"
    path = made("red.mp4", red, *H264, "-colorspace", "bt709", "-color_range", "tv")
    cut = at_a_fifth(edit(tmp_path, written=script(["One two."]), clips=[clip(path)]))
    footage = {0: Footage(path, picture(path))}
    found = pixels(covered(untitled(cut), work, monkeypatch, frame=3, footage=footage))
    assert found[100, 100] == pytest.approx([200, 50, 50], abs=10)


def test_a_noisy_picture_is_made_small_enough(tmp_path, work, made, monkeypatch):
    noise = "nullsrc=s=1080x1920:r=30:d=0.1,geq=random(1)*255:128:128"
    path = made("noise.mp4", noise, *H264, "-crf", "4")
    cut = edit(tmp_path, written=script(["One two."]), clips=[clip(path)])
    footage = {0: Footage(path, picture(path))}
    found = covered(cut, work, monkeypatch, frame=0, footage=footage)
    assert 100_000 < found.stat().st_size <= cover.MOST_BYTES
    assert [path.name for path in work.glob("*.jpg")] == ["cover.jpg"]
