"""A piece without fades is used whole, one with fades without them."""

import pytest

from include.rendering.body import body
from include.rendering.probe import Unreadable

pytestmark = pytest.mark.integration
NOISE = "anoisesrc=c=pink:a=0.3:r=44100:seed=3"


@pytest.mark.parametrize(
    "source", [f"{NOISE}:d=10", "sine=f=220:r=8000:d=9", "anullsrc=r=48000:d=5", f"{NOISE}:d=0.5"]
)
def test_what_has_no_fades_is_all_body(made, source):
    begins_s, ends_s = body(made("music.wav", source))
    assert begins_s == 0
    assert ends_s == pytest.approx(float(source.rpartition("=")[2]), abs=0.11)


def test_fades_at_both_ends_are_left_out(made):
    path = made("music.wav", f"{NOISE}:d=20,afade=t=in:d=2,afade=t=out:st=16:d=4")
    begins_s, ends_s = body(path)
    assert 0.3 < begins_s < 2
    assert 16 < ends_s < 18.5


def test_a_long_quiet_beginning_is_music(made):
    path = made("music.wav", f"{NOISE}:d=30,volume=0.1:enable='lt(t,12)'")
    assert body(path)[0] <= 6


def test_sound_in_eight_channels_is_no_trouble(made):
    path = made("music.wav", f"{NOISE}:d=4", "-ac", "8")
    assert body(path)[1] == pytest.approx(4, abs=0.11)


def test_what_cannot_be_decoded_is_said_to_be_so(tmp_path):
    path = tmp_path / "music.wav"
    path.write_bytes(b"no sound")
    with pytest.raises(Unreadable):
        body(path)
