"""The conversation by which a script is written, without anybody to talk to."""

import json

import pytest

from include.providers.errors import BadReply
from include.providers.text.extractive import Extractive
from include.writing.drafting import Brief, clean, fitted, sayable, stressed_in, written
from include.writing.lengths import duration_s
from tests.include.writing.articles import article

FERRY = article("ferry-timetable")
GOOD = Extractive().write(FERRY, target_s=35)
BRIEF = Brief(FERRY, duration_s(GOOD), 12_000)


def answer(script=GOOD, **change):
    parts = [
        {"spoken": beat.spoken, "seen": f"view {at}", "emphasis": list(beat.emphasis)}
        for at, beat in enumerate(script.beats)
    ]
    said = {"title": "Towels", "hook": parts[0], "beats": parts[1:-1], "closing": parts[-1]}
    return json.dumps({**said, "description": "Towels.", "hashtags": ["#towels"], **change})


def held(talk, *answers):
    """Hold a conversation; return what was asked and what came of it."""
    asked = [next(talk)]
    for text in answers:
        try:
            asked.append(talk.send(text))
        except StopIteration as end:
            return asked, end.value
    raise AssertionError("it asks on")


def test_one_good_answer_is_enough():
    asked, script = held(written(BRIEF), answer())
    assert len(asked) == 1
    assert script.spoken == GOOD.spoken
    assert (script.title, script.hashtags) == ("Towels", ("#Towels",))


def test_what_is_wrong_is_said_and_the_first_answer_is_there_to_be_mended():
    asked, script = held(written(BRIEF), answer(beats=[]), answer())
    (_, _, (role, before), (_, objection)) = asked[1].messages
    assert (role, before) == ("assistant", answer(beats=[]))
    assert "beats" in objection
    assert len(script.beats) == len(GOOD.beats)


def test_of_two_usable_answers_the_better_one_is_taken():
    boastful = answer(title="Towels since 1871")
    assert held(written(BRIEF), boastful, "no")[1].title == "Towels since 1871"
    assert held(written(BRIEF), boastful, answer())[1].title == "Towels"


def test_two_that_cannot_be_used_are_an_error_with_the_reason():
    with pytest.raises(BadReply, match="not one JSON object"):
        held(written(BRIEF), "no", "no")


@pytest.mark.parametrize("count", [1, len(GOOD.beats) + 1])
def test_a_fitted_script_has_as_many_lines(count):
    lines = json.dumps({"lines": [{"spoken": "Towels hang.", "emphasis": []}] * count})
    right = json.dumps({"lines": [{"spoken": b.spoken, "emphasis": []} for b in GOOD.beats]})
    asked, script = held(fitted(BRIEF, GOOD, 1.0), lines, right)
    assert f"It has {count} lines" in asked[1].messages[-1][1]
    assert script.spoken == GOOD.spoken


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Tea  is\nhot 🎉", "Tea is hot"),
        ("Tea\u202e is\u200b hot", "Tea is hot"),
        ("20 °C", "20 °C"),
        ("नमस्ते", "नमस्ते"),
    ],
)
def test_what_cannot_be_said_is_taken_out(text, line):
    assert clean(text) == line


@pytest.mark.parametrize(
    ("text", "language", "line"),
    [
        ("Tea is hot", "en", "Tea is hot."),
        ("Tea is hot,", "en", "Tea is hot."),
        ("Is it?", "en", "Is it?"),
        ("お茶は熱い", "ja", "お茶は熱い。"),
        ("“Tea is hot.”", "en", "“Tea is hot.”"),
        ("", "en", ""),
    ],
)
def test_a_line_ends_as_its_language_ends_one(text, language, line):
    assert sayable(text, language) == line


def test_only_what_is_spoken_is_stressed():
    assert stressed_in("The old Lighthouse", ["lighthouse", "Sea", "", "lighthouse"]) == (
        "Lighthouse",
    )
