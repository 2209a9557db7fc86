import re
from itertools import pairwise

from include.captions import ass
from include.captions.markup import KEEP_APART
from include.editing.look import aspects
from tests.include.editing.parts import edit, script

TAGS = re.compile(r"(?<!\\){.*?(?<!\\)}")


def events(text: str) -> list[dict[str, str]]:
    names = ["layer", "start", "end", "style", "name", "l", "r", "v", "effect", "text"]
    lines = [line for line in text.splitlines() if line.startswith("Dialogue: ")]
    return [dict(zip(names, line[10:].split(",", 9), strict=True)) for line in lines]


def shown(event: dict[str, str]) -> str:
    """What an event's see-through parts leave to be read."""
    text, out, hidden = event["text"], [], False
    at = 0
    for tag in [*TAGS.finditer(text), None]:
        out.append("" if hidden else text[at : tag.start() if tag else len(text)])
        if tag:
            hidden = "\\alpha&HFF&" in tag[0] or (hidden and "\\alpha&H00&" not in tag[0])
            at = tag.end()
    return " ".join("".join(out).replace(KEEP_APART, "").split())


def test_every_word_is_lit_while_it_is_spoken(tmp_path):
    made = edit(tmp_path)
    lit = [e for e in events(ass.document(made)) if e["layer"] == "11"]
    words = [w for cue in made.cues for w in cue.words]
    assert [shown(e) for e in lit] == [w.text for w in words]
    for event, word in zip(lit, words, strict=True):
        minutes, seconds = event["start"].split(":")[1:]
        assert abs(int(minutes) * 60 + float(seconds) - word.start_s) < 0.04


def test_captions_of_a_line_never_overlap_in_time(tmp_path):
    lit = [e for e in events(ass.document(edit(tmp_path))) if e["layer"] == "11"]
    for before, after in pairwise(lit):
        assert before["end"] <= after["start"]


def test_all_text_is_placed_inside_the_safe_area_on_every_canvas(tmp_path):
    for aspect in aspects():
        made = edit(tmp_path, aspect=aspect, written=script(title="A long title " * 9))
        canvas = made.canvas
        for event in events(ass.document(made)):
            place = re.search(r"\\(?:pos|move)\((\d+),(\d+)", event["text"])
            if event["style"] == "Caption":
                assert int(place[1]) == canvas.width_px // 2
                assert int(place[2]) <= canvas.height_px - canvas.safe_bottom_px
            elif "\\pos(0,0)" not in event["text"]:
                assert int(place[2]) >= canvas.safe_top_px


def test_hostile_text_is_shown_and_nothing_else(tmp_path):
    hostile = r"{\p1}m 0 0 l 9 9 \N {\an8}'; %{}[] ../../x <script> {{ 7*7 }} :a=b"
    made = edit(tmp_path, written=script([hostile, hostile], title=hostile))
    text = ass.document(made)
    lit = "".join(shown(e) for e in events(text) if e["layer"] == "11")
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


def test_emoji_only_gives_no_captions_and_no_finding(tmp_path):
    made = edit(tmp_path, written=script(["😀 🎉 🌊"], title="🌊"))
    assert ass.missing_glyphs(made) == ()
    assert not [e for e in events(ass.document(made)) if shown(e) and e["style"] == "Caption"]
