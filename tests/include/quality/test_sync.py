"""Picture and sound of real files, together and apart."""

import av
import pytest

from include.quality.sync import Track, together, tracks
from include.quality.thresholds import thresholds
from tests.include.editing.parts import edit
from tests.include.quality.conftest import FAST

pytestmark = pytest.mark.integration


@pytest.fixture
def found(tmp_path):
    made = edit(tmp_path)

    def check(path) -> list[str]:
        with av.open(str(path)) as container:
            picture, sound = tracks(container)
        return [finding.message for finding in together(picture, sound, made, thresholds())]

    return check


def test_a_file_whose_tracks_begin_and_end_together_has_no_finding(small, found):
    assert found(small()) == []


def test_a_sound_that_begins_late_is_found(small, found):
    late = small(*FAST, "-bsf:a", "setts=ts=TS+4800")
    assert any("begins 0.07" in message for message in found(late))
    assert any("ends 0.1" in message for message in found(late))


def test_a_sound_that_drifts_is_found_at_its_end(small, found):
    drifting = small(*FAST, "-bsf:a", "setts=ts=TS*1.02:duration=DURATION")
    assert any("ends 0.0" in message for message in found(drifting))


def test_a_sound_that_is_over_early_is_found(small, found):
    sound = "sine=f=300:d=3"
    assert found(small(*FAST[:-1], sound=sound)) == ["The sound ends 1.000 s before the picture."]


def test_a_hole_in_the_sound_is_found(small, found):
    holed = small(*FAST, "-bsf:a", r"noise=drop=between(n\,50\,60)")
    assert any("1 hole(s), the first of 0.2" in message for message in found(holed))


def test_a_file_without_sound_has_no_tracks_to_compare(small):
    with av.open(str(small(*FAST, "-an"))) as container, pytest.raises(IndexError):
        tracks(container)


def test_what_an_encoder_needs_to_get_going_is_no_offset():
    assert Track((-0.021, 0.0), (0.021, 0.021)).start_s == 0
