"""A contact sheet: one frame of every caption style, on every canvas, in three languages.

``python -m include.rendering.sheet <file.png>``. Each cell goes through the edit and libass as a
short does; only the picture behind it is plain (dark, bright and white), and the safe area is
drawn in.
"""

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from include.captions import ass
from include.captions.fonts import fonts, stage
from include.captions.markup import dialogue, escaped
from include.domain import Beat, Media, Narration, Role, Script, Span, Word
from include.domain.edit import Edit
from include.editing import look as looks
from include.editing.timeline import cut
from include.rendering.ffmpeg import messages
from include.resources import data
from include.speech.tokens import tokens

WIDTHS_PX = {"9:16": 240, "4:5": 300, "1:1": 300, "16:9": 420}
CELL_HEIGHT_PX = 427
GAP_PX = 6
SIDE_PX, HEAD_PX = 210, 64
WORD_S = 0.42
FRAME_S = 0.14
"""How long after a word's first sound the frame is taken: in the middle of its movement."""
COLOURS = 224
LABELS = "SourceSansPro-Semibold.ttf"
STILL = {"frames:v": 1, "update": 1}


@dataclass(frozen=True)
class Sample:
    """A text to show a style with, and the word of it that is being spoken."""

    language: str
    name: str
    spoken: str
    emphasis: tuple[str, ...]
    word: str


def samples() -> tuple[Sample, ...]:
    """The texts of the sheet."""
    return tuple(Sample(**row) for row in data("sheet.yaml"))


def sheet(path: Path) -> None:
    """Draw the contact sheet into a PNG file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [_row(style, folder) for style in looks.caption_styles()]
        _joined(rows, folder, path)


def edit(sample: Sample, style: str, aspect: str) -> Edit:
    """Cut a short of one beat, with captions of the style and nothing else over the picture."""
    script = Script(
        topic_id="0" * 12,
        title=sample.name,
        language=sample.language,
        beats=(
            Beat(
                role=Role.BEAT,
                spoken=sample.spoken,
                seen="",
                emphasis=sample.emphasis,
            ),
        ),
    )
    words = tuple(
        Word(text=token.text.strip(), start_s=i * WORD_S, end_s=(i + 0.9) * WORD_S, beat=0)
        for i, token in enumerate(tokens(sample.spoken, sample.language))
    )
    length_s = len(words) * WORD_S
    sound = Media(uri="", digest="", content_type="audio/wav", size_bytes=0)
    told = Narration(
        topic_id=script.topic_id,
        language=sample.language,
        voice="",
        provider="",
        audio=sound,
        duration_s=length_s,
        words=words,
        beats=(Span(start_s=0, end_s=length_s),),
    )
    bare = {"caption": looks.captions(style), "progress_px": 0}
    look = looks.look("default").model_copy(update=bare)
    made = cut(script=script, narration=told, clips=(), music=None, aspect=aspect, look=look)
    return made.model_copy(update={"cards": ()})


def shown(made: Edit, sample: Sample) -> float:
    """When the sample's word is being spoken."""
    for word in (word for cue in made.cues for word in cue.words):
        if sample.word in word.text:
            return word.start_s + FRAME_S
    raise ValueError(f"No caption of {sample.name} has the word {sample.word!r}.")


def _row(style: str, folder: Path) -> Path:
    """Draw a style's cells side by side."""
    import ffmpeg

    cells = [
        _cell(sample, style, aspect, folder) for sample in samples() for aspect in looks.aspects()
    ]
    row = folder / f"{style}.png"
    out = ffmpeg.filter(cells, "hstack", inputs=len(cells)).output(row.name, **STILL)
    messages(_args(out), folder=folder)
    return row


def _cell(sample: Sample, style: str, aspect: str, folder: Path) -> Any:
    """One frame, as tall as the row, with the safe area drawn in."""
    import ffmpeg

    made = edit(sample, style, aspect)
    canvas, at_s = made.canvas, shown(made, sample)
    text = f"{style}-{sample.language}-{aspect.replace(':', '-')}.ass"
    (folder / text).write_text(ass.document(made), encoding="utf-8")
    stage(ass.faces(made), folder / "fonts")
    # The name keeps cells apart: ffmpeg-python takes two inputs that are alike for one.
    dark, size = f"0x{made.palette.shades[0][1:]}", f"{canvas.width_px}x{canvas.height_px}"
    drawn = f"color={dark}:s={size}:r={canvas.fps}"
    bare = ffmpeg.input(f"{drawn},metadata=add:key=cell:value={text[:-4]}", f="lavfi", t=1)
    third = canvas.width_px // 3
    for i, shade in enumerate((made.palette.shades[3], "#ffffff"), start=1):
        bare = bare.filter("drawbox", x=i * third, w=third + 3, color=f"0x{shade[1:]}", t="fill")
    width_px = WIDTHS_PX[aspect]
    high_px = round(width_px * canvas.height_px / canvas.width_px)
    return (
        bare.filter("setpts", f"PTS+{at_s:.3f}/TB")
        .filter("ass", filename=text, fontsdir="fonts")
        .filter(
            "drawbox",
            x=(canvas.width_px - canvas.safe_width_px) // 2,
            y=canvas.safe_top_px,
            w=canvas.safe_width_px,
            h=canvas.height_px - canvas.safe_top_px - canvas.safe_bottom_px,
            color="red@0.5",
            t=2,
        )
        .filter("scale", width_px, high_px, flags="lanczos")
        .filter("pad", width_px + GAP_PX, CELL_HEIGHT_PX + GAP_PX, 0, -1, color="0x202020")
    )


def _joined(rows: list[Path], folder: Path, path: Path) -> None:
    """Put the rows under each other, name rows and columns, and save in few colours."""
    import ffmpeg

    (folder / "names.ass").write_text(_names(), encoding="utf-8")
    stage([fonts(LABELS).main], folder / "fonts")
    stack = ffmpeg.filter([ffmpeg.input(row.name) for row in rows], "vstack", inputs=len(rows))
    named = stack.filter(
        "pad", f"iw+{SIDE_PX}", f"ih+{HEAD_PX}", x=SIDE_PX, y=HEAD_PX, color="0x202020"
    ).filter("ass", filename="names.ass", fontsdir="fonts")
    parts = named.filter_multi_output("split")
    palette = parts[0].filter("palettegen", max_colors=COLOURS, stats_mode="full")
    few = ffmpeg.filter([parts[1], palette], "paletteuse", dither="none")
    messages(_args(few.output("sheet.png", **STILL)), folder=folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / "sheet.png", path)


def _names() -> str:
    """The names of rows and columns, on a canvas as large as the sheet."""
    widths = [WIDTHS_PX[aspect] + GAP_PX for aspect in looks.aspects()]
    wide = SIDE_PX + len(samples()) * sum(widths)
    high = HEAD_PX + len(looks.caption_styles()) * (CELL_HEIGHT_PX + GAP_PX)
    lines = []
    for row, style in enumerate(looks.caption_styles()):
        y = HEAD_PX + row * (CELL_HEIGHT_PX + GAP_PX) + CELL_HEIGHT_PX // 2
        lines.append(_name(style, SIDE_PX // 2, y))
    left = SIDE_PX
    for sample in samples():
        for aspect, width_px in zip(looks.aspects(), widths, strict=True):
            lines.append(_name(f"{sample.name} {aspect}", left + width_px // 2, HEAD_PX // 2))
            left += width_px
    style = f"Style: Name,{fonts(LABELS).main.family},30,&H00FFFFFF,5"
    return "\n".join(
        [
            "[Script Info]",
            "ScriptType: v4.00+",
            f"PlayResX: {wide}",
            f"PlayResY: {high}",
            "[V4+ Styles]",
            "Format: Name, Fontname, Fontsize, PrimaryColour, Alignment",
            style,
            "[Events]",
            "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
            *lines,
        ]
    )


def _name(text: str, x_px: int, y_px: int) -> str:
    return dialogue(0, 1, f"{{\\pos({x_px},{y_px})}}{escaped(text)}", style="Name")


def _args(out: Any) -> list[str]:
    import ffmpeg

    return ["-loglevel", "error", "-y", *ffmpeg.get_args(out)]


if __name__ == "__main__":
    sheet(Path(sys.argv[1]))
