"""Real previews: moments of the whole short, and never too large."""

import itertools

import pytest

from include.rendering import preview
from include.rendering.ffmpeg import messages
from tests.include.editing.parts import edit, script

pytestmark = pytest.mark.integration

ENCODED = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "60")


def video_of(folder, source, *options):
    path = folder / "short.mp4"
    messages(["-f", "lavfi", "-i", source, *ENCODED, *options, str(path)], folder=folder)
    return path


def previewed(work, source, seconds, *options):
    video = video_of(work, source, *options)
    made = edit(work, written=script(["One."])).model_copy(update={"frames": round(30 * seconds)})
    return preview.made(made, video, folder=work)


def shown(path):
    """Brightness of every frame, the size in px, and how long the animation lasts in ms."""
    import numpy as np

    data, raw = path.read_bytes(), path.with_suffix(".raw")
    assert (data[:4], data[8:12]) == (b"RIFF", b"WEBP")
    gray = ("-pix_fmt", "gray", "-fps_mode", "passthrough", "-f", "rawvideo", raw.name)
    messages(["-y", "-i", path.name, *gray], folder=path.parent)
    chunks = dict.fromkeys(("VP8 ", "VP8X", "ANMF"), b"")
    at, lasts_ms = 12, 0
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        chunks[data[at : at + 4].decode()] = data[at + 8 : at + 8 + size]
        if data[at : at + 4] == b"ANMF":
            lasts_ms += int.from_bytes(data[at + 20 : at + 23], "little")
        at += 8 + size + size % 2
    wide, high = chunks["VP8X"][4:7], chunks["VP8X"][7:10]
    size_px = 1 + int.from_bytes(wide, "little"), 1 + int.from_bytes(high, "little")
    frames = np.fromfile(raw, np.uint8).reshape(-1, size_px[0] * size_px[1])
    return list(frames.mean(axis=1)), size_px, lasts_ms


def test_it_shows_moments_of_the_whole_short(work):
    ramp = "color=black:s=270x480:r=30:d=30,geq=lum=16+N/5:cb=128:cr=128"
    path = previewed(work, ramp, 30)
    levels, size, lasts_ms = shown(path)
    assert size == (300, 534)
    assert lasts_ms == pytest.approx(4000, abs=400)
    assert levels == sorted(levels)
    assert levels[0] < 40
    assert levels[-1] > 170
    jumps = [later - earlier for earlier, later in itertools.pairwise(levels)]
    assert sum(jump > 15 for jump in jumps) == preview.MOMENTS - 1


def test_a_brief_short_is_shown_from_its_start(work):
    path = previewed(work, "testsrc2=s=270x480:r=30:d=3", 3)
    _, _, lasts_ms = shown(path)
    assert lasts_ms == pytest.approx(3000, abs=200)


def test_a_wide_short_is_as_wide(work):
    _, size, _ = shown(previewed(work, "testsrc2=s=640x360:r=30:d=3", 3))
    assert size == (300, 168)


@pytest.mark.slow
def test_even_noise_is_made_small_enough(work):
    noise = "color=gray:s=320x568:r=30:d=9,noise=alls=100:allf=t"
    path = previewed(work, noise, 9, "-crf", "4")
    assert 100_000 < path.stat().st_size <= preview.MOST_BYTES


def test_when_no_step_is_small_enough_the_smallest_is_left(work, monkeypatch):
    monkeypatch.setattr(preview, "MOST_BYTES", 100)
    path = previewed(work, "testsrc2=s=270x480:r=30:d=9", 9)
    assert b"ANMF" not in path.read_bytes(), "a single frame"
    assert path.stat().st_size < 10_000


@pytest.mark.parametrize("keys_s", [(), (0.0,), (0.0, 2.0, 4.0, 29.9), tuple(range(0, 30, 2))])
def test_moments_begin_inside_the_short_and_in_order(keys_s):
    found = preview.begins_s(30.0, keys_s)
    assert found == tuple(sorted(set(found)))
    assert found[0] >= 0
    assert found[-1] <= 30 - preview.MOMENT_S
    assert set(found) <= {0.0, *keys_s}
