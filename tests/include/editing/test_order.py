"""Words whose times go back are shown in the order of the script, and the edit says so."""

import pytest

from include.editing.order import in_order
from include.editing.timeline import cut
from include.quality.thresholds import thresholds
from include.quality.words import captions
from tests.include.editing.parts import narration, script


def told(folder, *starts_s: float):
    """A narration whose words begin at those times and last 0.1 s each."""
    spoken = narration(script([" ".join(["Word"] * len(starts_s))]), folder)
    times = [{"start_s": at_s, "end_s": at_s + 0.1} for at_s in starts_s]
    words = [
        word.model_copy(update=update) for word, update in zip(spoken.words, times, strict=True)
    ]
    return spoken.model_copy(update={"words": tuple(words)})


def test_times_in_order_are_left_as_they_are(tmp_path):
    spoken = told(tmp_path, 0.0, 0.1, 0.1, 0.4)
    assert in_order(spoken) == (spoken, ())


def test_a_word_that_begins_before_the_one_it_follows_begins_with_it(tmp_path):
    ordered, (finding,) = in_order(told(tmp_path, 0.0, 0.5, 0.2, 0.3))
    assert [word.start_s for word in ordered.words] == [0.0, 0.5, 0.5, 0.5]
    assert all(word.end_s >= word.start_s for word in ordered.words)
    assert "2 word(s) begin before those they follow, by up to 0.30 s" in finding.message


def test_an_overlap_that_nobody_notices_is_no_finding(tmp_path):
    _, findings = in_order(told(tmp_path, 0.0, 0.5, 0.47))
    assert findings == ()


@pytest.mark.parametrize("starts_s", [(0.0, 0.5, 0.2, 0.6), (0.6, 0.4, 0.2, 0.0)])
def test_captions_of_words_out_of_order_are_in_step(tmp_path, starts_s):
    spoken = told(tmp_path, *starts_s)
    written = script(["Word Word Word Word"])
    made = cut(script=written, narration=spoken, clips=[], music=None)
    assert "narration_order" in {finding.code for finding in made.findings}
    assert "caption_time" not in {finding.code for finding in captions(made, thresholds())}
