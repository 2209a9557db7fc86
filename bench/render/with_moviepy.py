"""moviepy: an environment of its own, and the edit as its program reads it.

It is not among our requirements: what it is compared with does not need it.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.render.encoder import x264
from include.captions.fonts import fonts
from include.domain import Edit
from include.rendering.clips import STILL_ZOOM, slowing
from include.rendering.command import encoding
from include.rendering.drawing import Size
from include.rendering.fitting import is_whole
from include.rendering.footage import Footage, Sounds
from stack.problems import Problem

VERSION = "2.2.1"
LESS = (
    "every change is a cross-fade; the spoken word changes its colour, without a plate or motion; "
    "cards stand still; one gain for the music, loudness not set; no cover, no preview"
)
PROGRAM = Path(__file__).with_name("moviepy_program.py")


def python(folder: Path) -> Path:
    """Return the interpreter that has moviepy, installed now if it is not there.

    Raises:
        Problem: It cannot be installed.
    """
    venv = folder / f"moviepy-{VERSION}"
    interpreter = venv / "bin" / "python"
    if (venv / "complete").exists():
        return interpreter
    shutil.rmtree(venv, ignore_errors=True)
    print(f"Installing moviepy {VERSION} into {venv}.", flush=True)
    for argv in _installing(venv):
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Problem(
                f"moviepy {VERSION} cannot be installed: {done.stderr.strip()[-500:]} "
                "Check the network or the package index."
            )
    (venv / "complete").touch()
    return interpreter


def _installing(venv: Path) -> list[list[str]]:
    wanted = f"moviepy=={VERSION}"
    if uv := shutil.which("uv"):
        made = [uv, "venv", "--quiet", "--python", sys.executable, str(venv)]
        return [made, [uv, "pip", "install", "--quiet", "--python", str(venv), wanted]]
    pip = [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
    return [[sys.executable, "-m", "venv", str(venv)], [*pip, "-q", wanted]]


def plan(
    edit: Edit, footage: Mapping[int, Footage], sounds: Sounds, *, preset: str, name: str
) -> dict[str, Any]:
    """Return what the program is told."""
    canvas, mix = edit.canvas, edit.sound.mix
    return {
        "width_px": canvas.width_px,
        "height_px": canvas.height_px,
        "fps": canvas.fps,
        "lasts_s": edit.duration_s,
        "shots": [_shot(edit, index, footage[index]) for index in range(len(edit.shots))],
        "cues": [cue.model_dump() for cue in edit.cues],
        "font": str(fonts(edit.look.caption.family).main.path),
        "em_px": round(edit.look.caption.em_px * min(canvas.width_px, canvas.height_px) / 1080),
        "text_width_px": canvas.safe_width_px,
        "text_top_px": round(canvas.height_px * 0.6),
        "texts": list(_texts(edit)),
        "bar_px": round(edit.look.progress_px),
        "narration": str(sounds.narration),
        "narration_start_s": edit.sound.narration_start_s,
        "music": str(sounds.music.path) if sounds.music else "",
        "fade_out_s": mix.music_fade_out_s,
        "preset": preset,
        "audio_bitrate": encoding().audio_bitrate,
        "x264": _without_preset(x264(canvas, preset)),
        "name": name,
    }


def _shot(edit: Edit, index: int, found: Footage) -> dict[str, Any]:
    shot = edit.shots[index]
    lasts_s = (shot.frames + shot.change_frames) / edit.canvas.fps
    return {
        "path": str(found.path),
        "is_still": found.picture.is_still,
        "slowed": slowing(found.picture.duration_s, lasts_s),
        "is_whole": is_whole(
            found.picture, Size(edit.canvas.width_px, edit.canvas.height_px), edit.look.fit
        ),
        "zoom": STILL_ZOOM,
        "start_s": edit.time_s(shot.first_frame - shot.change_frames),
        "lasts_s": lasts_s,
        "fade_s": shot.change_frames / edit.canvas.fps,
    }


def _texts(edit: Edit) -> Iterator[dict[str, Any]]:
    """Cards, and the title that stands at the top once its card has gone."""
    look, titled_s = edit.look, 0.0
    for card in edit.cards:
        style = look.keyword if card.kind == "keyword" else look.title
        top_px = style.top_px + card.row * style.line_px
        yield _text(edit, card.text, (card.start_s, card.end_s), style, top_px, style.lines)
        titled_s = card.end_s if card.kind == "title" else titled_s
    seen_s = (titled_s, edit.duration_s)
    yield _text(edit, edit.facts.title, seen_s, look.label, look.label.top_px, 1)


def _text(
    edit: Edit, text: str, seen_s: tuple[float, float], style: Any, top_px: float, lines: int
) -> dict[str, Any]:
    width_px, height_px = edit.canvas.width_px, edit.canvas.height_px
    return {
        "text": text,
        "font": str(fonts(style.family).main.path),
        "em_px": round(style.em_px * min(width_px, height_px) / 1080),
        "top_px": round(top_px * height_px / 1920),
        "lines": lines,
        "start_s": seen_s[0],
        "lasts_s": seen_s[1] - seen_s[0],
    }


def _without_preset(args: list[str]) -> list[str]:
    """Codec and preset are told to moviepy itself."""
    pairs = zip(args[::2], args[1::2], strict=True)
    return [part for pair in pairs if pair[0] not in ("-vcodec", "-preset") for part in pair]
