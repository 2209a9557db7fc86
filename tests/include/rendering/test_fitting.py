"""Any shape fills any canvas: sizes that are worked out, and frames that are looked at."""

import re
from fractions import Fraction

import pytest

from include.rendering import fitting
from include.rendering.clips import fitted
from include.rendering.colours import UNSPECIFIED
from include.rendering.drawing import Size, over
from include.rendering.ffmpeg import messages
from include.rendering.fitting import _covering, _within, filled, is_whole, lost
from include.rendering.footage import Footage
from include.rendering.probe import Picture, picture
from tests.include.editing.parts import edit
from tests.include.rendering.conftest import H264

TALL = Size(1080, 1920)


def pictured(width_px: int, height_px: int, aspect: Fraction = Fraction(1)) -> Picture:
    return Picture(
        index=0,
        width_px=width_px,
        height_px=height_px,
        duration_s=1,
        pixel_aspect=aspect,
        has_alpha=False,
    )


@pytest.mark.parametrize(
    ("width_px", "height_px", "whole"),
    [(1080, 1920, False), (1080, 1350, False), (1080, 1440, False), (1080, 1080, True),
     (1920, 1080, True), (300, 1920, True)],
)  # fmt: skip
def test_only_what_would_lose_more_than_a_third_is_shown_whole(width_px, height_px, whole):
    found = pictured(width_px, height_px)
    assert is_whole(found, TALL, "auto") is whole
    assert not is_whole(found, TALL, "cover")
    assert is_whole(found, TALL, "blur")


def test_pixels_that_are_not_square_count_as_they_are_seen():
    assert lost(pictured(540, 1920, Fraction(2)), TALL) == pytest.approx(0)


@pytest.mark.parametrize("shape", [0.05, 0.5625, 0.57, 1.0, 1.777, 20.0])
def test_sizes_cover_or_fit_and_are_even(shape):
    covering, within = _covering(shape, TALL), _within(shape, TALL)
    assert covering.width >= TALL.width
    assert covering.height >= TALL.height
    assert within.width <= TALL.width
    assert within.height <= TALL.height
    sides = (covering.width, covering.height, within.width, within.height)
    assert all(side % 2 == 0 and side > 0 for side in sides)


@pytest.mark.integration
@pytest.mark.parametrize("aspect", ["9:16", "16:9", "1:1", "4:5"])
@pytest.mark.parametrize("fit", ["cover", "blur"])
def test_no_part_of_any_canvas_stays_black(tmp_path, made, aspect, fit):
    path = made("red.mp4", "color=0xd02020:s=322x180:r=10:d=0.5", *H264)
    frame = first_frame(path, tmp_path, aspect=aspect, fit=fit)
    assert frame[:, :, 0].min() > 60


@pytest.mark.parametrize("fit", ["cover", "blur"])
@pytest.mark.parametrize(("width_px", "height_px"), [(4000, 10), (10, 4000), (54, 96)])
def test_what_is_scaled_never_becomes_enormous(width_px, height_px, fit):
    import ffmpeg

    stream = filled(ffmpeg.input("x"), pictured(width_px, height_px), TALL, fit=fit)
    graph = " ".join(ffmpeg.get_args(ffmpeg.output(stream, "y")))
    sizes = [(int(w), int(h)) for w, h in re.findall(r"scale=(\d+):(\d+)", graph)]
    assert max(w * h for w, h in sizes) <= 6 * TALL.width * TALL.height


@pytest.mark.integration
@pytest.mark.parametrize("size", ["4000x10", "10x4000"])
def test_the_middle_of_a_picture_of_any_shape_is_what_is_seen(tmp_path, made, size):
    wide, high = (int(side) for side in size.split("x"))
    box = f"x={wide // 2 - 20 if wide > high else 0}:y={high // 2 - 20 if high > wide else 0}"
    drawn = f"color=blue:s={size},format=rgb24,drawbox={box}:w=40:h=40:c=red:t=fill"
    frame = first_frame(made("long.png", drawn, "-frames:v", "1"), tmp_path, fit="cover")
    assert frame[:, :, 0].min() > 150 > frame[:, :, 2].max()


@pytest.mark.integration
def test_a_clip_is_shown_the_way_up_its_rotation_flag_says(tmp_path, made):
    flat = made("flat.mp4", "color=red:s=640x360:r=10:d=0.5,drawbox=w=320:c=blue:t=fill", *H264)
    turned = tmp_path / "turned.mp4"
    turn = ["-y", "-display_rotation", "90", "-i", f"file:{flat}", "-c", "copy", turned.name]
    messages(turn, folder=tmp_path)
    assert picture(turned).shape == pytest.approx(9 / 16)
    frame = first_frame(turned, tmp_path)
    top, bottom = frame[100, 540], frame[1800, 540]
    assert top[0] > 150 > top[2]
    assert bottom[2] > 150 > bottom[0]


@pytest.mark.integration
def test_high_dynamic_range_is_mapped_down_and_not_left_pale(tmp_path, made):
    levels = "color=0x959595:s=320x568:r=10:d=0.5"  # PQ: about 200 nits
    tags = "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"
    encoder = ("-c:v", "libx265", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p10le")
    tagged = ("-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc")
    path = made("hdr.mp4", f"{levels},format=yuv420p10le,{tags}", *encoder, *tagged)
    assert picture(path).transfer == 16
    assert 150 < first_frame(path, tmp_path).mean() < 250


@pytest.mark.integration
@pytest.mark.parametrize(("size", "matrix"), [("1080x1920", "bt709"), ("270x480", "bt601")])
def test_untagged_video_is_read_as_players_read_it(tmp_path, made, size, matrix):
    written = f"color=0x20b040:s={size}:r=10:d=0.3,format=rgb24,scale=out_color_matrix={matrix}"
    path = made("untagged.mp4", f"{written},format=yuv420p,setparams=colorspace=unknown", *H264)
    assert picture(path).matrix == UNSPECIFIED
    found = first_frame(path, tmp_path).reshape(-1, 3).mean(axis=0)
    assert abs(found - [0x20, 0xB0, 0x40]).max() < 5


def first_frame(path, folder, *, aspect="9:16", fit="auto"):
    import av
    import ffmpeg

    canvas = edit(folder, aspect=aspect).canvas
    stream = fitted(Footage(path, picture(path)), canvas, frames=6, fit=fit, name="0")
    written = stream.filter("scale", in_color_matrix="bt709").filter("format", "rgb24")
    out = ffmpeg.output(written, "out.png", **{"frames:v": 1, "update": 1})
    messages(["-y", *ffmpeg.get_args(out)], folder=folder)
    with av.open(str(folder / "out.png")) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24").astype(int)


@pytest.mark.integration
@pytest.mark.parametrize(
    ("width_px", "height_px"), [(640, 360), (100, 900), (202, 356), (202, 362), (322, 572)]
)
def test_bands_around_a_picture_are_those_of_the_copy_it_would_lie_on(
    tmp_path, monkeypatch, width_px, height_px
):
    import ffmpeg

    def laid_over(around, picture, whole, size):
        x, y = (size.width - whole.width) // 4 * 2, (size.height - whole.height) // 4 * 2
        return over(around, picture, x=x, y=y, shortest=1)

    def drawn(name):
        source = f"testsrc2=s={width_px}x{height_px}:r=10:d=0.3"
        stream = ffmpeg.input(source, f="lavfi").filter("format", "yuv420p")
        filling = filled(stream, pictured(width_px, height_px), Size(216, 384), fit="blur")
        raw = ffmpeg.output(filling, name, format="rawvideo", pix_fmt="yuv420p")
        messages(ffmpeg.get_args(raw), folder=tmp_path)
        return (tmp_path / name).read_bytes()

    stacked = drawn("stacked.yuv")
    monkeypatch.setattr(fitting, "_between", laid_over)
    assert len(stacked) == 3 * 216 * 384 * 3 // 2
    assert stacked == drawn("over.yuv")
