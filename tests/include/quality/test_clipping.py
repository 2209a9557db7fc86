"""Sound at full scale, found in real files."""

import pytest

from include.domain import Severity
from include.quality import clipping
from include.quality.thresholds import thresholds
from include.rendering.probe import Unreadable
from tests.include.quality.conftest import FAST

pytestmark = pytest.mark.integration

LIMITS = thresholds()
PCM = ("-map", "1:a", "-c:a", "pcm_s16le")


def test_a_sound_below_full_scale_is_in_order(small):
    path = small(*PCM, sound="sine=f=300,volume=7.9", name="sound.wav")
    assert [*clipping.check(path, LIMITS)] == []
    assert [*clipping.narration(path, LIMITS)] == []


def test_a_clipped_stretch_is_an_error_with_its_time(small):
    sound = "sine=f=300,volume='if(between(t,1,2),20,1)':eval=frame"
    path = small(*PCM, sound=sound, name="sound.wav")
    (finding,) = clipping.check(path, LIMITS)
    assert (finding.code, finding.severity) == ("clipped_stretch", Severity.ERROR)
    assert finding.at_s == pytest.approx(1.0, abs=0.05)


def test_stretches_far_from_each_other_are_two_findings(small):
    sound = "sine=f=300,volume='if(between(t,0.5,1)+between(t,3,3.5),20,1)':eval=frame"
    path = small(*PCM, sound=sound, name="sound.wav")
    assert len([*clipping.check(path, LIMITS)]) == 2


def test_clipping_is_found_in_what_aac_makes_of_it(small):
    assert [*clipping.check(small(sound="sine=f=300,volume=30"), LIMITS)]


def test_a_narration_that_came_clipped_is_a_warning(small):
    path = small(*PCM, "-ar", "8000", "-ac", "1", sound="sine=f=300,volume=30", name="told.wav")
    (finding,) = clipping.narration(path, LIMITS)
    assert (finding.code, finding.severity) == ("clipped_narration", Severity.WARNING)


def test_single_peaks_at_full_scale_are_none(tmp_path):
    from include.audio.wav import wav

    pcm = b"".join((32767 if i % 50 == 0 else 0).to_bytes(2, "little") for i in range(48_000))
    path = tmp_path / "peaks.wav"
    path.write_bytes(wav(pcm, sample_rate_hz=48_000))
    assert [*clipping.narration(path, LIMITS)] == []


def test_a_file_that_breaks_off_or_is_no_sound_is_unreadable_and_no_crash(small, tmp_path):
    whole = small(*PCM, name="whole.wav", seconds=1)
    broken = tmp_path / "broken.m4a"
    broken.write_bytes(whole.read_bytes()[:3])
    with pytest.raises(Unreadable, match="cannot be decoded"):
        clipping.runs(broken, LIMITS)
    with pytest.raises(Unreadable, match="cannot be decoded"):
        clipping.runs(small(*FAST, "-an"), LIMITS)


def test_sound_of_eight_channels_is_looked_at_as_any_other(small):
    options = ("-map", "1:a", "-ac", "8", "-c:a", "flac")
    quiet = small(*options, sound="sine=f=300", name="quiet.flac")
    loud = small(*options, sound="sine=f=300,volume=30", name="loud.flac")
    assert [*clipping.narration(quiet, LIMITS)] == []
    assert [*clipping.narration(loud, LIMITS)]
