import pytest

from include.rendering import probe
from include.rendering.probe import Unreadable, key_frames_s, picture, sound_duration_s
from tests.include.editing.parts import edit, local
from tests.include.rendering.conftest import H264

pytestmark = pytest.mark.integration


def test_a_clip_is_described(made):
    found = picture(made("a.mp4", "testsrc2=s=640x360:r=25:d=2,setsar=4/3", *H264))
    assert (found.width_px, found.height_px, found.is_still) == (640, 360, False)
    assert found.duration_s == pytest.approx(2.0, abs=0.05)
    assert found.pixel_aspect == pytest.approx(4 / 3)


def test_an_image_is_a_still_and_may_be_see_through(made):
    found = picture(made("a.png", "color=red@0.5:s=64x64,format=rgba", "-frames:v", "1"))
    assert found.is_still
    assert found.has_alpha


def test_a_picture_too_large_for_memory_is_unreadable(made, monkeypatch):
    path = made("vast.png", "color=red:s=640x200", "-frames:v", "1")
    monkeypatch.setattr(probe, "MOST_PIXELS", 640 * 200)
    assert picture(path).width_px == 640
    monkeypatch.setattr(probe, "MOST_PIXELS", 640 * 200 - 1)
    with pytest.raises(Unreadable, match="million pixels; at most"):
        picture(path)


def test_sound_has_a_length(tmp_path):
    made = edit(tmp_path)
    expected = made.speech.end_s - made.speech.start_s
    assert sound_duration_s(local(made.sound.narration)) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    "content",
    [b"", b"#EXTM3U\n/etc/passwd\n", b"ffconcat version 1.0\nfile /etc/passwd\n", b"\x00" * 5000],
)
def test_what_is_no_media_is_unreadable(tmp_path, content):
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=r"clip\.mp4 cannot be decoded"):
        picture(path)


def test_a_missing_file_is_unreadable(tmp_path):
    with pytest.raises(Unreadable, match="cannot be decoded"):
        picture(tmp_path / "none.mp4")


def test_key_frames_are_told_by_when_they_are_shown(made):
    rate = ("-g", "30", "-keyint_min", "30", "-sc_threshold", "0")
    path = made("clip.mp4", "testsrc2=s=64x64:r=30:d=2.5", *H264, "-bf", "2", *rate)
    assert key_frames_s(path) == pytest.approx((0.0, 1.0, 2.0))
