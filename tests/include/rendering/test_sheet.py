import re

import pytest

from include.captions import ass
from include.editing import look as looks
from include.rendering import sheet
from include.rendering.probe import picture


@pytest.mark.parametrize("sample", sheet.samples(), ids=lambda sample: sample.language)
def test_the_word_of_a_sample_is_spoken_when_its_frame_is_taken(sample):
    for style in looks.caption_styles():
        made = sheet.edit(sample, style, "9:16")
        at_s = sheet.shown(made, sample)
        (lit,) = [
            word
            for cue in made.cues
            for word in cue.words
            if word.start_s <= at_s < word.start_s + sheet.WORD_S
        ]
        assert sample.word in lit.text
        assert any(cue.start_s <= at_s < cue.end_s for cue in made.cues)
        assert ass.missing_glyphs(made) == ()


def test_the_samples_are_of_three_kinds_of_scripts():
    assert {"en", "ar", "ja"} <= {sample.language for sample in sheet.samples()}


@pytest.mark.slow
@pytest.mark.integration
def test_a_sheet_has_a_row_for_each_style_and_a_cell_for_each_canvas(tmp_path, monkeypatch):
    monkeypatch.setattr(looks, "caption_styles", lambda: ("box", "highlight"))
    one = sheet.samples()[:1]
    monkeypatch.setattr(sheet, "samples", lambda: one)
    path = tmp_path / "docs" / "sheet.png"
    sheet.sheet(path)
    found = picture(path)
    wide = sum(sheet.WIDTHS_PX.values()) + len(sheet.WIDTHS_PX) * sheet.GAP_PX
    assert found.width_px == wide + sheet.SIDE_PX
    assert found.height_px == 2 * (sheet.CELL_HEIGHT_PX + sheet.GAP_PX) + sheet.HEAD_PX
    assert path.stat().st_size < 3_000_000


def test_names_of_rows_and_columns_are_on_the_sheet():
    text = sheet._names()
    for name in (*looks.caption_styles(), "English 9:16", "Arabic 1:1", "Japanese 16:9"):
        assert re.search(rf"}}{re.escape(name)}$", text, re.MULTILINE)
