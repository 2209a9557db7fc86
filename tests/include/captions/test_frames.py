"""Frames as libass draws them, against what the captions say of themselves."""

import subprocess

import numpy as np
import pytest

from include.captions import ass
from include.captions.fonts import stage
from include.captions.placing import placed
from include.editing.look import caption_styles
from include.rendering.ffmpeg import binary
from tests.include.captions.shorts import captioned

pytestmark = pytest.mark.integration

BACK = (64, 128, 192)
TEXTS = {
    "en": "Tides, rising twice a day",
    "ar": "القمر يرفع مياه البحر، قالت NASA.",
    "he": "הירח מושך את המים",
    "hi": "चंद्रमा समुद्र के पानी को",
    "th": "ดวงจันทร์ดึงน้ำทะเล",
    "ja": "月が海の水を引くので",
    "emoji": "Look 🌊 at 👍🏽 the 🇩🇪 tide",
}


def frames(made, first, count, folder):
    """Some frames that follow each other, as arrays of height, width and colour."""
    (folder / "captions.ass").write_text(ass.document(made), encoding="utf-8")
    stage(ass.faces(made), folder / "fonts")
    canvas = made.canvas
    back = "".join(f"{value:02x}" for value in BACK)
    size = f"{canvas.width_px}x{canvas.height_px}"
    drawn = subprocess.run(
        [
            *(binary(), "-v", "error", "-f", "lavfi", "-i", f"color=0x{back}:s={size}:r=30"),
            *("-vf", f"format=gbrp,setpts=PTS+{first}/30/TB,ass=captions.ass:fontsdir=fonts"),
            *("-frames:v", str(count), "-fps_mode", "passthrough"),
            *("-f", "rawvideo", "-pix_fmt", "rgb24", "-"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    assert b"glyph" not in drawn.stderr
    shape = (count, canvas.height_px, canvas.width_px, 3)
    return np.frombuffer(drawn.stdout, np.uint8).reshape(shape).astype(np.int16)


def plain(made):
    """Without progress bar and label, which are no captions."""
    bare = made.look.model_copy(update={"progress_px": 0})
    facts = made.facts.model_copy(update={"title": ""})
    return made.model_copy(update={"look": bare, "facts": facts})


def touched(picture, tolerance: int = 24):
    """Left, top, right and bottom of what differs from the background."""
    rows, columns = np.nonzero(np.abs(picture - BACK).max(axis=2) > tolerance)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def lit(picture, rect, colour) -> int:
    """Pixels of a colour in a part of the picture."""
    part = picture[int(rect.top) : int(rect.bottom) + 1, int(rect.left) : int(rect.right) + 1]
    return int((np.abs(part - colour).max(axis=2) < 40).sum())


@pytest.mark.parametrize("language", [k for k in TEXTS if k not in {"th", "ja"}])
def test_the_word_being_heard_is_lit_where_it_stands_from_the_nearest_frame_on(tmp_path, language):
    made = plain(captioned(TEXTS[language], language=language, word_s=0.317))
    accent = [int(made.palette.accent[i : i + 2], 16) for i in (1, 3, 5)]
    for cue in made.cues:
        words = {word.word: word for word in placed(cue, made).words}
        for index, word in enumerate(cue.words):
            first = round(word.start_s * made.canvas.fps)
            before, after = frames(made, first - 1, 2, tmp_path)
            rect = words[index].rect
            assert abs(first / made.canvas.fps - word.start_s) < 0.04
            assert lit(before, rect, accent) == 0
            assert lit(after, rect, accent) > 200, word.text


@pytest.mark.parametrize("language", TEXTS)
def test_words_are_measured_as_they_are_drawn(tmp_path, language):
    made = plain(captioned(TEXTS[language], language=language))
    style = made.look.caption
    for cue in made.cues:
        first = round(cue.start_s * made.canvas.fps)
        (picture,) = frames(made, first, 1, tmp_path)
        block = placed(cue, made)
        edge_px = style.spoken.outline_px * block.scale
        left, top, right, bottom = touched(picture)
        rects = [word.rect for word in block.words]
        assert left == pytest.approx(min(r.left for r in rects) - edge_px, abs=5)
        assert right == pytest.approx(max(r.right for r in rects) + edge_px, abs=7)
        assert top == pytest.approx(min(r.top for r in rects) - edge_px, abs=6)
        assert bottom == pytest.approx(max(r.bottom for r in rects) + edge_px, abs=8)


@pytest.mark.slow
@pytest.mark.parametrize("style", caption_styles())
def test_nothing_is_ever_drawn_outside_of_what_a_style_says_it_covers(tmp_path, style):
    languages = list(TEXTS)
    language = languages[caption_styles().index(style) % len(languages)]
    text = f"{TEXTS[language]} Donaudampfschifffahrtsgesellschaftskapitaensmuetzen"
    made = plain(captioned(text, style, language=language, emphasis=("day", "tide")))
    for cue in made.cues:
        covers = placed(cue, made).covers
        begin = round(cue.words[-1].start_s * made.canvas.fps)
        end = round(cue.end_s * made.canvas.fps)
        for picture in frames(made, begin, min(4, end - begin), tmp_path):
            left, top, right, bottom = touched(picture, tolerance=48)
            assert left >= covers.left - 1
            assert top >= covers.top - 1
            assert right <= covers.right + 1
            assert bottom <= covers.bottom + 1
