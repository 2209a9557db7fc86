import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writing.answers import (
    AnsweredLines,
    AnsweredScript,
    UnreadableAnswerError,
    read,
    schema_of,
)
from tests.emulators.openai_text import _wrong_schema

LINES = {"lines": [{"spoken": "Tides rise.", "emphasis": ["Tides"]}]}


@pytest.mark.parametrize("model", [AnsweredScript, AnsweredLines])
def test_schemas_are_of_the_strict_subset(model):
    assert _wrong_schema(schema_of(model)) == ""
    assert schema_of(model)["required"]


@pytest.mark.parametrize(
    "wrapped",
    [
        "{}",
        "```json\n{}\n```",
        "```\n{}\n```\n",
        "<think>What {{is}} this?</think>\n{}",
        "Here it is: {} I hope you like it!",
    ],
)
def test_an_answer_is_found_in_its_wrapping(wrapped):
    text = wrapped.replace("{}", json.dumps(LINES)).replace("{{is}}", "{is}")
    assert read(text, AnsweredLines).lines[0].spoken == "Tides rise."


def test_a_field_too_many_is_ignored():
    assert read(json.dumps({**LINES, "note": "x"}), AnsweredLines).lines


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no", "not one JSON object"),
        ("{", "not one JSON object"),
        ("[]", "schema"),
        ('{"lines": []}', "lines"),
        ('{"lines": [{"spoken": ""}]}', "spoken"),
        ('{"lines": "x"}', "lines"),
    ],
)
def test_the_model_is_told_what_is_wrong_with_it(text, says):
    with pytest.raises(UnreadableAnswerError, match=f"(?i){says}"):
        read(text, AnsweredLines)


def test_what_is_told_never_repeats_the_answer():
    with pytest.raises(UnreadableAnswerError) as raised:
        read('{"lines": ["evil.example"]}', AnsweredLines)
    assert "evil" not in str(raised.value)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    with suppress(UnreadableAnswerError):
        assert read(text, AnsweredLines).lines


@pytest.mark.parametrize("text", ["```json" + "\n" * 3_000, "```\n" + "\n" * 300_000 + "x"])
def test_an_answer_of_empty_lines_is_refused_at_once(text):
    """Held to JSON, a model that is lost goes on writing empty lines."""
    begun = time.monotonic()
    with pytest.raises(UnreadableAnswerError):
        read(text, AnsweredLines)
    assert time.monotonic() - begun < 5


def test_half_a_character_is_no_words():
    text = json.dumps({"lines": [{"spoken": "Tides \ud83d rise.", "emphasis": []}]})
    with pytest.raises(UnreadableAnswerError):
        read(text, AnsweredLines)
