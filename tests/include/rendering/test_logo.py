"""The logo stands in its corner of the safe area, and nowhere else."""

import shutil

import pytest
from pydantic import ValidationError

from include.domain.look import Logo
from include.rendering.command import encoded_picture
from include.rendering.drawing import Size
from include.rendering.ffmpeg import messages
from include.rendering.graph import pictured
from include.rendering.logo import logo_of, marked
from include.rendering.sources import source
from include.rendering.stretches import stretches
from tests.include.editing.parts import edit

pytestmark = pytest.mark.integration


def branded(folder, file="logo.png", corner="top right", opacity=1.0):
    made = edit(folder)
    logo = Logo(file=file, width_px=160, corner=corner, opacity=opacity)
    return made.model_copy(update={"look": made.look.model_copy(update={"logo": logo})})


@pytest.fixture
def looks(made, tmp_path):
    folder = tmp_path / "looks" / "default"
    folder.mkdir(parents=True)
    drawn = made("drawn.png", "color=red:s=64x32,format=rgba", "-frames:v", "1")
    shutil.copy(drawn, folder / "logo.png")
    return folder.parent


def seen(edited, looks, folder):
    """Where the picture is red, as left, right, top and bottom in px."""
    import av
    import ffmpeg

    logo, _ = logo_of(edited, looks)
    canvas = edited.canvas
    ground = source("color", c="black", s=str(Size(canvas.width_px, canvas.height_px)), r=30)
    out = ffmpeg.output(marked(ground, edited, logo), "out.png", **{"frames:v": 2, "update": 1})
    messages(["-y", *ffmpeg.get_args(out)], folder=folder)
    with av.open(str(folder / "out.png")) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    rows, columns = (picture[:, :, 0] > 60).nonzero()
    return columns.min(), columns.max() + 1, rows.min(), rows.max() + 1, picture


@pytest.mark.parametrize("corner", ["top left", "top right", "bottom left", "bottom right"])
def test_it_stands_in_its_corner_clear_of_what_apps_draw(looks, tmp_path, corner):
    edited = branded(tmp_path, corner=corner)
    left, right, top, bottom, _ = seen(edited, looks, tmp_path)
    canvas = edited.canvas
    assert (right - left, bottom - top) == (160, 80)
    if corner.endswith("left"):
        assert left - canvas.safe_left_px in (0, 1)
    else:
        assert canvas.width_px - canvas.safe_right_px - right in (0, 1)
    if corner.startswith("top"):
        assert top - canvas.safe_top_px in (0, 1)
    else:
        assert canvas.height_px - canvas.safe_bottom_px - bottom in (0, 1)


def test_one_that_is_higher_than_its_room_is_made_smaller(made, looks, tmp_path):
    tall = made("tall.png", "color=red:s=32x96,format=rgba", "-frames:v", "1")
    shutil.copy(tall, looks / "default" / "logo.png")
    left, right, top, bottom, _ = seen(branded(tmp_path), looks, tmp_path)
    assert bottom - top == pytest.approx(160, abs=4)
    assert right - left == pytest.approx(160 / 3, abs=2)


def test_no_text_lies_over_it(looks, tmp_path):
    edited = branded(tmp_path)
    logo, _ = logo_of(edited, looks)
    (stretch,) = stretches(edited, {})
    _, graph = encoded_picture(
        pictured(edited, {}, stretch, logo), edited.canvas, frames=1, graph="graph.txt", name="out"
    )
    assert graph.index("]ass=") < graph.rindex("overlay")


def test_it_can_be_seen_through(looks, tmp_path):
    *_, whole = seen(branded(tmp_path), looks, tmp_path)
    *_, half = seen(branded(tmp_path, opacity=0.5), looks, tmp_path)
    assert half.max() == pytest.approx(whole.max() / 2, abs=12)


def test_one_that_cannot_be_used_is_left_out_with_a_finding(looks, tmp_path):
    logo, (finding,) = logo_of(branded(tmp_path, file="none.png"), looks)
    assert logo is None
    assert finding.code == "logo_unusable"


def test_a_file_anywhere_else_is_refused():
    with pytest.raises(ValidationError, match="file"):
        Logo(file="../../../../etc/passwd", width_px=160, corner="top right")


def test_a_look_without_a_logo_has_none(tmp_path):
    assert logo_of(edit(tmp_path)) == (None, ())
