"""Which frame of a finished short shows best what it is about, small and at a glance."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from include.captions.large import card_top
from include.captions.placing import placed, type_scale
from include.domain.edit import Edit
from include.rendering.probe import key_frames_s

MOST = 16
"""So many frames at most are looked at, whatever the short's length."""
LOOKED_AT = 4
"""Each is looked at this much smaller than it is, where soft pictures still look soft."""
SEEN_AT_LEAST = 0.2
"""Where text leaves less than this share of the picture, it is judged with the text."""
BLACK, WHITE = 20, 250
"""Brightness, 0 to 255, beyond which nothing is made out."""


def best_frame(video: Path, edit: Edit) -> int:
    """Return the number of the frame, which is never one in which shots change.

    Frames are judged by what can be made out in them, contrast, sharpness and colour, where no text
    stands.
    """
    scores = {
        number: _score(picture, _open_rows(edit, number, len(picture[0])))
        for number, picture in _candidates(video, edit)
    }
    longest = max(edit.shots, key=lambda shot: shot.frames)
    return max(scores, key=lambda number: scores[number], default=longest.first_frame)


def _candidates(video: Path, edit: Edit) -> Iterator[tuple[int, Any]]:
    """Yield frames as three planes (brightness, two of colour), spread over the short."""
    import av

    keys = [round(at_s * edit.canvas.fps) for at_s in key_frames_s(video)]
    size = (edit.canvas.width_px // LOOKED_AT, edit.canvas.height_px // LOOKED_AT)
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        stream.codec_context.skip_frame = "NONREF"
        for wanted in _wanted(edit, keys):
            container.seek(round(edit.time_s(wanted) / float(stream.time_base or 1)), stream=stream)
            for frame in container.decode(stream):
                if _number(frame, edit) >= wanted:
                    small = frame.reformat(*size, format="yuv444p")
                    yield _number(frame, edit), small.to_ndarray()
                    break


def _number(timed: Any, edit: Edit) -> int:
    return round(float(timed.pts * timed.time_base) * edit.canvas.fps)


def _wanted(edit: Edit, keys: Sequence[int]) -> list[int]:
    """Key frames, which can be had alone; of a shot without one, a frame well inside it."""
    found: list[int] = []
    for first, end in _standing(edit):
        found += [key for key in keys if first <= key < end] or [first + (end - first) // 3]
    return found[:: math.ceil(len(found) / MOST) or 1]


def _standing(edit: Edit) -> Iterator[tuple[int, int]]:
    """First and end frames of what is seen of each shot alone, before the end card."""
    cards_s = [card.start_s for card in edit.cards if card.kind == "end"]
    last = round(min(cards_s, default=edit.duration_s) * edit.canvas.fps)
    changes = [shot.change_frames for shot in edit.shots[1:]]
    for shot, change in zip(edit.shots, [*changes, 0], strict=True):
        end = min(shot.end_frame - change, last)
        if shot.first_frame < end:
            yield shot.first_frame, end


def _open_rows(edit: Edit, number: int, height: int) -> list[int]:
    """Rows of the smaller picture that no text stands in."""
    at_s = edit.time_s(number)
    per_px = height / edit.canvas.height_px
    taken: set[int] = set()
    for top_px, bottom_px in _texts(edit, at_s):
        taken.update(range(int(top_px * per_px), int(bottom_px * per_px) + 1))
    rows = [row for row in range(height) if row not in taken]
    return rows if len(rows) >= SEEN_AT_LEAST * height else list(range(height))


def _texts(edit: Edit, at_s: float) -> Iterator[tuple[float, float]]:
    """From where to where text stands, in px from the top."""
    canvas, look, scale = edit.canvas, edit.look, type_scale(edit.canvas)
    high = canvas.height_px / 1920
    yield 0, look.progress_px
    yield look.label.top_px * high, look.label.top_px * high + 2 * look.label.em_px
    for cue in edit.cues:
        covers = placed(cue, edit).covers if cue.start_s <= at_s < cue.end_s else None
        if covers:
            yield covers.top, covers.bottom
    for card in edit.cards:
        style = look.title if card.kind == "title" else look.keyword
        if card.start_s <= at_s < card.end_s:
            top_px = card_top(edit, style.top_px)
            yield top_px, top_px + (style.lines + 0.5) * style.line_px * scale


def _score(picture: Any, rows: list[int]) -> float:
    """From 0 (nothing to be seen) upwards."""
    import numpy as np

    light, blue, red = (plane[rows].astype(np.float32) for plane in picture)
    lost = ((light < BLACK) | (light > WHITE)).mean()
    middling = 1 - abs(light.mean() - 120) / 135
    contrast = min(1.0, light.std() / 60)
    colour = min(1.0, np.hypot(blue - 128, red - 128).mean() / 40)
    steps = max(np.percentile(abs(np.diff(light, axis=axis)), 99) for axis in (0, 1))
    sharp = min(1.0, steps / 24)
    told = (0.3 + sharp) * (0.3 + contrast + 0.5 * colour)
    return float((1 - lost) * max(0.0, middling) * told)
