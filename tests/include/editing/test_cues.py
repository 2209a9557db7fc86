import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.domain import Word
from include.editing.cues import LONGEST_WORD, MAX_PIECE, cues_of
from include.editing.look import captions
from include.text.columns import columns
from tests.include.editing.parts import script

STYLE = captions("highlight")


def words(text: str, *, word_s: float = 0.3, beat: int = 0) -> list[Word]:
    return [
        Word(text=part, start_s=i * word_s, end_s=(i + 0.8) * word_s, beat=beat)
        for i, part in enumerate(text.split())
    ]


def texts(spoken: str, **kwargs: float) -> list[str]:
    return [
        c.text
        for c in cues_of(script([spoken]), words(spoken, **kwargs), start_s=0.25, style=STYLE)
    ]


def test_a_sentence_ends_its_cue():
    assert texts("It rose. Then it fell.") == ["It rose.", "Then it fell."]


def test_a_long_phrase_is_halved_so_that_no_word_is_left_over():
    assert texts("one two three four five") == ["one two three", "four five"]


def test_a_pause_in_the_voice_ends_a_cue():
    spoken = [
        Word(text="Wait", start_s=0, end_s=0.3, beat=0),
        Word(text="here", start_s=1.5, end_s=1.8, beat=0),
    ]
    cues = cues_of(script(["Wait here"]), spoken, start_s=0, style=STYLE)
    assert [c.text for c in cues] == ["Wait", "here"]
    assert cues[0].end_s < 1.0, "and the first does not stay on through the silence"


def test_a_beat_ends_its_cue_even_without_punctuation():
    spoken = [*words("one", beat=0), Word(text="two", start_s=0.3, end_s=0.5, beat=1)]
    assert [c.text for c in cues_of(script(["one", "two"]), spoken, start_s=0, style=STYLE)] == [
        "one",
        "two",
    ]


def test_words_are_joined_as_the_beat_joins_them():
    spoken = [
        Word(text=c, start_s=i / 10, end_s=(i + 1) / 10, beat=0) for i, c in enumerate("海水上涨")
    ]
    cues = cues_of(script(["海水上涨"], language="zh"), spoken, start_s=0, style=STYLE)
    assert [c.text for c in cues] == ["海水上涨"]


def test_times_are_those_of_the_narration_moved_by_its_start():
    (cue,) = cues_of(script(["one two"]), words("one two"), start_s=0.25, style=STYLE)
    assert [w.start_s for w in cue.words] == [0.25, 0.55]


def test_a_word_of_ten_thousand_characters_is_shown_in_pieces():
    cues = cues_of(script(["x" * 10_000]), words("x" * 10_000), start_s=0, style=STYLE)
    assert "".join(c.text for c in cues) == "x" * 10_000
    assert max(len(w.text) for c in cues for w in c.words) <= MAX_PIECE


def test_a_long_word_is_shown_whole_and_a_longer_one_in_even_pieces_over_its_time():
    whole, parted = "a" * LONGEST_WORD, "b" * 60
    cues = cues_of(
        script([f"{whole} {parted}"]), words(f"{whole} {parted}"), start_s=0, style=STYLE
    )
    shown = [word for cue in cues for word in cue.words]
    assert [word.text for word in shown] == [whole, *["b" * 20] * 3]
    assert shown[1].end_s == shown[2].start_s < shown[3].start_s < shown[3].end_s


@pytest.mark.parametrize("mark", ["\u0301", "\u093f", "\u200d"])
def test_a_letter_keeps_its_marks_when_its_word_is_parted(mark):
    text = f"{'e' * 19}e{mark}" * 3
    cues = cues_of(script([text]), words(text), start_s=0, style=STYLE)
    shown = [word.text for cue in cues for word in cue.words]
    assert "".join(shown) == text
    assert not any(part.startswith(mark) for part in shown)
    only = cues_of(script([mark * 50]), words(mark * 50), start_s=0, style=STYLE)
    assert max(len(word.text) for cue in only for word in cue.words) <= MAX_PIECE


def test_a_run_that_makes_no_sense_keeps_the_times_it_was_told_at():
    told = {"x" * 30: (0.0, 0.1), "y" * 30: (0.1, 2.0), "z" * 30: (2.0, 2.1)}
    spoken = [Word(text=run, start_s=a, end_s=b, beat=0) for run, (a, b) in told.items()]
    cues = cues_of(script(["".join(told)], language="th"), spoken, start_s=0, style=STYLE)
    shown = {word.text: (word.start_s, word.end_s) for cue in cues for word in cue.words}
    assert shown == told


@pytest.mark.parametrize("times", [(5.0, 1.0), (0.0, 0.0)])
def test_times_that_run_backwards_or_stand_still_stay_in_order(times):
    spoken = [
        Word(text="one", start_s=times[0], end_s=times[0], beat=0),
        Word(text="two", start_s=times[1], end_s=times[1], beat=0),
    ]
    cues = cues_of(script(["one two"]), spoken, start_s=0, style=STYLE)
    starts = [w.start_s for c in cues for w in c.words]
    assert starts == sorted(starts)
    assert all(c.end_s >= c.start_s for c in cues)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=70), max_size=40))
def test_whatever_is_said_is_shown_once_in_few_words(parts):
    spoken = [
        Word(text=part, start_s=i * 0.2, end_s=i * 0.2 + 0.15, beat=0)
        for i, part in enumerate(parts)
    ]
    cues = cues_of(script([" ".join(parts)]), spoken, start_s=0, style=STYLE)
    shown = "".join("".join(c.text for c in cues).split())
    assert shown == "".join("".join(parts).split())
    for cue in cues:
        assert len(cue.words) == 1 or columns(cue.text) <= STYLE.most_columns + 1
        assert sum(1 for w in cue.words if w.glue) <= STYLE.most_words
