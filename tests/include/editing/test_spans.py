"""Each clip over its beat; none twice while there are others, and none missing unsaid."""

import pytest

from include.domain import Media
from include.editing import look as looks
from include.editing.spans import spans_of
from include.editing.timeline import cut
from tests.include.editing.parts import clip, narration, script

BOUNDS = [(0, 60), (60, 120), (120, 180)]


def shown(beat: int, file: str, *, index: int = 0):
    digest = file * 64
    media = Media(uri=f"/{file}", digest=digest, content_type="video/mp4", size_bytes=1)
    one = clip(beat=beat)
    placed = one.shot.model_copy(update={"index": 10 * beat + index})
    return one.model_copy(update={"kind": "video", "media": media, "shot": placed})


def spans(*clips):
    found, findings = spans_of(clips, BOUNDS, shortest=12, fps=30)
    files = [span.clip.media.digest[0] if span.clip.media else "drawn" for span in found]
    return files, findings


def test_different_clips_stay_where_they_were_ordered_for():
    assert spans(shown(0, "a"), shown(1, "b"), shown(2, "c")) == (["a", "b", "c"], ())


def test_a_clip_seen_before_gives_way_to_one_that_is_not_seen():
    crowd = [shown(0, letter, index=i) for i, letter in enumerate("abcdef")]  # five fit
    files, (finding,) = spans(*crowd, shown(1, "a"), shown(2, "9"))
    assert files == ["a", "b", "c", "d", "e", "f", "9"]
    assert (finding.code, finding.at_s) == ("clip_replaced", 2.0)
    assert "Another clip" in finding.message


def test_without_another_clip_a_picture_is_drawn():
    files, (finding,) = spans(shown(0, "a"), shown(1, "b"), shown(2, "a"))
    assert files == ["a", "b", "drawn"]
    assert "shot 3 (procedural) is that of shot 1" in finding.message
    assert "drawn picture" in finding.message


def test_drawn_pictures_are_no_repeats_of_each_other():
    assert spans(clip(beat=0), clip(beat=1), clip(beat=2)) == (["drawn"] * 3, ())


def test_a_beat_whose_clip_is_missing_is_told_of():
    files, (finding,) = spans(shown(0, "a"), shown(2, "c"))
    assert files == ["a", "drawn", "c"]
    assert (finding.code, finding.at_s) == ("clip_missing", 2.0)


def test_what_was_noticed_goes_with_the_edit(tmp_path):
    written = script()
    told = narration(written, tmp_path)
    made = cut(script=written, narration=told, clips=[shown(0, "a"), shown(1, "a")], music=None)
    assert [f.code for f in made.findings] == ["clip_missing", "clip_replaced"]


@pytest.mark.parametrize("name", looks.looks())
def test_an_end_card_has_a_picture_of_its_own(tmp_path, name):
    written = script()
    told = narration(written, tmp_path)
    made = cut(script=written, narration=told, clips=[], music=None, look=name)
    last = made.shots[-1]
    assert last.end_frame == made.frames
    ends = [card for card in made.cards if card.kind == "end"]
    if made.look.end is None:
        assert not ends
        return
    assert abs(made.time_s(last.first_frame) - ends[0].start_s) <= 1 / 30
    assert last.clip.media is None
    assert made.facts.chapters[-1].end_s == pytest.approx(ends[0].start_s, abs=1 / 30)
