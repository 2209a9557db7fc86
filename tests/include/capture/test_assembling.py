"""Pictures with their seconds become a video of constant rate that ends when it should."""

import av
import pytest

from include.capture.assembling import assembled, in_time
from include.capture.job import Frame
from include.editing.look import canvas
from include.rendering.ffmpeg import messages

pytestmark = pytest.mark.integration


@pytest.fixture
def frames(tmp_path):
    """Red from the start, green at 0.5 s, blue at 0.6 s."""
    times = {"red": 0.0, "lime": 0.5, "blue": 0.6}
    for colour in times:
        source = f"color={colour}:s=540x960"
        args = ["-y", "-f", "lavfi", "-i", source, "-frames:v", "1", f"{colour}.jpg"]
        messages(args, folder=tmp_path)
    return [Frame(file=f"{colour}.jpg", at_s=at_s) for colour, at_s in times.items()]


def test_each_is_seen_at_its_time(frames, tmp_path):
    video = assembled(frames, 1.0, canvas("9:16"), folder=tmp_path)
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        seen = [frame.to_ndarray(format="rgb24")[900, 500] for frame in container.decode(stream)]
        context = stream.codec_context
        assert (context.name, context.pix_fmt, stream.average_rate) == ("h264", "yuv420p", 30)
        assert (context.width, context.height) == (1080, 1920)
    named = [["red", "green", "blue"][int(pixel.argmax())] for pixel in seen]
    assert len(named) == 30
    assert named[:14] == ["red"] * 14
    assert named[16:18] == ["green"] * 2
    assert named[19:] == ["blue"] * 11


def test_colours_are_those_of_the_pictures(frames, tmp_path):
    video = assembled(frames[:1], 0.5, canvas("1:1"), folder=tmp_path)
    with av.open(str(video)) as container:
        frame = next(container.decode(video=0))
        red, green, blue = (int(part) for part in frame.to_ndarray(format="rgb24")[500, 500])
    assert red > 240
    assert max(green, blue) < 15


def test_a_picture_a_frame_is_each_seen_once():
    """Whatever their seconds are rounded to."""
    frames = [Frame(file=f"{n}.jpg", at_s=round(n / 30, 4)) for n in range(90)]
    assert in_time(frames, 90, 30) == frames
