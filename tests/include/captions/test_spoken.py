import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.captions import ass
from include.captions.markup import KEEP_APART
from include.editing.look import caption_styles
from tests.include.captions.shorts import captioned
from tests.include.captions.test_ass import TAGS, events, shown

TAG = re.compile(
    r"\\(?:an[1-9]|pos\([\d.,-]+\)|move\([\d.,-]+\)|clip\([\d,-]+\)|[1-4]c&H[0-9A-F]{6}&"
    r"|1a&H[0-9A-F]{2}&|bord[\d.]+|shad[\d.]+|blur[\d.]+|fsc[xy][\d.]+|frz-?[\d.]+|p1"
    r"|fn[A-Za-z ]+|fs[\d.]+|t\(\d+,\d+,(?:\\(?:fsc[xy][\d.]+|frz-?[\d.]+|clip\([\d,-]+\)))+\))"
)
LATE_S = 0.04


def seconds(clock: str) -> float:
    hours, minutes, rest = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def captions(made) -> list[dict[str, str]]:
    return [e for e in events(ass.document(made)) if e["style"].startswith("Caption")]


@pytest.mark.parametrize("style", caption_styles())
@pytest.mark.parametrize("word_s", [0.11, 0.3, 0.517])
def test_every_style_shows_each_word_when_it_is_heard(style, word_s):
    made = captioned("tides rise twice a day everywhere", style, word_s=word_s)
    found = captions(made)
    for cue in made.cues:
        begins = [seconds(e["start"]) for e in found]
        assert any(abs(begin - cue.start_s) <= LATE_S for begin in begins)
        for word in cue.words:
            if style == "classic":
                continue
            lit = [e for e in found if e["style"] == "Caption spoken" and shown(e)]
            near = [e for e in lit if abs(seconds(e["start"]) - word.start_s) <= LATE_S]
            cased = word.text.upper() if made.look.caption.upper else word.text
            assert cased in [shown(e) for e in near]


@pytest.mark.parametrize("style", caption_styles())
def test_nothing_of_a_cue_is_there_before_or_after_it(style):
    made = captioned("tides rise twice a day. everywhere on the coast", style)
    first_s = min(cue.start_s for cue in made.cues)
    last_s = max(cue.end_s for cue in made.cues)
    for event in captions(made):
        assert seconds(event["start"]) >= first_s - LATE_S
        assert seconds(event["end"]) <= last_s + LATE_S
        assert seconds(event["end"]) > seconds(event["start"])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=20), max_size=6
    ),
    st.sampled_from(caption_styles()),
)
def test_no_text_becomes_markup_in_any_style(parts, style):
    hostile = ["{\\an8}", "\\N", "}{\\p1}m 0 0 l 9 9", *parts]
    for event in captions(captioned(" ".join(hostile), style)):
        for tags in TAGS.findall(event["text"]):
            assert TAG.sub("", tags[1:-1]) == ""
        if "\\p1}" not in event["text"]:
            plain = TAGS.sub("", event["text"]).replace("\\" + KEEP_APART, "")
            assert not re.search(r"\\[Nnh]", plain)
            assert not re.search(r"(?<!\\)[{}]", plain)


def test_a_word_that_looks_the_same_throughout_is_one_event():
    made = captioned("one two three", "classic")
    texts = [shown(e) for e in captions(made) if shown(e)]
    assert sorted(texts) == ["one", "three", "two"]


def test_karaoke_fills_from_where_the_word_begins_to_be_read():
    for text, language, side in (("tide", "en", 0), ("القمر", "ar", 2)):
        (event,) = [
            e
            for e in captions(captioned(text, "karaoke", language=language))
            if "\\t(" in e["text"]
        ]
        before, after = (
            [int(edge) for edge in found.split(",")]
            for found in re.findall(r"\\clip\(([\d,-]+)\)", event["text"])
        )
        assert before[side] == after[side], "the edge where reading begins stays"
        assert before[0] == before[2]
        assert after[0] < after[2]


def test_the_typewriter_uncovers_letters_from_left_to_right_or_right_to_left():
    for text, language, side in (("tides", "en", 2), ("القمر", "ar", 0)):
        made = captioned(text, "typewriter", language=language, word_s=0.6)
        edges = [
            int(found[1].split(",")[side])
            for e in captions(made)
            if (found := re.search(r"\\clip\(([\d,-]+)\)", e["text"]))
        ]
        assert len(edges) >= 3
        assert edges == sorted(edges, reverse=side == 0)


def test_a_stressed_word_has_a_colour_of_its_own():
    made = captioned("the high tide", "pop", emphasis=("high",))
    accent = [e for e in captions(made) if "\\1c" in e["text"]]
    assert {shown(e) for e in accent} == {"high"}


def test_a_box_lies_behind_its_word():
    found = captions(captioned("high tide", "box"))
    boxes = [e for e in found if "\\p1}" in e["text"]]
    words = [e for e in found if e["style"] == "Caption spoken" and shown(e)]
    assert [(e["start"], e["end"]) for e in boxes] == [(e["start"], e["end"]) for e in words]
    assert max(int(e["layer"]) for e in boxes) < min(int(e["layer"]) for e in words)
