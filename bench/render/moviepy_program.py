"""The same edit composited by moviepy, in an environment of its own: ``python <this> <plan.json>``.

It does less than ours, as ``with_moviepy.LESS`` says. Says at the end how long it took, without its
imports.
"""

import json
import math
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np  # noqa: TID253 - nothing imports this file
from moviepy import (
    AudioFileClip,
    ColorClip,
    CompositeAudioClip,
    CompositeVideoClip,
    ImageClip,
    VideoFileClip,
    afx,
    vfx,
)
from PIL import Image, ImageDraw, ImageFilter, ImageFont

BLACK, WHITE, YELLOW = (0, 0, 0), (255, 255, 255), (255, 220, 0)
Plan = dict[str, Any]


def shot(plan: Plan, found: Plan) -> Any:
    """A clip or a still that fills the canvas, from where it begins to be seen."""
    size, lasts_s = (plan["width_px"], plan["height_px"]), found["lasts_s"]
    if found["is_still"]:
        still = filled(ImageClip(found["path"]), size, is_whole=found["is_whole"]).get_frame(0)
        zoom = found["zoom"] - 1
        moved = ImageClip(still, duration=lasts_s).resized(lambda t: 1 + zoom * t / lasts_s)
        clip = CompositeVideoClip([moved.with_position("center")], size=size, bg_color=BLACK)
        clip = clip.with_duration(lasts_s)
    else:
        clip = VideoFileClip(found["path"], audio=False).with_speed_scaled(1 / found["slowed"])
        clip = clip.subclipped(0, min(lasts_s, clip.duration))
        clip = filled(clip, size, is_whole=found["is_whole"])
    if found["fade_s"]:
        clip = clip.with_effects([vfx.CrossFadeIn(found["fade_s"])])
    return clip.with_start(found["start_s"])


def filled(clip: Any, size: tuple[int, int], *, is_whole: bool) -> Any:
    """Crop what does not fit, or show all of it over a blurred, dimmed copy."""
    if not is_whole:
        return covering(clip, size)
    scale = min(size[0] / clip.w, size[1] / clip.h)
    middle = clip.resized((round(clip.w * scale), round(clip.h * scale)))
    soft = covering(clip, (size[0] // 8, size[1] // 8)).image_transform(softened).resized(size)
    return CompositeVideoClip([soft, middle.with_position("center")], size=size, bg_color=BLACK)


def covering(clip: Any, size: tuple[int, int]) -> Any:
    """Scale until the size is covered, crop the rest."""
    scale = max(size[0] / clip.w, size[1] / clip.h)
    scaled = clip.resized((math.ceil(clip.w * scale), math.ceil(clip.h * scale)))
    middle = {"x_center": scaled.w / 2, "y_center": scaled.h / 2}
    return scaled.cropped(width=size[0], height=size[1], **middle)


def softened(picture: Any) -> Any:
    """Blur and dim."""
    blurred = Image.fromarray(picture).filter(ImageFilter.GaussianBlur(5))
    return np.asarray(blurred.point(lambda value: value * 0.6))


def captions(plan: Plan) -> Iterator[Any]:
    """A picture of the line for each of its words, in which that word has another colour."""
    font = ImageFont.truetype(plan["font"], plan["em_px"])
    width_px = plan["text_width_px"]
    for cue in plan["cues"]:
        ends_s = [word["start_s"] for word in cue["words"][1:]] + [cue["end_s"]]
        for index, (word, end_s) in enumerate(zip(cue["words"], ends_s, strict=True)):
            words = [word["text"] for word in cue["words"]]
            picture = typeset(font, words, width_px, lines=2, marked=(index,))
            clip = ImageClip(np.asarray(picture), transparent=True)
            placed = clip.with_position(("center", plan["text_top_px"]))
            start_s = word["start_s"]
            yield placed.with_start(start_s).with_duration(max(0.01, end_s - start_s))


def furniture(plan: Plan) -> Iterator[Any]:
    """Cards and label, which stand still, and the bar that grows along the top edge."""
    for text in plan["texts"]:
        font = ImageFont.truetype(text["font"], text["em_px"])
        picture = typeset(font, text["text"].split(), plan["text_width_px"], lines=text["lines"])
        clip = ImageClip(np.asarray(picture), transparent=True)
        placed = clip.with_position(("center", text["top_px"])).with_start(text["start_s"])
        yield placed.with_duration(text["lasts_s"])
    wide, lasts_s = plan["width_px"], plan["lasts_s"]
    if plan["bar_px"]:
        bar = ColorClip((wide, plan["bar_px"]), color=YELLOW, duration=lasts_s)
        yield bar.with_position(lambda t: (round(wide * (t / lasts_s - 1)), 0))


def typeset(
    font: Any, words: Sequence[str], width_px: int, *, lines: int, marked: Sequence[int] = ()
) -> Any:
    """Words from left to right, in a further line when there is no room in one."""
    space_px, line_px = font.getlength(" "), round(font.size * 1.2)
    picture = Image.new("RGBA", (width_px, lines * line_px))
    drawing = ImageDraw.Draw(picture)
    x_px, y_px = 0.0, 0
    for index, word in enumerate(words):
        word_px = font.getlength(word)
        if x_px and x_px + word_px > width_px:
            x_px, y_px = 0.0, y_px + line_px
        fill = YELLOW if index in marked else WHITE
        edge = {"stroke_width": 4, "stroke_fill": BLACK}
        drawing.text((x_px, y_px), word, font=font, fill=fill, **edge)
        x_px += word_px + space_px
    return picture


def sound(plan: Plan) -> Any:
    """Narration over quieter music."""
    voice = AudioFileClip(plan["narration"]).with_start(plan["narration_start_s"])
    fade = afx.AudioFadeOut(plan["fade_out_s"])
    loop = afx.AudioLoop(duration=plan["lasts_s"])
    music = AudioFileClip(plan["music"]).with_effects([loop, afx.MultiplyVolume(0.25), fade])
    return CompositeAudioClip([music, voice]).with_duration(plan["lasts_s"])


def main(path: str) -> None:
    """Composite and encode."""
    plan = json.loads(Path(path).read_text(encoding="utf-8"))
    began_s = time.monotonic()
    parts = [shot(plan, found) for found in plan["shots"]]
    parts += furniture(plan)
    parts += captions(plan)
    size = (plan["width_px"], plan["height_px"])
    whole = CompositeVideoClip(parts, size=size, bg_color=BLACK)
    whole = whole.with_duration(plan["lasts_s"]).with_audio(sound(plan))
    whole.write_videofile(
        plan["name"],
        fps=plan["fps"],
        codec="libx264",
        preset=plan["preset"],
        audio_fps=48_000,
        audio_codec="aac",
        audio_bitrate=plan["audio_bitrate"],
        ffmpeg_params=plan["x264"],
        logger=None,
    )
    print(time.monotonic() - began_s)


if __name__ == "__main__":
    main(sys.argv[1])
