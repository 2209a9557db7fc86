"""Changes between shots: as many frames as they are given, from the one picture to the other."""

import pytest

from include.rendering.changes import KINDS, Frames
from include.rendering.drawing import Size
from include.rendering.ffmpeg import messages
from include.rendering.sources import source

pytestmark = pytest.mark.integration

SIZE = Size(216, 384)


def changed(kind: str, count: int, folder):
    """The frames of a change from red to blue, as red, green and blue on average."""
    import av
    import ffmpeg

    red, blue = (
        source("color", c=colour, s=str(SIZE), r=30)
        .filter("format", "yuv420p")
        .filter("trim", end_frame=count)
        for colour in ("red", "blue")
    )
    mixed = KINDS[kind](red, blue, Frames(count, SIZE, "3"))
    unheard = ffmpeg.input("anullsrc", f="lavfi").audio
    out = ffmpeg.output(mixed, unheard, "out.mkv", vcodec="ffv1", an=None)
    messages(["-y", *ffmpeg.get_args(out)], folder=folder)
    with av.open(str(folder / "out.mkv")) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert {frame.shape for frame in frames} == {(SIZE.height, SIZE.width, 3)}
    return [frame.reshape(-1, 3).mean(axis=0) for frame in frames]


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_a_change_has_as_many_frames_as_each_shot_gives(tmp_path, kind, count):
    assert len(changed(kind, count, tmp_path)) == count


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_change_begins_with_the_one_and_ends_with_the_other(tmp_path, kind):
    colours = changed(kind, 9, tmp_path)
    blueness = [blue - red for red, _, blue in colours]
    assert blueness[0] < -150
    assert blueness[-1] > 150
    assert blueness == sorted(blueness)
