import re

from include.captions import srt, vtt
from include.captions.bidi import LEFT, RIGHT
from tests.include.captions.shorts import captioned

TIMES = re.compile(r"^(\d\d:\d\d:\d\d\.\d{3}) --> (\d\d:\d\d:\d\d\.\d{3}) (.+)$", re.MULTILINE)


def test_it_has_the_same_captions_at_the_same_times_as_the_srt():
    made = captioned("Tides rise. Then they fall again, everywhere.")
    text = vtt.document(made)
    assert text.startswith("WEBVTT\n\n1\n")
    assert len(TIMES.findall(text)) == len(made.cues)
    plain = TIMES.sub(lambda m: f"{m[1]} --> {m[2]}".replace(".", ","), text)
    assert plain.removeprefix("WEBVTT\n\n") == srt.document(made)


def test_captions_stand_where_the_picture_has_them():
    made = captioned("Tides rise.")
    ((_, _, settings),) = TIMES.findall(vtt.document(made))
    assert settings == "line:65%,end position:50% size:72% align:center"


def test_markup_is_escaped():
    text = vtt.document(captioned("<b>1</b> & 00:01 --> 00:02"))
    said = TIMES.sub("", text)
    assert "&lt;b&gt;1&lt;/b&gt; &amp;" in said
    assert "-->" not in said
    assert "<" not in said


def test_a_line_whose_first_letter_misleads_begins_with_a_mark():
    def first(text: str, language: str) -> str:
        return TIMES.split(vtt.document(captioned(text, language=language)))[-1].strip()[0]

    assert first("NASA قالت", "ar") == RIGHT
    assert first("القمر means Moon", "en") == LEFT
    assert first("القمر", "ar") == "ا"
    assert first("Moon", "en") == "M"


def test_no_words_give_a_file_without_cues():
    assert vtt.document(captioned(" ")) == "WEBVTT\n"
