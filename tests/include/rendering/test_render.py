"""Real renders of a few seconds at full size, probed and looked at."""

import json

import pytest

from include.domain.sidecar import Sidecar
from include.quality.gate import inspect, is_stopped
from include.rendering.errors import NoSpace, Unrenderable
from include.rendering.render import render
from tests.include.editing.parts import clip, edit, local, script
from tests.include.rendering.conftest import H264

pytestmark = [pytest.mark.integration, pytest.mark.slow]

HOSTILE = r"'; %{}\N{\an8}:[],movie=/etc/passwd {{7*7}} ../../x <script> 😀 القمر 海"


def rendered(made, work, **kwargs):
    return render(made, local=local, work_dir=work, on_progress=lambda _: None, **kwargs)


def frame(path, at_s: float):
    """A frame as an array of heights, widths and red, green, blue."""
    import av

    with av.open(str(path)) as container:
        for found in container.decode(video=0):
            if found.time >= at_s:
                return found.to_ndarray(format="rgb24").astype(int)
    raise AssertionError(f"{path} has no frame at {at_s} s")


def test_a_short_keeps_the_contract_and_passes_the_gate(tmp_path, work):
    made = edit(tmp_path, with_music=True)
    result = rendered(made, work)
    assert inspect(result.video, made) == ()
    assert result.findings == ()
    assert (result.width_px, result.height_px) == (1080, 1920)
    assert result.loudness_lufs == pytest.approx(-14, abs=0.5)
    assert result.true_peak_dbtp <= -1.0
    assert result.duration_s == made.duration_s
    sidecar = Sidecar.model_validate_json(result.sidecar.read_text())
    assert sidecar.edit_digest == made.digest
    assert sidecar.loudness_lufs == result.loudness_lufs
    assert {path.suffix for path in work.iterdir()} >= {".mp4", ".jpg", ".srt", ".ass", ".json"}
    assert not (work / "unfinished.mp4").exists()


def test_captions_and_title_are_seen(tmp_path, work):
    made = edit(tmp_path, written=script(["Tides rise twice a day."]), word_s=0.3)
    bare = made.model_copy(update={"cues": (), "cards": ()})
    with_text = frame(rendered(made, work).video, 1.0)
    without = frame(rendered(bare, work).video, 1.0)
    changed = abs(with_text - without).max(axis=2) > 60
    high = 1920 - made.canvas.safe_bottom_px
    low = high - 200
    assert changed[low:high].sum() > 2_000, "the caption"
    assert changed[300:900].sum() > 5_000, "the title"
    assert changed[high:].sum() == 0, "nothing below the safe area"
    assert changed[:, : made.canvas.safe_left_px].sum() == 0
    assert changed[:, -made.canvas.safe_right_px :].sum() == 0


def test_the_word_spoken_has_the_accent_colour(tmp_path, work):
    made = edit(tmp_path, written=script(["Tides rise now."]), word_s=0.4)
    word = made.cues[0].words[1]
    seen = frame(rendered(made, work).video, (word.start_s + word.end_s) / 2)
    accent = [int(made.palette.accent[i : i + 2], 16) for i in (1, 3, 5)]
    foot = 1920 - made.canvas.safe_bottom_px
    near = (abs(seen[foot - 200 : foot] - accent).max(axis=2) < 30).sum()
    assert near > 500


@pytest.mark.parametrize("aspect", ["16:9", "1:1"])
def test_other_canvases_pass_the_gate(tmp_path, work, aspect):
    made = edit(tmp_path, aspect=aspect, written=script(["One two three four five six."]))
    result = rendered(made, work)
    assert not is_stopped(inspect(result.video, made))


def test_hostile_text_changes_nothing_but_words(tmp_path, work):
    made = edit(
        tmp_path,
        written=script([HOSTILE] * 2, title=HOSTILE, emphasis=[(HOSTILE,)] * 2),
        word_s=0.08,
    )
    result = rendered(made, work)
    assert not is_stopped(inspect(result.video, made))
    assert json.loads(result.sidecar.read_text())["title"] == HOSTILE


@pytest.mark.parametrize("beats", [["Tides."], ["One two.", "", "Three four five."], [""]])
def test_scripts_with_next_to_nothing_in_them_render(tmp_path, work, beats):
    made = edit(tmp_path, written=script(beats), word_s=0.5)
    if not any(beats):
        with pytest.raises(Unrenderable, match="silent"):
            rendered(made, work)
        return
    result = rendered(made, work)
    assert not is_stopped(inspect(result.video, made))


def test_a_word_of_sixty_letters_stays_on_screen(tmp_path, work):
    made = edit(tmp_path, written=script(["W" * 60 + " rises."], title="M" * 60), word_s=0.6)
    bare = made.model_copy(update={"cues": (), "cards": ()})
    changed = abs(frame(rendered(made, work).video, 0.9) - frame(rendered(bare, work).video, 0.9))
    seen = changed.max(axis=2) > 60
    assert seen.sum() > 5_000
    assert seen[:, : made.canvas.safe_left_px].sum() == 0
    assert seen[:, -made.canvas.safe_left_px :].sum() == 0


def test_odd_clips_fill_the_canvas_for_exactly_their_frames(tmp_path, work, made):
    small = "s=322x180"
    files = [
        made("wide.mp4", f"testsrc2={small}:r=24:d=2", *H264),
        made("slow.mp4", f"testsrc2={small}:r=1:d=2", *H264),
        made("fast.mp4", f"testsrc2={small}:r=120:d=1", *H264),
        made("deep.mkv", "testsrc2=s=101x303:r=30:d=1", "-c:v", "ffv1", "-pix_fmt", "yuv444p10le"),
        made("clear.png", "color=red@0.3:s=99x55,format=rgba", "-frames:v", "1"),
        made("move.gif", "testsrc2=s=64x64:r=10:d=1"),
    ]
    clips = [clip(path, beat=i) for i, path in enumerate(files)]
    cut = edit(tmp_path, written=script(["One two three four."] * 6), clips=clips, word_s=0.15)
    result = rendered(cut, work)
    assert result.findings == ()
    assert not is_stopped(inspect(result.video, cut))


def test_a_clip_that_is_too_short_is_held_and_not_looped(tmp_path, work, made):
    ramp = "color=black:s=108x192:r=30:d=1,geq=lum=16+7*N:cb=128:cr=128"
    clips = [clip(made("ramp.mp4", ramp, *H264), beat=0)]
    cut = edit(tmp_path, written=script(["One two three four five six seven."]), clips=clips)
    video = rendered(cut, work).video
    brightness = [frame(video, at)[1000:1100, :100].mean() for at in (0.1, 0.9, 1.5, 2.1)]
    assert brightness[0] < brightness[1] < brightness[2] + 2
    assert brightness[3] == pytest.approx(brightness[2], abs=2)


def test_an_unusable_clip_is_drawn_instead_with_a_finding(tmp_path, work, made):
    whole = made("whole.mp4", "testsrc2=s=320x180:r=30:d=2", *H264)
    cut_off = tmp_path / "cut.mp4"
    cut_off.write_bytes(whole.read_bytes()[:3000])
    gone = clip(whole, beat=1)
    gone = gone.model_copy(update={"media": gone.media.model_copy(update={"uri": "/gone.mp4"})})
    cut = edit(tmp_path, clips=[clip(cut_off, beat=0), gone, clip(beat=2)])
    result = rendered(cut, work)
    assert [f.code for f in result.findings] == ["clip_unusable", "clip_unusable"]
    assert result.findings[0].at_s == 0
    assert "shot 1 (odd)" in result.findings[0].message
    assert not is_stopped(inspect(result.video, cut))


def test_no_room_is_found_before_anything_is_made(tmp_path, work, monkeypatch):
    import shutil

    usage = shutil.disk_usage(work)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    with pytest.raises(NoSpace, match=r"1 MB are free\. Make room"):
        rendered(edit(tmp_path), work)
    assert not list(work.iterdir())


def test_a_narration_that_is_no_sound_is_refused(tmp_path, work):
    made = edit(tmp_path)
    local(made.sound.narration).write_bytes(b"no sound")
    with pytest.raises(Unrenderable, match=r"narration.*unusable.*Narrate"):
        rendered(made, work)


def test_the_same_edit_gives_the_same_picture(tmp_path, work):
    made = edit(tmp_path, written=script(["One two."]))
    first = frame(rendered(made, work).video, 0.5)
    second = frame(rendered(made, work).video, 0.5)
    assert (first == second).all()
