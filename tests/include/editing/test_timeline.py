import pytest

from include.domain.edit import Edit
from include.editing import look
from include.editing.scenes import PATTERNS
from include.editing.timeline import cut
from tests.include.editing.parts import clip, edit, music, narration, script


def test_the_same_parts_give_the_same_edit_and_digest(tmp_path):
    assert edit(tmp_path).digest == edit(tmp_path).digest


def test_another_word_gives_another_digest(tmp_path):
    other = script(["Tides fall twice a day.", "Yes."])
    assert edit(tmp_path).digest != edit(tmp_path, written=other).digest


def test_an_edit_survives_json(tmp_path):
    made = edit(tmp_path, with_music=True)
    again = Edit.model_validate_json(made.model_dump_json())
    assert again == made
    assert again.digest == made.digest


def test_shots_cover_every_frame_and_change_on_beats(tmp_path):
    written = script()
    told = narration(written, tmp_path)
    made = cut(script=written, narration=told, clips=[], music=None)
    assert made.shots[0].first_frame == 0
    assert made.shots[-1].end_frame == made.frames
    for before, after, beat in zip(made.shots, made.shots[1:], told.beats[1:], strict=False):
        assert before.end_frame == after.first_frame
        assert abs(after.first_frame / 30 - (0.25 + beat.start_s)) <= 1 / 60


def test_the_voice_has_room_before_and_after(tmp_path):
    made = edit(tmp_path)
    assert made.speech.start_s == made.sound.narration_start_s > 0
    assert made.duration_s - made.speech.end_s >= made.sound.mix.tail_s


def test_a_beat_that_takes_no_time_has_no_shot(tmp_path):
    made = edit(tmp_path, written=script(["One two three four.", "", "Five six seven eight."]))
    assert [s.clip.shot.beat for s in made.shots] == [0, 2]
    assert sum(s.frames for s in made.shots) == made.frames


def test_one_word_makes_a_short(tmp_path):
    made = edit(tmp_path, written=script(["Tides."]))
    assert len(made.shots) == 1
    assert [c.text for c in made.cues] == ["Tides."]


def test_a_script_without_words_still_has_a_picture(tmp_path):
    made = edit(tmp_path, written=script([""]))
    assert made.cues == ()
    assert made.frames == made.shots[0].frames


def test_no_two_shots_are_drawn_alike(tmp_path):
    made = edit(tmp_path, written=script(["One two three four five."] * 9), word_s=0.3)
    assert len({s.scene.pattern for s in made.shots}) == len(PATTERNS) == 9
    assert len({s.scene.seed for s in made.shots}) == 9


def test_clips_of_one_beat_share_its_time(tmp_path):
    two = [
        c.model_copy(update={"shot": c.shot.model_copy(update={"index": i})})
        for i, c in enumerate([clip(beat=0), clip(beat=0)])
    ]
    made = edit(tmp_path, written=script(["One two three four five six."]), clips=two, word_s=0.4)
    assert [s.clip.shot.index for s in made.shots] == [0, 1]
    assert abs(made.shots[0].frames - made.shots[1].frames) <= 1


def test_a_fade_never_takes_more_than_half_of_the_shot_before(tmp_path):
    made = edit(tmp_path, written=script(["One two three."] * 6), word_s=0.15)
    for before, after in zip(made.shots, made.shots[1:], strict=False):
        assert after.change_frames <= before.frames // 2


def test_credits_name_every_part(tmp_path):
    written = script()
    bed = music(tmp_path)
    made = cut(script=written, narration=narration(written, tmp_path), clips=[], music=bed)
    parts = [credit.part for credit in made.facts.credits]
    assert parts == ["script", "narration (tone)", "shot 1", "shot 2", "shot 3", "music (calm)"]


@pytest.mark.parametrize(("what", "value"), [("aspect", "2:1"), ("look", "../../etc/passwd")])
def test_an_unknown_choice_is_refused_with_those_that_exist(tmp_path, what, value):
    written = script()
    told = narration(written, tmp_path)
    with pytest.raises(ValueError, match=r"Choose one of: (9:16|bold, calm, default)"):
        cut(script=written, narration=told, clips=[], music=None, **{what: value})


def test_a_narration_without_length_is_refused(tmp_path):
    written = script()
    told = narration(written, tmp_path).model_copy(update={"duration_s": 0.0})
    with pytest.raises(ValueError, match=r"no length.*Narrate"):
        cut(script=written, narration=told, clips=[], music=None)


@pytest.mark.parametrize("aspect", look.aspects())
def test_every_canvas_leaves_room_between_its_margins(aspect):
    canvas = look.canvas(aspect)
    assert canvas.width_px % 4 == 0
    assert canvas.height_px % 2 == 0
    assert canvas.safe_width_px > canvas.width_px / 2


@pytest.mark.parametrize("lacking", ["title", "language", "beats"])
def test_a_script_without_what_every_short_has_is_refused(tmp_path, lacking):
    written = script()
    told = narration(written, tmp_path)
    bare = written.model_copy(update={lacking: type(getattr(written, lacking))()})
    with pytest.raises(ValueError, match=f"lacks {lacking}.*Write it again"):
        cut(script=bare, narration=told, clips=[], music=None)
