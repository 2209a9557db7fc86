"""Captions held against the narration and the canvas."""

from dataclasses import replace

from include.domain import Severity
from include.quality import words
from include.quality.thresholds import thresholds
from include.quality.words import captions
from tests.include.editing.parts import edit, script

LIMITS = thresholds()


def moved(made, *, by_s: float):
    """The second word of the first cue, shown earlier or later."""
    cue = made.cues[0]
    word = cue.words[1].model_copy(update={"start_s": cue.words[1].start_s + by_s})
    cue = cue.model_copy(update={"words": (cue.words[0], word, *cue.words[2:])})
    return made.model_copy(update={"cues": (cue, *made.cues[1:])})


def test_the_captions_of_an_edit_are_in_order(tmp_path):
    assert [*captions(edit(tmp_path, word_s=0.3), LIMITS)] == []


def test_a_word_up_to_40_ms_off_is_in_order_and_one_further_is_an_error(tmp_path):
    made = edit(tmp_path, word_s=0.3)
    assert [*captions(moved(made, by_s=0.039), LIMITS)] == []
    (finding,) = captions(moved(made, by_s=-0.06), LIMITS)
    assert (finding.code, finding.severity) == ("caption_time", Severity.ERROR)
    assert "0.06 s" in finding.message


def test_a_long_word_in_pieces_is_in_step(tmp_path):
    made = edit(tmp_path, written=script(["One " + "W" * 90 + " three."]), word_s=1.0)
    assert [*captions(made, LIMITS)] == []


def test_a_caption_that_only_flashes_is_a_warning(tmp_path):
    made = edit(tmp_path, word_s=0.3)
    cue = made.cues[0].model_copy(update={"end_s": made.cues[0].start_s + 0.05})
    found = captions(made.model_copy(update={"cues": (cue, *made.cues[1:])}), LIMITS)
    (finding,) = found
    assert (finding.code, finding.severity) == ("caption_short", Severity.WARNING)
    assert finding.at_s == made.cues[0].start_s


def test_captions_that_say_something_else_are_an_error(tmp_path):
    made = edit(tmp_path)
    facts = made.facts.model_copy(update={"transcript": "Something else."})
    (finding,) = captions(made.model_copy(update={"facts": facts}), LIMITS)
    assert finding.code == "caption_text"


def test_captions_wider_than_the_safe_area_are_an_error(tmp_path, monkeypatch):
    made = edit(tmp_path)
    fitting = words.placed

    def too_far_left(*args):
        block = fitting(*args)
        return replace(block, covers=block.covers.moved(-500, 0))

    monkeypatch.setattr(words, "placed", too_far_left)
    assert {f.code for f in captions(made, LIMITS)} == {"caption_outside"}
