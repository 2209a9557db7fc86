from include.captions import srt
from include.captions.bidi import RIGHT
from tests.include.editing.parts import edit, script


def test_blocks_are_numbered_and_say_the_words(tmp_path):
    made = edit(tmp_path, written=script(["It rose. Then it fell."]), word_s=0.3)
    first, second = srt.document(made).strip().split("\n\n")
    assert first.splitlines() == ["1", "00:00:00,250 --> 00:00:00,850", "It rose."]
    assert second.splitlines()[0] == "2"
    assert second.splitlines()[2] == "Then it fell."


def test_words_cannot_pass_for_markup_or_times(tmp_path):
    text = srt.document(edit(tmp_path, written=script(["<b>bold</b> 00:01 --> 00:02"])))
    assert "<" not in text
    assert text.count("-->") == len(text.strip().split("\n\n"))


def test_no_words_give_an_empty_file(tmp_path):
    assert srt.document(edit(tmp_path, written=script([""]))) == ""


def test_a_line_whose_first_letter_misleads_begins_with_a_mark(tmp_path):
    text = srt.document(edit(tmp_path, written=script(["NASA قالت"], language="ar")))
    assert text.splitlines()[2] == f"{RIGHT}NASA قالت"
