from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.captions.fonts import fonts
from include.captions.placing import MAX_LINES, placed
from include.editing.look import aspects, caption_styles
from tests.include.captions.shorts import captioned

LONG = "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabteilung"
TEXTS = {
    "en": f"The tide {LONG} rises. I, a, o!",
    "ar": "القمر يرفع مياه البحر مرتين كل يوم، قالت NASA في عام 2024.",
    "he": "הירח מושך את המים הקרובים אליו",
    "hi": "चंद्रमा समुद्र के पानी को अपनी ओर खींचता है।",
    "th": "ดวงจันทร์ดึงน้ำทะเลวันละสองครั้ง",
    "ja": "月が海の水を引くので、潮は一日に二回「満ち潮」になります。",
}
words = st.text(
    st.sampled_from("aWgjÄ1.,!?(«م،קह्รัุ海、」ー😀👍🏽 \u0301\u200d"), min_size=1, max_size=70
)


def inside(made) -> bool:
    canvas = made.canvas
    side_px = (canvas.width_px - canvas.safe_width_px) / 2
    return all(
        covers is None
        or (
            covers.left >= side_px - 0.01
            and covers.right <= canvas.width_px - side_px + 0.01
            and covers.top >= canvas.safe_top_px - 0.01
            and covers.bottom <= canvas.height_px - canvas.safe_bottom_px + 0.01
        )
        for covers in (placed(cue, made).covers for cue in made.cues)
    )


@pytest.mark.parametrize("style", caption_styles())
@pytest.mark.parametrize("language", TEXTS)
def test_no_style_leaves_the_safe_area_in_any_script(style, language):
    for aspect in aspects():
        made = captioned(
            TEXTS[language], style, aspect=aspect, language=language, emphasis=(LONG, "البحر", "潮")
        )
        assert inside(made)
        assert all(placed(cue, made).rows <= MAX_LINES for cue in made.cues)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(words, min_size=1, max_size=8),
    st.sampled_from(caption_styles()),
    st.sampled_from(aspects()),
    st.sampled_from(sorted(TEXTS)),
)
def test_whatever_is_said_stays_inside_and_in_order(parts, style, aspect, language):
    made = captioned(" ".join(parts), style, aspect=aspect, language=language, emphasis=parts[:1])
    assert inside(made)
    faces = fonts(made.look.caption.family)
    for cue in made.cues:
        block = placed(cue, made)
        assert block.rows <= MAX_LINES
        read = sorted(block.words, key=lambda word: word.word)
        assert {word.word for word in read} == {
            i for i, word in enumerate(cue.words) if faces.drawable(word.text)
        }
        for row in range(block.rows):
            for one, other in pairwise(block.row(row)):
                gap_px = (other.x_px - other.width_px / 2) - (one.x_px + one.width_px / 2)
                assert gap_px >= -0.01, "no word stands on another"


def test_words_of_a_right_to_left_line_stand_from_the_right():
    made = captioned("القمر يرفع البحر", language="ar")
    (cue,) = made.cues
    assert [word.word for word in placed(cue, made).words] == [2, 1, 0]


def test_a_foreign_name_stands_where_it_is_read():
    made = captioned("قالت NASA نعم", language="ar")
    (cue,) = made.cues
    assert [cue.words[word.word].text for word in placed(cue, made).words] == [
        "نعم",
        "NASA",
        "قالت",
    ]


def test_a_line_of_japanese_neither_begins_nor_ends_against_the_rules():
    text = "海の水を引くので「満ち潮」、という「引き潮」。"
    made = captioned(text, "classic", language="ja", word_s=6.0)
    (cue,) = made.cues
    assert cue.text == text
    # One token for each character, as a strict voice would time them.
    several = cue.model_copy(
        update={
            "words": tuple(
                cue.words[0].model_copy(update={"text": c, "glue": ""}) for c in cue.words[0].text
            )
        }
    )
    for aspect in aspects():
        block = placed(several, captioned(text, "classic", language="ja", aspect=aspect))
        lines = ["".join(word.text for word in block.row(i)) for i in range(block.rows)]
        assert "".join(lines) == several.text
        for line in lines:
            assert line[0] not in "、。」"
            assert line[-1] != "「"


def test_a_stressed_word_is_larger_than_the_others():
    made = captioned("the high tide", emphasis=("high",))
    (cue,) = made.cues
    small, large, _ = placed(cue, made).words
    assert large.em_px == pytest.approx(small.em_px * made.look.caption.emphasis.scale)


def test_a_long_word_swells_less_than_a_short_one():
    made = captioned("an extraordinarily", "pop")
    short, long = placed(made.cues[0], made).words
    assert max(pose.wide for pose in long.poses) <= max(pose.wide for pose in short.poses)
