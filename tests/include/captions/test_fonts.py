import pytest

from include.captions.fonts import FURTHER, fonts, stage

FONTS = fonts("SourceSansPro-Black.ttf")


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Straße", "Source Sans Pro Black"),
        ("Ёлка", "Source Sans Pro Black"),
        ("θάλασσα", "Source Sans Pro Black"),
        ("القمر", "Noto Sans Arabic"),
        ("הירח", "Noto Sans Hebrew"),
        ("समुद्र", "Noto Sans Devanagari"),
        ("ทะเล", "Noto Sans Thai"),
        ("海洋", "Droid Sans Fallback"),
        ("うみ", "Droid Sans Fallback"),
        ("바다", "NanumSquare Bold"),
    ],
)
def test_each_script_has_its_font(text, family):
    assert {face.family for face, _ in FONTS.runs(text)} == {family}
    assert not list(FONTS.missing(text))


def test_a_mixed_text_is_split_into_runs_that_give_it_back():
    text = "AI 技术 القمر!"
    runs = list(FONTS.runs(text))
    assert "".join(run for _, run in runs) == text
    assert len({face.path for face, _ in runs}) == 3


@pytest.mark.parametrize("picture", ["😀", "👨\u200d👩\u200d👧", "👍🏽", "🇩🇪", "🏳\u200d🌈"])
def test_an_emoji_is_one_picture_of_one_font(picture):
    assert FONTS.drawable(f"Sun {picture} up") == f"Sun {picture} up"
    assert not list(FONTS.missing(picture))
    ((face, _),) = FONTS.runs(picture)
    assert face.family == "Noto Emoji"
    assert FONTS.extent(picture).advance == FONTS.extent("😀").advance


def test_the_space_behind_an_emoji_is_as_wide_as_any_other():
    one, other = (FONTS.extent(text).advance for text in ("😀 up", "😀up"))
    assert one - other == pytest.approx(FONTS.extent(" ").advance, abs=0.01)
    assert [run for _, run in FONTS.runs("☕ Tea")] == ["☕", " Tea"]


def test_what_only_chooses_a_variant_of_a_picture_is_left_out():
    assert FONTS.drawable("1\ufe0f\u20e3 ❤\ufe0f") == "1 ❤"
    assert not list(FONTS.missing("1\ufe0f\u20e3 ❤\ufe0f"))


def test_an_emoji_newer_than_the_font_is_named():
    assert list(FONTS.missing("\U0001fb70")) == ["\U0001fb70"]


def test_a_letter_no_font_has_is_named():
    assert list(FONTS.missing("ok ꔀ")) == ["ꔀ"]
    assert FONTS.drawable("ok ꔀ") == "ok"


def test_control_characters_are_left_out():
    assert FONTS.drawable("a\x00b\x1b[0m\nc") == "ab[0m c"


def test_only_fonts_are_staged(tmp_path):
    stage(FONTS.faces, tmp_path / "fonts")
    names = {path.suffix for path in (tmp_path / "fonts").iterdir()}
    assert names == {".ttf"}


def test_an_unknown_font_is_refused_with_those_that_exist():
    with pytest.raises(ValueError, match=r"Choose one of: .*SourceSansPro-Bold\.ttf"):
        fonts("../../etc/passwd")


def test_the_fonts_have_their_licences_and_stay_small():
    size = sum(path.stat().st_size for path in FURTHER.iterdir())
    assert size < 8_000_000
    assert (FURTHER / "OFL.txt").read_text().count("SIL OPEN FONT LICENSE") == 1
    assert (FURTHER / "APACHE-2.0.txt").exists()
