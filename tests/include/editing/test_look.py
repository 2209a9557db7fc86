import pytest

from include.captions.fonts import fonts
from include.captions.spoken import tinted
from include.domain.look import CaptionStyle
from include.editing import look as looks

NAMED = {"highlight", "box", "karaoke", "pop", "bounce", "single", "classic"}


def test_there_are_at_least_nine_styles_of_captions():
    assert len(looks.caption_styles()) >= 9
    assert set(looks.caption_styles()) >= NAMED


@pytest.mark.parametrize("name", looks.caption_styles())
def test_every_style_has_its_font_its_colours_and_at_most_two_poses_too_many(name):
    style = looks.captions(name)
    assert isinstance(style, CaptionStyle)
    assert style.name == name
    assert fonts(style.family).main.has("a")
    assert len(style.motion.poses) <= 5, "each pose is computed anew while it lasts"
    palette = looks.palette("any")
    tints = [dress.tint for dress in style.dresses] + [dress.edge for dress in style.dresses]
    boxes = [dress.box for dress in style.dresses if dress.box] + [style.panel]
    tints += [box.tint for box in boxes if box]
    for tint in [*tints, style.emphasis.tint or "ink", style.emphasis.spoken or "ink"]:
        assert tinted(palette, tint).startswith("#")
        assert len(tinted(palette, tint)) == 7


def test_styles_differ_in_what_they_are_not_only_in_size():
    measures = {"name", "family", "em_px", "line_px", "rise_px", "most_words", "most_columns"}
    kinds = [
        looks.captions(name).model_dump_json(exclude=measures) for name in looks.caption_styles()
    ]
    assert len(set(kinds)) == len(kinds)


def test_stressed_words_look_different_in_every_style():
    for name in looks.caption_styles():
        emphasis = looks.captions(name).emphasis
        assert emphasis.scale != 1 or emphasis.tint or emphasis.spoken


@pytest.mark.parametrize("name", looks.looks())
def test_every_look_has_its_fonts_and_its_captions(name):
    look = looks.look(name)
    assert look.caption.name in looks.caption_styles()
    for style in (look.caption, look.title, look.keyword, look.label):
        assert fonts(style.family)


def test_looks_are_a_choice():
    chosen = [looks.look(name) for name in looks.looks()]
    assert len(chosen) >= 3
    assert len({look.caption.name for look in chosen}) == len(chosen)
    assert len({look.transitions for look in chosen}) == len(chosen)


def test_an_unknown_style_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match=r"does not exist.*highlight"):
        looks.captions("../looks/default")


@pytest.mark.parametrize("aspect", looks.aspects())
def test_every_margin_has_its_source_and_the_widest_is_kept(aspect):
    from include.resources import data

    rows = data("canvases.yaml")["margins"][aspect]
    canvas = looks.canvas(aspect)
    for side in ("left", "right", "top", "bottom"):
        figures = [row[side] for row in rows if side in row]
        assert getattr(canvas, f"safe_{side}_px") == max(figures) > 0
    assert all(row["source"] and row["platform"] for row in rows)


def test_the_vertical_canvas_heeds_the_three_platforms():
    from include.resources import data

    platforms = {row["platform"] for row in data("canvases.yaml")["margins"]["9:16"]}
    assert platforms >= {"YouTube Shorts", "TikTok", "Instagram Reels"}
