import time

import pytest

from include.text.blocks import blocks
from include.text.cleaning import MARK


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("<p>One.</p><p>Two.</p>", ["One.", "Two."]),
        ("<ul><li>One<li>Two</ul>tail", ["One", "Two", "tail"]),
        ("One<br><br>Two", ["One", "Two"]),
        ("A line that<br>goes on.", ["A line that goes on."]),
        ("&lt;p&gt;Escaped &amp;amp; twice.&lt;/p&gt;", ["Escaped & twice."]),
        ("<p>Seen</p><script>x()</script><style>p{}</style><nav>Menu</nav>", ["Seen"]),
        ("<figure><img><figcaption>Caption</figcaption></figure>Text", ["Text"]),
        ("<p>Use <code>git</code> now.</p>", ["Use git now."]),
        ("<p>Water<sup>[3]</sup> runs.</p>", ["Water runs."]),
        ("First line\nsecond line.\n\nNext block.", ["First line second line.", "Next block."]),
        ("```\ncode\n```\nWords.", ["Words."]),
        ("# Title\n- item one\n* item two", ["Title", "item one", "item two"]),
        ("Home | About | Contact", ["Home", "About", "Contact"]),
    ],
)  # fmt: skip
def test_markup_becomes_blocks(markup, read):
    assert blocks(markup) == read


@pytest.mark.parametrize(
    "gone",
    ["See https://a.example/b now.", "Write to me@a.example today.", "Run `rm -rf /` here.",
     "<p>Call <code>f(x)</code> first.</p>", "Visit a.example.com/page soon.",
     "So 5 < 6 and a > b.", "A {{ b }} c."],
)  # fmt: skip
def test_a_sentence_that_lost_a_part_is_marked(gone):
    assert MARK in blocks(gone)[0]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Cats [12] sleep (Smith, 2019) a lot [citation needed].", "Cats sleep a lot."),
        ("Zero\u200bwidth, \u202ebidi\u202c, soft\u00adhyphen.", "Zerowidth, bidi, softhyphen."),
        ("Fun 🎉 times ❤️ here!", "Fun times here!"),
        ("**Bold**, *slanted* and ~~gone~~ words.", "Bold, slanted and gone words."),
        ("{\\an8}Top\\Nline.", "Top line."),
        ("A [link](https://a.example/x) stays.", "A link stays."),
        ("Tom & Jerry's 3.5 °C.", "Tom & Jerry's 3.5 °C."),
        ("پارسی می‌نویسم.", "پارسی می‌نویسم."),
        ("क्षत्रिय हिन्दी।", "क्षत्रिय हिन्दी।"),
    ],
)
def test_characters_and_markup_nobody_can_say_are_taken_out(text, clean):
    assert blocks(text) == [clean]


@pytest.mark.parametrize(
    "evil",
    ["(", "[", "{{", "<", "a.", "*a", "_ ", "\\", " #a", "$a", "a@", "[a](", "`", "\n", "&a", "é",
     "漢", "a://", '"“', "1", "<p ", "- ", "A a. "],
)  # fmt: skip
def test_no_text_takes_long_to_clean(evil):
    started_s = time.process_time()
    blocks(evil * (100_000 // len(evil)))
    assert time.process_time() - started_s < 5


@pytest.mark.slow
def test_deep_nesting_is_read_without_recursion():
    assert blocks("<div>" * 15_000 + "Deep words.") == ["Deep words."]
