"""The graph and the arguments, without running anything."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from include.editing.scenes import PATTERNS
from include.rendering.clips import slowing
from include.rendering.command import encoded_picture, encoded_sound, heard
from include.rendering.footage import Footage, MusicFile, Sounds
from include.rendering.graph import pictured
from include.rendering.patterns import DRAWINGS
from include.rendering.probe import Picture
from include.rendering.sound import Levels, mastered, mixed
from include.rendering.stretches import stretches
from tests.include.editing.parts import clip, edit, script

HOSTILE = r"'; %{}\N{\an8}:[],movie=/etc/passwd [0:v] $(id) `id` <script>"
LEVELS = Levels(narration_db=1, music_db=-20, master_db=6, ceiling_db=-2)


def arguments(made, *, footage=None, number=0):
    stretch = stretches(made, footage or {})[number]
    return encoded_picture(
        pictured(made, footage or {}, stretch),
        made.canvas,
        frames=stretch.frames,
        graph="graph.txt",
        name="out.mp4",
    )


def heard_with(made, music=None):
    sounds = Sounds(Path(made.sound.narration.uri), music)
    return encoded_sound(mastered(mixed(made, sounds, LEVELS), made, LEVELS), "out.m4a")


def video(duration_s: float = 2.0) -> Picture:
    return Picture(
        index=0,
        width_px=640,
        height_px=360,
        duration_s=duration_s,
        pixel_aspect=Fraction(1),
        has_alpha=False,
    )


def test_the_contract_is_in_the_arguments(tmp_path):
    made = edit(tmp_path)
    args, _ = arguments(made)
    sound = heard_with(made)
    for name, value in {
        "-vcodec": "libx264",
        "-profile:v": "high",
        "-pix_fmt": "yuv420p",
        "-color_primaries": "bt709",
        "-color_trc": "bt709",
        "-colorspace": "bt709",
        "-color_range": "tv",
        "-frames:v": str(made.frames),
    }.items():
        assert args[args.index(name) + 1] == value
    for name, value in {"-acodec": "aac", "-ar": "48000", "-ac": "2"}.items():
        assert sound[sound.index(name) + 1] == value


def test_the_picture_is_encoded_once_from_one_graph(tmp_path):
    args, graph = arguments(edit(tmp_path))
    assert args.count("libx264") == 1
    assert args[args.index("-/filter_complex") + 1] == "graph.txt"
    assert graph.count("]ass=") == 1


def test_no_text_reaches_the_arguments_or_the_graph(tmp_path):
    calm = edit(tmp_path, written=script(["Word word."] * 3, title="Title"))
    hostile = edit(tmp_path, written=script([f"{HOSTILE} word."] * 3, title=HOSTILE))
    for text in (str(arguments(calm)), str(arguments(hostile))):
        assert "passwd" not in text
        assert "script" not in text
        assert "Title" not in text


def test_the_same_edit_gives_the_same_arguments_and_graph(tmp_path):
    assert arguments(edit(tmp_path)) == arguments(edit(tmp_path))


def test_clips_are_opened_as_files_and_nothing_else(tmp_path):
    made = edit(tmp_path, clips=[clip(beat=0)])
    args, _ = arguments(made, footage={0: Footage(Path("/media/concat:x|y.mp4"), video())})
    at = args.index("file:/media/concat:x|y.mp4")
    before = args[:at]
    assert before[len(before) - 1 - before[::-1].index("-protocol_whitelist") + 1] == "file"


def test_a_clip_fills_the_canvas_by_cropping_what_is_little(tmp_path):
    made = edit(tmp_path, clips=[clip(beat=0)])
    nearly = replace(video(), width_px=1080, height_px=1440)
    _, graph = arguments(made, footage={0: Footage(Path("/a.mp4"), nearly)})
    assert "scale=1440:1920" in graph
    assert "crop=1080:1920" in graph
    assert "boxblur" not in graph
    assert "loop=" not in graph.split("tpad")[0]


def test_a_clip_that_would_lose_too_much_is_whole_over_its_own_blur(tmp_path):
    made = edit(tmp_path, clips=[clip(beat=0)])
    _, graph = arguments(made, footage={0: Footage(Path("/a.mp4"), video())})
    assert "scale=1080:608" in graph
    assert "boxblur" in graph
    look = made.look.model_copy(update={"fit": "cover"})
    covered = made.model_copy(update={"look": look})
    _, graph = arguments(covered, footage={0: Footage(Path("/a.mp4"), video())})
    assert "boxblur" not in graph


def test_the_same_clip_can_be_in_two_shots(tmp_path):
    made = edit(tmp_path, written=script(["One two three four."] * 2), word_s=0.3)
    same = {i: Footage(Path("/a.mp4"), video()) for i in (0, 1)}
    args, _ = arguments(made, footage=same)
    assert args.count("file:/a.mp4") == 2


@pytest.mark.parametrize(
    ("clip_s", "shot_s", "factor"), [(5, 4, 1.0), (4, 5, 1.25), (1, 5, 1.4), (0, 5, 1.0)]
)
def test_a_short_clip_is_slowed_within_reason(clip_s, shot_s, factor):
    assert slowing(clip_s, shot_s) == factor


def test_music_is_ducked_under_the_voice_and_faded(tmp_path):
    made = edit(tmp_path, with_music=True)
    args = heard_with(made, MusicFile(Path(made.sound.music.uri), 60.0))
    graph = args[args.index("-filter_complex") + 1]
    assert "sidechaincompress" in graph
    assert re.findall(r"afade=([^\[]*)\[", graph[graph.index("[1:a]") :])[-1].endswith("t=out")
    assert args[args.index("-stream_loop") + 1] == "-1"


def test_every_pattern_has_a_drawing():
    assert set(DRAWINGS) == set(PATTERNS)


def test_fades_overlap_the_shot_before_so_that_the_length_stays(tmp_path):
    made = edit(tmp_path, written=script(["One two three four."] * 5), word_s=0.2)
    faded = [shot for shot in made.shots if shot.change_frames]
    _, graph = arguments(made)
    assert len(faded) == graph.count("fade=alpha=1") + graph.count("hstack") == 2
    first = made.shots.index(faded[0])
    before = made.shots[first - 1]
    assert f"end_frame={before.frames - faded[0].change_frames}:start_frame=0" in graph


def test_a_later_stretch_draws_its_text_at_the_times_of_the_short(tmp_path):
    made = edit(tmp_path, written=script(["One two three four."] * 14), word_s=0.2)
    _, graph = arguments(made, number=1)
    first = stretches(made, {})[1].first_frame
    assert f"setpts=N+{first}[" in graph
    assert graph.index(f"setpts=N+{first}[") < graph.index("]ass=") < graph.rindex("setpts=N[")


def test_a_shot_that_takes_over_at_the_end_of_a_stretch_is_seen_arriving(tmp_path):
    made = edit(tmp_path, written=script(["One two three four."] * 10), word_s=0.2)
    shots = [s.model_copy(update={"change": "fade", "change_frames": 6}) for s in made.shots[1:]]
    made = made.model_copy(update={"shots": (made.shots[0], *shots)})
    first, second = (arguments(made, number=number)[1] for number in (0, 1))
    found = stretches(made, {})
    assert len(found) == 2
    assert first.count("fade=alpha=1") == found[0].end
    assert second.count("fade=alpha=1") == 10 - 1 - found[0].end


def test_measuring_reads_only_files():
    args = heard(Path("/x.wav"))
    assert args[args.index("-protocol_whitelist") + 1] == "file"
    assert "file:/x.wav" in args
