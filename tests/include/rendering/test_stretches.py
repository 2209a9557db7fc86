"""Every frame belongs to one stretch, and no stretch has more shots than memory is for."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.rendering.footage import Footage
from include.rendering.probe import Picture
from include.rendering.stretches import MOST_SHOTS, stretches
from tests.include.editing.parts import edit, script


def cut(folder, changes: list[int]):
    """An edit with one shot for each of ``changes``: how many frames it takes over in."""
    shot = edit(folder, written=script(["One two."])).shots[0]
    shots = [
        shot.model_copy(
            update={
                "first_frame": 30 * i,
                "end_frame": 30 * i + 30,
                "change": "fade" if frames and i else "cut",
                "change_frames": frames if i else 0,
            }
        )
        for i, frames in enumerate(changes)
    ]
    made = edit(folder, written=script(["One two."]))
    return made.model_copy(update={"shots": tuple(shots), "frames": 30 * len(shots)})


def footage(count: int, width_px: int, height_px: int):
    picture = Picture(
        index=0,
        width_px=width_px,
        height_px=height_px,
        duration_s=5,
        pixel_aspect=Fraction(1),
        has_alpha=False,
    )
    return {i: Footage(Path(f"/{i}.mp4"), picture) for i in range(count)}


def test_long_shots_make_stretches_of_few(tmp_path):
    made = cut(tmp_path, [0] * 8)
    slow = [
        shot.model_copy(update={"first_frame": 1200 * i, "end_frame": 1200 * i + 1200})
        for i, shot in enumerate(made.shots)
    ]
    long = made.model_copy(update={"shots": tuple(slow), "frames": 1200 * 8})
    assert [stretch.end for stretch in stretches(long, {})] == [2, 4, 6, 8]


def test_large_clips_make_short_stretches(tmp_path):
    made = cut(tmp_path, [0] * 12)
    assert len(stretches(made, footage(12, 3840, 2160))) == 2
    assert len(stretches(made, footage(12, 7680, 4320))) >= 6


def test_a_usual_short_is_one_stretch(tmp_path):
    (only,) = stretches(cut(tmp_path, [0, 9] * 6), footage(12, 1080, 1920))
    assert (only.first, only.end, only.first_frame, only.frames) == (0, 12, 0, 360)


def test_a_long_edit_is_divided_at_hard_cuts(tmp_path):
    found = stretches(cut(tmp_path, [9, 9, 0] * 10), footage(30, 720, 1280))
    assert [stretch.first for stretch in found] == [0, 11, 23]


def test_without_a_hard_cut_a_stretch_is_filled(tmp_path):
    found = stretches(cut(tmp_path, [9] * 30), footage(30, 720, 1280))
    assert [stretch.end for stretch in found] == [12, 24, 30]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(changes=st.lists(st.sampled_from([0, 9]), min_size=1, max_size=60))
def test_stretches_follow_each_other_without_a_gap(tmp_path, changes):
    made = cut(tmp_path, changes)
    found = stretches(made, {})
    assert found[0].first_frame == 0
    assert found[-1].end_frame == made.frames
    assert all(a.end_frame == b.first_frame for a, b in pairwise(found))
    assert all(0 < stretch.end - stretch.first <= MOST_SHOTS for stretch in found)
