"""The title on the cover: as large as can be, whole, inside the middle square, in any script."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.captions.cover import (
    MARGIN,
    SMALLEST_EM,
    document,
    faces_of,
    placed,
)
from include.captions.fonts import fonts
from include.domain.look import Logo
from tests.include.editing.parts import edit, script

TITLES = {
    "en": "Why the sea breathes twice a day",
    "de": "Warum Donaudampfschifffahrtsgesellschaften heute wieder Fahrgäste suchen",
    "ar": "لماذا يتنفس البحر مرتين كل يوم؟",
    "he": "למה הים נושם פעמיים ביום",
    "zh": "为什么大海每天呼吸两次：潮汐的秘密",
    "ja": "海が一日に二回呼吸する理由",
    "ko": "바다는 왜 하루에 두 번 숨을 쉬나",
    "th": "ทำไมทะเลจึงหายใจวันละสองครั้ง",
    "hi": "समुद्र दिन में दो बार साँस क्यों लेता है",
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return {
        aspect: edit(tmp_path_factory.mktemp("edit"), written=script(["One."]), aspect=aspect)
        for aspect in ("9:16", "16:9", "1:1", "4:5")
    }


def titled(made, title, language="en"):
    facts = made.facts.model_copy(update={"title": title, "language": language})
    return made.model_copy(update={"facts": facts})


def covered(made, title):
    """Left, top, right and bottom of the ink of all lines."""
    faces, middle = fonts(made.look.title.family), made.canvas.width_px / 2
    boxes = []
    for line in title.lines:
        ink = faces.extent(line.text)
        faces_ = [face for face, _ in faces.runs(line.text)]
        up = max(face.ascent / face.units_per_em for face in faces_)
        down = max(face.descent / face.units_per_em for face in faces_)
        base_px = line.middle_px - (down - up) / 2 * title.em_px
        start_px = middle - ink.advance / 2 * title.em_px
        boxes.append((
            start_px + ink.left * title.em_px,
            base_px - ink.top * title.em_px,
            start_px + ink.right * title.em_px,
            base_px - ink.bottom * title.em_px,
        ))  # fmt: skip
    return boxes


def assert_inside(made, title):
    canvas = made.canvas
    side = min(canvas.width_px, canvas.height_px)
    outside_px = (canvas.height_px - side) / 2
    boxes = covered(made, title)
    assert min(box[0] for box in boxes) >= 0
    assert max(box[2] for box in boxes) <= canvas.width_px
    assert min(box[1] for box in boxes) >= outside_px
    assert max(box[3] for box in boxes) <= canvas.height_px - outside_px
    assert title.top_px >= outside_px
    for above, below in pairwise(boxes):
        assert below[1] > above[3], "two lines overlap"


@pytest.mark.parametrize("aspect", ["9:16", "16:9", "1:1", "4:5"])
@pytest.mark.parametrize("language", TITLES)
def test_a_usual_title_stands_whole_and_legible_in_the_middle_square(plain, aspect, language):
    made = titled(plain[aspect], TITLES[language], language)
    title = placed(made)
    assert_inside(made, title)
    shown = "".join(line.text for line in title.lines).replace(" ", "")
    assert shown == TITLES[language].replace(" ", "")
    assert title.em_px * 120 / made.canvas.width_px >= 9, "too small where the cover is 120 px wide"


def test_a_short_title_is_as_large_as_titles_get(plain):
    title = placed(titled(plain["9:16"], "Tides"))
    assert title.em_px == pytest.approx(200, abs=1)
    assert len(title.lines) == 1


def test_of_a_title_too_long_to_be_read_the_first_words_stay(plain):
    made = titled(plain["9:16"], "All of it " * 60)
    title = placed(made)
    assert_inside(made, title)
    shown = " ".join(line.text for line in title.lines)
    assert shown.startswith("All of it All of it")
    assert shown.endswith(" …")


def test_an_endless_word_is_broken_and_stays_inside(plain):
    for word in ("W" * 60, "海" * 300, "ي" * 400):
        made = titled(plain["9:16"], word)
        title = placed(made)
        assert len(title.lines) > 1
        assert_inside(made, title)


def test_a_title_of_which_nothing_can_be_drawn_is_none(plain):
    for text in ("", "   ", "\U00012000"):
        assert placed(titled(plain["9:16"], text)) is None


def test_no_short_word_stands_alone_where_a_little_size_spares_the_line(plain):
    title = placed(titled(plain["9:16"], "Why the sea breathes twice a day"))
    assert [line.text for line in title.lines] == ["Why the sea", "breathes", "twice a day"]
    assert title.em_px > 1.5 * SMALLEST_EM * 1080


@pytest.mark.parametrize("corner", ["top left", "bottom right"])
def test_the_title_leaves_the_logo_its_place(plain, corner):
    made = titled(plain["1:1"], "All of it " * 60)
    logo = Logo(file="logo.png", width_px=200, corner=corner)
    marked = made.model_copy(update={"look": made.look.model_copy(update={"logo": logo})})
    title = placed(marked)
    if corner == "top left":
        assert title.top_px >= made.canvas.safe_top_px + 200
    else:
        free_px = 1080 - made.canvas.safe_bottom_px - 200
        assert max(box[3] for box in covered(marked, title)) <= free_px
        assert placed(made).bottom_px == pytest.approx(1080 * (1 - MARGIN))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=300), aspect=st.sampled_from(["9:16", "16:9", "1:1", "4:5"]))
def test_any_title_stays_inside_and_is_never_markup(plain, text, aspect):
    made = titled(plain[aspect], text)
    title = placed(made)
    if title is None:
        return
    assert_inside(made, title)
    events = [e for e in document(made, title).splitlines() if e.startswith("Dialogue:")]
    assert len(events) == 1 + len(title.lines)
    assert faces_of(made, title)


def test_markup_in_a_title_is_words(plain):
    made = titled(plain["9:16"], r"{\an8}\N{\p1}m 0 0 l 9 9")
    text = document(made, placed(made))
    assert r"\{\⁠an8\}" in text
