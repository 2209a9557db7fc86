"""Where a look has a logo, no text stands in its room."""

import pytest

from include.captions import ass
from include.captions.corner import logo_room
from include.captions.large import card_top
from include.captions.placing import placed
from include.domain.look import Logo
from include.editing.look import aspects
from tests.include.captions.shorts import captioned
from tests.include.captions.test_ass import events, shown
from tests.include.editing.parts import edit, script


def branded(made, corner, *, width_px=180, height_px=None):
    logo = Logo(file="logo.png", width_px=width_px, height_px=height_px, corner=corner)
    return made.model_copy(update={"look": made.look.model_copy(update={"logo": logo})})


@pytest.mark.parametrize("aspect", aspects())
@pytest.mark.parametrize("corner", ["bottom left", "bottom right"])
def test_captions_rise_above_a_logo_at_the_foot(aspect, corner):
    made = captioned("The tide rises twice every day, and nobody asks", aspect=aspect)
    marked = branded(made, corner, height_px=80)
    room = logo_room(marked)
    for cue in marked.cues:
        assert placed(cue, marked).covers.bottom < room.top
        assert placed(cue, marked).covers.top >= made.canvas.safe_top_px


@pytest.mark.parametrize("aspect", aspects())
@pytest.mark.parametrize("corner", ["top left", "top right"])
def test_cards_begin_below_a_logo_at_the_top(aspect, corner, tmp_path):
    marked = branded(edit(tmp_path, aspect=aspect), corner)
    assert card_top(marked, 0) > logo_room(marked).bottom


def test_captions_and_cards_stay_where_they_are_without_one(tmp_path):
    made = edit(tmp_path)
    assert logo_room(made) is None
    assert card_top(made, 330) == 330
    (cue, *_), foot = made.cues, branded(made, "top left")
    assert placed(cue, made) == placed(cue, foot)


@pytest.mark.parametrize("corner", ["top left", "top right"])
def test_the_label_is_shortened_beside_a_logo(corner, tmp_path):
    made = edit(tmp_path, written=script(title="Why the sea breathes twice a day, every day"))

    def label(found):
        return next(shown(e) for e in events(ass.document(found)) if e["style"] == "Label")

    assert not label(made).endswith("…")
    assert label(branded(made, corner)).endswith("…")
    below = branded(made, corner.replace("top", "bottom"))
    assert label(below) == label(made)


def test_a_label_without_spaces_is_shortened_too(tmp_path):
    title = "海はなぜ一日に二回も呼吸をするのでしょうか"
    made = branded(edit(tmp_path, written=script(title=title, language="ja")), "top right")
    (label,) = [e for e in events(ass.document(made)) if shown(e).endswith("…")]
    assert shown(label).startswith("海は")


def test_a_logo_in_the_middle_of_the_top_leaves_no_room_for_a_label(tmp_path):
    wide = branded(edit(tmp_path), "top left", width_px=800, height_px=80)
    lines = [shown(e) for e in events(ass.document(wide)) if e["style"] == "Label"]
    assert not any(lines)
