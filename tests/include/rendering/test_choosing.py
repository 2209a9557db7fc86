"""Of the frames of a short, the cover gets one that can be made out."""

import pytest

from include.domain.edit import Card
from include.rendering.choosing import MOST, best_frame
from include.rendering.ffmpeg import messages
from tests.include.editing.parts import edit, script
from tests.include.rendering.conftest import H264
from tests.include.shorts.parts import at_a_fifth

SCENES = {
    "black": ("color=black:", ""),
    "white": ("color=white:", ""),
    "grey": ("color=gray:", ""),
    "blurred": ("testsrc2=", ",gblur=sigma=20"),
    "sharp": ("testsrc2=", ""),
}
"""By what can be made out, the worst first."""


def short_of(tmp_path, *names, change_frames=0):
    """An edit and a video, in which the scenes follow each other, a second each."""
    made = at_a_fifth(edit(tmp_path, written=script(["One two three four."]), word_s=0.1))
    made = made.model_copy(update={"cues": (), "cards": (), "frames": 30 * len(names)})
    (shot,) = made.shots
    shots = [
        shot.model_copy(
            update={
                "first_frame": 30 * i,
                "end_frame": 30 * (i + 1),
                "change_frames": change_frames if i else 0,
            }
        )
        for i in range(len(names))
    ]
    made = made.model_copy(update={"shots": tuple(shots)})
    scenes = [f"{SCENES[name][0]}s=216x384:r=30:d=1{SCENES[name][1]}" for name in names]
    inputs = [part for scene in scenes for part in ("-f", "lavfi", "-i", scene)]
    graph = "".join(f"[{i}]format=yuv420p[v{i}];" for i in range(len(names)))
    graph += "".join(f"[v{i}]" for i in range(len(names))) + f"concat=n={len(names)}"
    video = tmp_path / "short.mp4"
    options = ("-g", "60", "-sc_threshold", "0", *H264, str(video))
    messages([*inputs, "-filter_complex", graph, *options], folder=tmp_path)
    return video, made


def shot_of(number, made):
    return next(i for i, s in enumerate(made.shots) if s.first_frame <= number < s.end_frame)


@pytest.mark.parametrize(
    "names",
    [
        ("black", "blurred", "sharp", "white"),
        ("sharp", "blurred", "grey", "black"),
        ("black", "black", "black", "sharp"),
        ("white", "grey"),
        ("black", "grey"),
        ("grey", "blurred"),
    ],
)
def test_the_sharpest_well_exposed_shot_is_taken(tmp_path, names):
    video, made = short_of(tmp_path, *names)
    best = max(names, key=list(SCENES).index)
    assert names[shot_of(best_frame(video, made), made)] == best


def test_no_frame_of_a_change_is_taken(tmp_path):
    video, made = short_of(tmp_path, "black", "sharp", "black", change_frames=20)
    number = best_frame(video, made)
    assert 30 <= number < 40, "the next shot comes in from frame 40 on"


def test_what_is_behind_the_end_card_is_not_taken(tmp_path):
    video, made = short_of(tmp_path, "grey", "sharp")
    card = Card(kind="end", text="Follow", start_s=1.0, end_s=2.0)
    made = made.model_copy(update={"cards": (card,)})
    assert best_frame(video, made) < 30


def test_text_does_not_make_a_picture_sharp(tmp_path):
    video, made = short_of(tmp_path, "black", "grey")
    look = made.look.model_copy(update={"progress_px": 200})
    striped = tmp_path / "striped.mp4"
    stripes = "drawgrid=w=24:h=24:t=10:c=yellow:enable='lt(t,1)',crop=iw:180:0:0"
    graph = f"[0]split[a][b];[b]{stripes}[c];[a][c]overlay"
    messages(["-i", str(video), "-filter_complex", graph, *H264, str(striped)], folder=tmp_path)
    assert best_frame(striped, made) < 30, "the stripes are taken for a picture"
    assert best_frame(striped, made.model_copy(update={"look": look})) >= 30


def test_a_long_short_is_looked_at_in_few_places(tmp_path, monkeypatch):
    from include.rendering import choosing

    video, made = short_of(tmp_path, *["grey", "sharp"] * 45)
    seen = []
    real = choosing._score
    monkeypatch.setattr(choosing, "_score", lambda *a: seen.append(1) or real(*a))
    best_frame(video, made)
    assert MOST / 2 < len(seen) <= MOST
