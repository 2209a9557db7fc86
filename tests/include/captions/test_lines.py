import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.captions.fonts import fonts
from include.captions.lines import MOST_CHARACTERS, Piece, begun, fit, text_of, words_of

FONTS = fonts("SourceSansPro-Black.ttf")
WIDTH_PX = 800


def laid(text: str, *, max_lines: int = 2):
    return fit(
        words_of(text), FONTS, em_px=82, width_px=WIDTH_PX, max_lines=max_lines, smallest=0.45
    )


def widest_px(layout) -> float:
    return max(FONTS.width_px(text_of(line), 82 * layout.scale) for line in layout.lines)


def test_short_words_keep_their_size():
    assert laid("the tide").scale == 1.0
    assert len(laid("the tide").lines) == 1


def test_two_lines_are_of_about_the_same_width():
    first, second = (text_of(line) for line in laid("the water rises on every coast").lines)
    assert abs(len(first) - len(second)) <= 4


def test_a_word_of_sixty_letters_fits_and_stays_whole_or_is_broken():
    layout = laid("Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabteilungs")
    assert len(layout.lines) <= 2
    assert widest_px(layout) <= WIDTH_PX


def test_chinese_is_broken_between_characters_but_not_before_a_comma():
    assert [p.text for p in words_of("海水，上")] == ["海", "水，", "上"]


def test_nothing_gives_no_lines():
    assert laid("").lines == ()


@settings(max_examples=80, deadline=None)
@given(
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=300),
    st.integers(1, 4),
)
def test_any_text_fits_and_loses_nothing(text, max_lines):
    text = FONTS.drawable(text)
    layout = laid(text, max_lines=max_lines)
    assert len(layout.lines) <= max_lines
    kept = "".join(piece.text for line in layout.lines for piece in line)
    assert kept == "".join(text.split())
    if layout.lines:
        assert widest_px(layout) <= WIDTH_PX * 1.001


@pytest.mark.parametrize("glue", ["", " "])
def test_glue_stands_between_pieces_only(glue):
    assert text_of([Piece(0, "a", glue), Piece(1, "b", glue)]) == f"a{glue}b"


def test_a_word_without_end_is_laid_out_at_once():
    begun_s = time.monotonic()
    assert widest_px(laid("A" * 3_000)) <= WIDTH_PX * 1.01
    assert time.monotonic() - begun_s < 10


def test_of_a_text_nobody_can_read_its_beginning_is_left():
    assert begun("The Moon") == "The Moon"
    assert begun("Moon " * 2_000).endswith("Moon …")
    assert len(begun("A" * 10_000)) == MOST_CHARACTERS + 2
