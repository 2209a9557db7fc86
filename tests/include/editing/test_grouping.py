import pytest

from include.domain import Word
from include.editing.cues import cues_of
from include.editing.look import captions
from tests.include.editing.parts import script

STYLE = captions("highlight")


def cues(spoken: str, *, style: str = "highlight", language: str = "en", word_s: float = 0.3):
    parts = spoken.split() if " " in spoken else list(spoken)
    words = [
        Word(text=part, start_s=i * word_s, end_s=(i + 0.9) * word_s, beat=0)
        for i, part in enumerate(parts)
    ]
    return cues_of(script([spoken], language=language), words, start_s=0, style=captions(style))


def texts(spoken: str, **choices) -> list[str]:
    return [cue.text for cue in cues(spoken, **choices)]


def test_a_cue_does_not_end_with_a_word_that_leads_on():
    for text in texts("We walked along the shore of the sea and looked at the moon"):
        assert text.split()[-1] not in {"the", "of", "at", "and"}


def test_a_clause_is_not_run_over():
    assert texts("When it rises, boats float") == ["When it rises,", "boats float"]


def test_a_sentence_too_short_to_be_read_shares_its_cue():
    assert texts("No. It rose.", word_s=0.15) == ["No. It rose."]


def test_a_cue_stays_long_enough_to_be_read_where_the_voice_leaves_time():
    spoken = [
        Word(text="Wait", start_s=0, end_s=0.2, beat=0),
        Word(text="here", start_s=3, end_s=3.3, beat=0),
    ]
    first, _ = cues_of(script(["Wait here"]), spoken, start_s=0, style=STYLE)
    assert first.end_s == pytest.approx(0.833)


@pytest.mark.parametrize("style", ["single", "pop", "highlight", "classic"])
def test_a_style_says_how_many_words_there_may_be(style):
    spoken = "one two three four five six seven eight nine ten eleven twelve"
    most = max(len(cue.words) for cue in cues(spoken, style=style))
    assert most <= captions(style).most_words
    assert most > captions(style).most_words / 2


def test_chinese_is_cut_between_words_and_never_before_a_comma():
    found = texts("月亮吸引海水，所以潮水每天涨两次。", language="zh", word_s=0.2)
    assert "".join(found) == "月亮吸引海水，所以潮水每天涨两次。"
    assert all(text[0] not in "，。" for text in found)
    assert not any(text.endswith(("月", "吸", "潮")) for text in found)


def test_thai_is_shown_in_words_though_it_is_timed_in_runs_of_letters():
    spoken = "ดวงจันทร์ดึงน้ำทะเลวันละสองครั้ง"
    runs = [spoken[i : i + 5] for i in range(0, len(spoken), 5)]
    words = [
        Word(text=run, start_s=i * 0.5, end_s=i * 0.5 + 0.5, beat=0) for i, run in enumerate(runs)
    ]
    found = cues_of(script([spoken], language="th"), words, start_s=0, style=STYLE)
    shown = [word for cue in found for word in cue.words]
    assert "".join(word.text for word in shown) == spoken
    assert "น้ำ" in [word.text for word in shown]
    starts = [word.start_s for word in shown]
    assert starts == sorted(starts)
    assert starts[0] == 0


def test_ten_thousand_words_are_grouped_in_no_time():
    assert len(cues("tide " * 10_000, word_s=0.01)) >= 2_500
