"""A slow zoom is right to a fraction of a pixel, whatever whole numbers it is made of."""

import pytest

from include.rendering.drawing import Size
from include.rendering.moves import BORDER_PX, _steps, window


@pytest.mark.parametrize(("picture_px", "shown_px"), [(1252, 1080), (2228, 1920), (1564, 1350)])
@pytest.mark.parametrize("frames", [60, 150, 900])
def test_the_edge_is_never_off_by_more_than_a_tenth_of_a_pixel(picture_px, shown_px, frames):
    for n in range(frames):
        seen_px = picture_px / (1 + 0.12 * n / frames)
        found = window(seen_px, picture_px=picture_px + 2 * BORDER_PX, shown_px=shown_px)
        off_px = abs(found.scaled_px / found.cut_px - shown_px / seen_px) * seen_px / 2
        assert off_px < 0.12
        assert seen_px <= found.cut_px <= picture_px + 2 * BORDER_PX


@pytest.mark.parametrize("zoom", [1.0, 1.003, 1.1, 1.9])
def test_windows_and_places_keep_colour_with_brightness(zoom):
    found = window(1212 / zoom, picture_px=1212 + 2 * BORDER_PX, shown_px=1080)
    assert (1212 + 2 * BORDER_PX - found.cut_px) // 2 % 2 == 0
    assert found.left_px(1080) % 2 == 0
    assert found.scaled_px >= 1080


def test_a_zoom_of_one_changes_nothing():
    found = window(1080, picture_px=1080 + 2 * BORDER_PX, shown_px=1080)
    assert found.cut_px == found.scaled_px


def test_a_move_too_slow_to_be_seen_is_not_told_for_every_frame():
    size = Size(1080, 1920)
    minutes = [1 + 0.1 * n / 18_000 for n in range(18_000)]
    assert len(list(_steps(minutes, size, size))) < 5_000
    assert len(list(_steps([1.0] * 300, size, size))) == 1
