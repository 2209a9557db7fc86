"""What a short is made of, in real files."""

from pathlib import Path

import pytest

from include.domain import Severity
from include.quality import sources
from include.quality.thresholds import thresholds
from tests.include.editing.parts import clip, edit, local, media, script
from tests.include.quality.conftest import FAST

pytestmark = pytest.mark.integration

LIMITS = thresholds()


@pytest.fixture
def found(tmp_path):
    def check(*clips):
        made = edit(tmp_path, written=script(["One two three."] * 3), clips=clips, word_s=0.4)
        return [*sources.check(made, local, LIMITS)]

    return check


def sized(small, name: str, size: str) -> Path:
    return small(*FAST, "-vf", f"scale={size},setsar=1", name=name, seconds=1)


def test_clips_large_enough_and_drawn_pictures_have_no_findings(small, found):
    assert found(clip(sized(small, "a.mp4", "720:1280"), beat=0), clip(beat=1)) == []


def test_a_small_clip_is_a_warning_with_the_figure(small, found):
    (finding,) = found(clip(sized(small, "a.mp4", "270:480"), beat=1))
    assert (finding.code, finding.severity) == ("clip_small", Severity.WARNING)
    assert "270x480 px and is enlarged 4.0 times" in finding.message
    assert finding.at_s > 0


def test_a_wide_clip_shown_whole_is_enlarged_by_its_width(small, tmp_path):
    made = edit(tmp_path)
    wide = sources.picture(sized(small, "a.mp4", "1280:720"))
    assert sources.enlarged(wide, made) == pytest.approx(1080 / 1280)
    cropped = made.model_copy(update={"look": made.look.model_copy(update={"fit": "cover"})})
    assert sources.enlarged(wide, cropped) == pytest.approx(1920 / 720)


def test_the_same_file_twice_is_a_warning(small, tmp_path):
    seen = clip(sized(small, "a.mp4", "720:1280"), beat=0)
    made = edit(tmp_path, written=script(["One two three."] * 3), clips=[seen], word_s=0.4)
    again = made.shots[2].model_copy(update={"clip": seen})
    made = made.model_copy(update={"shots": (*made.shots[:2], again)})
    (finding,) = sources.check(made, local, LIMITS)
    assert finding.code == "clip_repeated"
    assert "Shot 3 shows the clip of shot 1" in finding.message


def test_a_clip_that_never_came_is_a_warning(found):
    ordered = clip(beat=1).model_copy(update={"kind": "video", "provider": "odd"})
    (finding,) = found(ordered)
    assert (finding.code, finding.severity) == ("clip_missing", Severity.WARNING)
    assert "Shot 2 (odd)" in finding.message


def test_an_unusable_clip_is_left_to_the_render_to_tell_of(tmp_path, found):
    path = tmp_path / "broken.mp4"
    path.write_bytes(b"broken")
    assert found(clip(path, beat=0)) == []


def test_a_clipped_narration_is_told_of(small, tmp_path):
    loud = small("-map", "1:a", sound="sine=f=300,volume=30", name="told.wav")
    made = edit(tmp_path)
    sound = made.sound.model_copy(update={"narration": media(loud, "audio/wav")})
    (finding,) = sources.check(made.model_copy(update={"sound": sound}), local, LIMITS)
    assert finding.code == "clipped_narration"
