import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.captions.fonts import fonts
from include.captions.markup import clock, colour, escaped, typeset

FONTS = fonts("SourceSansPro-Black.ttf")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain words", "plain words"),
        (r"{\an8}top", "\\{\\\u2060an8\\}top"),
        (r"a\Nb\nc\hd", "a\\\u2060Nb\\\u2060nc\\\u2060hd"),
        ("two\nlines\r\n", "two lines"),
        (r"\{", "\\\u2060\\{"),
    ],
)
def test_markup_in_words_stays_words(text, safe):
    assert escaped(text) == safe


@given(st.text(max_size=80))
def test_no_text_opens_an_override_or_breaks_a_line(text):
    safe = escaped(text)
    assert not re.search(r"(?<!\\){", safe)
    assert not re.search(r"\\[Nnh]", safe)
    assert "\n" not in safe


@given(st.text(max_size=80))
def test_the_only_overrides_in_typeset_text_choose_fonts(text):
    for tag in re.findall(r"(?<!\\){(.*?)(?<!\\)}", typeset(FONTS.drawable(text), FONTS, 82)):
        assert re.fullmatch(r"\\fn[A-Za-z ]+\\fs[\d.]+", tag)


def test_times_and_colours_are_written_as_ass_reads_them():
    assert clock(3723.456) == "1:02:03.45"
    assert clock(-1) == "0:00:00.00"
    assert clock(59.999) == "0:00:59.99"
    assert clock(0.29) == "0:00:00.29"
    assert clock(8 / 30) == "0:00:00.26"
    assert colour("#ff8000") == "&H0080FF&"
