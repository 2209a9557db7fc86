"""Black, frozen and silent stretches, and the loudness, found in small real files."""

import re

import pytest

from include.domain import Severity
from include.quality import stretches
from include.quality.thresholds import thresholds
from tests.include.editing.parts import edit, script
from tests.include.quality.conftest import FAST, filmed

pytestmark = pytest.mark.integration

LOUD = "sine=f=300,volume=7.9dB"
"""-14 LUFS on two channels."""


@pytest.fixture
def found(tmp_path):
    """Findings by code on a file of ten seconds."""
    drawn = edit(tmp_path, written=script(["One."]))
    (shot,) = drawn.shots
    shots = (shot.model_copy(update={"end_frame": 10 * 30}),)
    drawn = drawn.model_copy(update={"frames": 10 * 30, "shots": shots})

    def check(path, *, is_drawn: bool = False) -> dict:
        made = drawn if is_drawn else filmed(drawn)
        return {f.code: f for f in stretches.check(path, made, thresholds())}

    return check


def file(small, *options: str, sound: str = LOUD):
    return small(*FAST, "-bf", "3", "-ac", "2", *options, sound=sound, seconds=10)


def test_a_file_that_moves_and_sounds_at_its_loudness_has_no_findings(small, found):
    assert found(file(small)) == {}


def test_a_black_stretch_is_a_warning_with_its_time(small, found):
    black = "drawbox=t=fill:c=black:enable='between(t,2,2.8)'"
    finding = found(file(small, "-vf", black))["black_stretch"]
    assert finding.severity is Severity.WARNING
    assert finding.at_s == pytest.approx(2, abs=0.1)
    assert re.search(r"from 2\.0 to 2\.[89] s", finding.message)


def test_a_black_blink_is_none(small, found):
    black = "drawbox=t=fill:c=black:enable='between(t,2,2.3)'"
    assert found(file(small, "-vf", black)) == {}


def test_a_frozen_stretch_is_a_warning_and_most_of_it_an_error(small, found):
    held = "trim=end={0},tpad=stop_mode=clone:stop_duration=9"
    assert set(found(file(small, "-vf", held.format(7.5)))) == set()
    finding = found(file(small, "-vf", held.format(6.4)))["frozen_stretch"]
    assert finding.severity is Severity.WARNING
    assert finding.at_s == pytest.approx(6.4, abs=0.5)
    assert found(file(small, "-vf", held.format(1)))["frozen_stretch"].severity is Severity.ERROR


def test_what_the_render_draws_may_move_slowly_but_not_be_black(small, found):
    held = "trim=end=1,tpad=stop_mode=clone:stop_duration=9"
    assert found(file(small, "-vf", held), is_drawn=True) == {}
    black = f"{held},drawbox=t=fill:c=black"
    assert set(found(file(small, "-vf", black), is_drawn=True)) == {"black_stretch"}


def test_captions_hide_neither_a_black_picture_nor_one_that_stands_still(small, found):
    moving = "drawbox=x=9:y=ih*0.74:w=40:h=9:c=white:t=fill:enable='gt(mod(t,0.6),0.3)'"
    still = "drawbox=t=fill:c={0}:enable='gt(t,6)'," + moving
    assert set(found(file(small, "-vf", moving))) == set()
    assert set(found(file(small, "-vf", still.format("green")))) == {"frozen_stretch"}
    black = set(found(file(small, "-vf", still.format("black"))))
    assert black == {"frozen_stretch", "black_stretch"}


def test_a_silent_stretch_is_a_warning_with_its_time(small, found):
    silent = f"{LOUD},volume='if(between(t,3,5.8),0,1)':eval=frame"
    finding = found(file(small, sound=silent))["silent_stretch"]
    assert finding.severity is Severity.WARNING
    assert finding.at_s == pytest.approx(3, abs=0.1)


@pytest.mark.parametrize(
    ("by_db", "codes"), [(0.3, set()), (-0.8, {"loudness"}), (20, {"loudness"})]
)
def test_a_loudness_off_the_target_is_an_error(small, found, by_db, codes):
    findings = found(file(small, sound=f"{LOUD},volume={by_db}dB"))
    assert set(findings) == codes
    assert all(finding.severity is Severity.ERROR for finding in findings.values())
