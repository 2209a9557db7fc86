"""What a file says is what stands in it, and where it stands is known."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.channels.errors import ChannelError
from include.channels.reading import LARGEST_BYTES, read


def test_plain_words_are_words(write):
    """YAML 1.1 reads these as false, a number of seconds and a day."""
    sheet = read(write("t.yaml", "language: no\naspect: 9:16\nday: 2026-11-22\non: yes\n"))
    assert sheet.facts == {"language": "no", "aspect": "9:16", "day": "2026-11-22", "on": "yes"}


def test_numbers_and_truths_are_such(write):
    sheet = read(write("t.yaml", "a: 3\nb: 1.5\nc: true\nd:\ne: '3'\nf: [null, ~]\n"))
    facts = {"a": 3, "b": 1.5, "c": True, "d": None, "e": "3", "f": [None, None]}
    assert sheet.facts == facts


def test_lines_are_those_of_the_file(write):
    text = "# first\na: 1\nb:\n  - x: 1\n    y: 2\n"
    lines = read(write("t.yaml", text)).lines
    assert (lines["a",], lines["b",], lines["b", 0], lines["b", 0, "y"]) == (2, 3, 4, 5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2\n", "line 2: a stands there twice"),
        ("a: &x [1]\nb: *x\n", "repeated by an alias"),
        ("a: &x [*x]\n", "repeated by an alias"),
        ("a: !!python/object/apply:os.system [ls]\n", "line 1: tag .* means nothing"),
        ("a: !secret x\n", "line 1: tag !secret means nothing here"),
        ("- a\n- b\n", "line 1: the file is not a list of"),
        ("? [a]\n: b\n", "a field's name is no word"),
        ('a: "\\0"\n', "line 1: a control character"),
        ('a: 1\nb: ["\\e[31m"]\n', "line 2: a control character"),
        ('a: "\\ud800"\n', "line 1: a control character"),
        ('"a\\nb": 1\n', "a field's name is no word"),
        ('"\\udfff": 1\n', "a field's name is no word"),
        ("a: [1\nb: 2\n", "line 2.* is no YAML"),
        ("schedule: @daily\n", "line 1, column 11 is no YAML.*in quotes"),
        ("a: 1\n\tb: 2\n", "line 2.* is no YAML"),
        ("a: 1\n---\nb: 2\n", "is no YAML"),
        ("[" * 50_000, "nested too deep|is no YAML"),
        ("a: " + "x" * LARGEST_BYTES, "is larger than"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(write, text, said):
    with pytest.raises(ChannelError, match=said):
        read(write("t.yaml", text))


def test_what_is_no_text_is_refused(write):
    path = write("t.yaml", "")
    path.write_bytes(b"a: \xff\xfe\n")
    with pytest.raises(ChannelError, match="is not UTF-8"):
        read(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(ChannelError, match="cannot be read"):
        read(path)


def test_an_empty_file_says_nothing(write):
    assert read(write("t.yaml", "# nothing\n")).facts == {}


def test_a_number_too_long_to_be_one_is_text(write):
    assert read(write("t.yaml", "a: " + "9" * 5000)).facts == {"a": "9" * 5000}


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_is_in_a_file_it_is_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("channels") / "t.yaml"
    path.write_bytes(content)
    with suppress(ChannelError):
        assert isinstance(read(path).facts, dict)
