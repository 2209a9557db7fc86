"""An edit that was changed by hand is read back whole, or refused by the field that is wrong."""

import json

import pytest
from pydantic import ValidationError

from include.domain.edit import Edit
from tests.include.editing.parts import edit, script


@pytest.fixture
def told(tmp_path):
    return json.loads(edit(tmp_path, written=script(["One two three."] * 3)).model_dump_json())


def test_an_edit_as_it_was_cut_is_read_back(told):
    assert Edit.model_validate(told).frames == told["frames"]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("canvas.fps", 0),
        ("canvas.width_px", 1081),
        ("canvas.height_px", 10**9),
        ("canvas.safe_left_px", 600),
        ("palette.accent", "'];["),
        ("palette.shades", ["#000000"]),
        ("shots.0.scene.pattern", "movie"),
        ("shots.0.end_frame", 1),
        ("shots.1.first_frame", 0),
        ("shots.1.change", "fade"),
        ("frames", 1),
        ("frames", 10**9),
        ("cards.0.start_s", -1),
        ("sound.narration_spans", []),
        ("sound.narration_spans.0.end_s", 0.0),
        ("sound.mix.duck_ratio", -1),
        ("sound.mix.loudness_lufs", 300),
        ("look.caption.em_px", 0),
        ("look.caption.spoken.tint", "}{\\p1}"),
        ("look.title.family", "../../etc/passwd"),
        ("facts.title", ""),
    ],
)
def test_what_cannot_be_rendered_is_refused(told, place, value):
    *way, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    holder = told
    for part in way:
        holder = holder[part]
    holder[last] = value
    with pytest.raises(ValidationError):
        Edit.model_validate(told)


def test_a_field_is_named_as_it_is_in_the_file(told):
    told["look"]["caption"]["emphasis"]["spoken"] = "}{"
    with pytest.raises(ValidationError) as caught:
        Edit.model_validate(told)
    (error,) = caught.value.errors()
    assert error["loc"] == ("look", "caption", "emphasis", "spoken")
