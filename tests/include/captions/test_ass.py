import re
from itertools import pairwise

from include.captions import ass
from include.captions.markup import KEEP_APART, clock
from include.domain.edit import Card
from include.editing.look import aspects
from tests.include.editing.parts import edit, script

TAGS = re.compile(r"(?<!\\){.*?(?<!\\)}")
MARKS = "\u200e\u200f"


def events(text: str) -> list[dict[str, str]]:
    names = ["layer", "start", "end", "style", "name", "l", "r", "v", "effect", "text"]
    lines = [line for line in text.splitlines() if line.startswith("Dialogue: ")]
    return [dict(zip(names, line[10:].split(",", 9), strict=True)) for line in lines]


def shown(event: dict[str, str]) -> str:
    """What an event has to be read: nothing when it is a drawing."""
    if "\\p1}" in event["text"]:
        return ""
    text = TAGS.sub("", event["text"]).replace(KEEP_APART, "")
    return " ".join(text.strip(MARKS).split())


def spoken(text: str) -> list[dict[str, str]]:
    return [e for e in events(text) if e["style"] == "Caption spoken"]


def test_every_word_is_lit_while_it_is_spoken(tmp_path):
    made = edit(tmp_path)
    lit = spoken(ass.document(made))
    words = [w for cue in made.cues for w in cue.words]
    assert [shown(e) for e in lit] == [w.text for w in words]
    for event, word in zip(lit, words, strict=True):
        minutes, seconds = event["start"].split(":")[1:]
        assert abs(int(minutes) * 60 + float(seconds) - word.start_s) < 0.04


def test_no_two_words_are_lit_at_once(tmp_path):
    lit = spoken(ass.document(edit(tmp_path)))
    for before, after in pairwise(lit):
        assert before["end"] <= after["start"]


def test_large_type_is_placed_inside_the_safe_area_on_every_canvas(tmp_path):
    for aspect in aspects():
        made = edit(tmp_path, aspect=aspect, written=script(title="A long title " * 9))
        for event in events(ass.document(made)):
            place = re.search(r"\\(?:pos|move)\((\d+),(\d+)", event["text"])
            if not event["style"].startswith("Caption") and place[0] != "\\pos(0,0":
                assert int(place[2]) >= made.canvas.safe_top_px


def test_hostile_text_is_shown_and_nothing_else(tmp_path):
    hostile = r"{\p1}m 0 0 l 9 9 \N {\an8}'; %{}[] ../../x <script> {{ 7*7 }} :a=b"
    made = edit(tmp_path, written=script([hostile, hostile], title=hostile))
    text = ass.document(made)
    lit = "".join(shown(e) for e in spoken(text))
    wanted = "".join(hostile.split()) * 2
    assert lit.replace("\\{", "{").replace("\\}", "}").replace(" ", "") == wanted
    for tag in TAGS.findall(text):
        assert "\\an8" not in tag or "\\move" in tag or "\\pos" in tag
        assert "\\p1" not in tag or "\\bord0" in tag


def test_right_to_left_lines_find_their_direction_themselves(tmp_path):
    text = ass.document(edit(tmp_path, written=script(["القمر يرفع البحر"], language="ar")))
    styles = [line for line in text.splitlines() if line.startswith("Style: ")]
    assert all(style.endswith(",-1") for style in styles)
    assert "\\fnNoto Sans Arabic" in text


def test_a_missing_glyph_is_one_finding_however_often_it_occurs(tmp_path):
    made = edit(tmp_path, written=script(["ꔀꔁ ꔀꔁ ok ꔀ"] * 3))
    (finding,) = ass.missing_glyphs(made)
    assert finding.code == "missing_glyph"
    assert "2 character(s)" in finding.message
    assert "U+A500" in finding.message


def test_emoji_are_drawn_in_one_colour_by_a_font_of_their_own(tmp_path):
    made = edit(tmp_path, written=script(["😀 🎉 🌊"], title="🌊"))
    assert ass.missing_glyphs(made) == ()
    assert all("\\fnNoto Emoji" in e["text"] for e in spoken(ass.document(made)))


def test_the_end_card_stays_to_the_last_frame(tmp_path):
    made = edit(tmp_path)
    ended = made.model_copy(
        update={"cards": (Card(kind="end", text="Thanks", start_s=0, end_s=made.duration_s),)}
    )
    (line,) = [e for e in events(ass.document(ended)) if shown(e) == "Thanks"]
    assert re.search(r"\\fad\(\d+,0\)", line["text"])
    assert line["end"] == clock(made.duration_s)


def test_a_long_title_takes_more_lines_rather_than_type_nobody_reads(tmp_path):
    made = edit(tmp_path, written=script(title="Everything that happened, and where and why, " * 4))
    style = made.look.title
    lines = [e for e in events(ass.document(made)) if e["style"] == "Title" and shown(e)]
    sizes = {float(found) for e in lines for found in re.findall(r"\\fs([\d.]+)", e["text"])}
    tops = [int(re.search(r"\\move\(\d+,\d+,\d+,(\d+)", e["text"])[1]) for e in lines]
    assert style.lines < len(lines) <= 2 * style.lines
    assert min(sizes) > 0.5 * style.em_px
    assert max(tops) - min(tops) < style.lines * style.line_px
