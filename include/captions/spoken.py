"""The captions' events: every word by itself, in the dress of the moment.

A word waits, is spoken, and has been said; each stretch of it is one event (three when it has a
box or fills up), so nothing is laid out twice and no neighbour moves.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from include.captions.block import Block, Placed, Rect
from include.captions.fonts import fonts
from include.captions.markup import colour, dialogue, rounded, typeset
from include.captions.placing import placed
from include.domain.edit import Cue, Edit, Palette
from include.domain.look import Box, CaptionStyle, Dress, Pose, Tint

PANEL, BOX, RESTING, SPOKEN = 10, 11, 12, 13
"""Layers, from the back to the front."""
SHORTEST_FILL_S = 0.08
State = Literal["waiting", "spoken", "said"]
STATES: tuple[State, ...] = ("waiting", "spoken", "said")


@dataclass(frozen=True)
class Stretch:
    """A time in which a word does not change its dress.

    ``arrives_s`` is how long its sound takes when this is the moment it is spoken, else 0.
    """

    state: State
    start_s: float
    end_s: float
    arrives_s: float = 0.0


def style_name(state: State) -> str:
    """What the ASS style of a state is called."""
    return f"Caption {state}"


def tinted(palette: Palette, tint: Tint) -> str:
    """A tint as ``#rrggbb``."""
    named = {
        "ink": palette.ink,
        "accent": palette.accent,
        "dark": palette.shades[0],
        "light": palette.shades[-1],
    }
    return named.get(tint, tint)


def events(edit: Edit) -> Iterator[str]:
    """Yield the ASS events of all cues."""
    for cue in edit.cues:
        block = placed(cue, edit)
        yield from _panels(cue, block, edit)
        for word in block.words:
            for stretch in stretches(cue, word.word, edit):
                yield from _drawn(word, stretch, block, edit)


def stretches(cue: Cue, index: int, edit: Edit) -> Iterator[Stretch]:
    """Yield when a word of a cue wears which dress; alike ones that follow each other are one.

    Times are those of frames: a word is lit from the frame nearest to its first sound.
    """
    style, fps = edit.look.caption, edit.canvas.fps
    word = cue.words[index]
    begins_s = [w.start_s for w in cue.words[index + 1 :]]
    ends_s = [cue.start_s, word.start_s, begins_s[0] if begins_s else cue.end_s, cue.end_s]
    edges = [round(second * fps) / fps for second in ends_s]
    moves = bool(style.motion.poses or style.motion.lands_ms) or style.fill != "at once"
    open_ = None
    for state, (start_s, end_s) in zip(STATES, pairwise(edges), strict=True):
        if end_s <= start_s:
            continue
        stays = open_ is not None and _dress(style, open_.state) == _dress(style, state)
        if open_ and stays and not (state == "spoken" and moves):
            open_ = replace(open_, end_s=end_s)
            continue
        if open_:
            yield open_
        lasts_s = min(max(word.end_s - word.start_s, SHORTEST_FILL_S), end_s - start_s)
        open_ = Stretch(state, start_s, end_s, lasts_s if state == "spoken" else 0.0)
    if open_:
        yield open_


def _drawn(word: Placed, stretch: Stretch, block: Block, edit: Edit) -> Iterator[str]:
    style = edit.look.caption
    dress = _dress(style, stretch.state)
    if dress is None:
        return
    moves = stretch.arrives_s > 0
    if dress.box is not None:
        rect = word.boxed(dress.box, block.scale)
        way = _way(word, (rect.top + rect.bottom) / 2, style, block.scale, moves=moves)
        yield _boxed(rect, dress.box, stretch, edit, layer=BOX, tags=way, scale=block.scale)
    if moves and style.fill != "at once":
        yield from _filled(word, stretch, block, edit)
        return
    layer = SPOKEN if stretch.state == "spoken" else RESTING
    way = _way(word, word.middle_px, style, block.scale, moves=moves)
    yield _text(word, stretch, block, edit, layer=layer, tags=way)


def _filled(word: Placed, stretch: Stretch, block: Block, edit: Edit) -> Iterator[str]:
    """The word uncovered over its waiting self, smoothly or a letter at a time."""
    style = edit.look.caption
    spoken_s = stretch.arrives_s
    still = f"\\pos({word.x_px:.1f},{word.middle_px:.1f})"
    if style.waiting is not None:
        below = Stretch("waiting", stretch.start_s, min(stretch.end_s, stretch.start_s + spoken_s))
        yield _text(word, below, block, edit, layer=RESTING, tags=still)
    if style.fill == "sweep":
        first, whole = _clip(word, 0.0, style, block), _clip(word, 1.0, style, block)
        tags = f"{still}{first}\\t(0,{round(spoken_s * 1000)},{whole})"
        yield _text(word, stretch, block, edit, layer=SPOKEN, tags=tags)
        return
    stops = [stop / max(word.ink.advance, 1e-6) for stop in word.ink.stops] or [1.0]
    fps = edit.canvas.fps
    at = [
        round((stretch.start_s + spoken_s * i / len(stops)) * fps) / fps for i in range(len(stops))
    ]
    for stop, (start_s, end_s) in zip(stops, pairwise([*at, stretch.end_s]), strict=True):
        if end_s > start_s:
            shown = "" if stop >= 1 else _clip(word, stop, style, block)
            letter = Stretch("spoken", start_s, end_s)
            yield _text(word, letter, block, edit, layer=SPOKEN, tags=still + shown)


def _text(
    word: Placed, stretch: Stretch, block: Block, edit: Edit, *, layer: int, tags: str
) -> str:
    style = edit.look.caption
    marked = tags + _differences(word, stretch.state, block, edit)
    letters = typeset(word.text, fonts(style.family), word.em_px)
    return dialogue(
        stretch.start_s,
        stretch.end_s,
        f"{{\\an5{marked}}}{letters}",
        style=style_name(stretch.state),
        layer=layer,
    )


def _differences(word: Placed, state: State, block: Block, edit: Edit) -> str:
    """Tags for what differs from the state's ASS style: a stressed word, a smaller block."""
    style = edit.look.caption
    dress, stressed = _dress(style, state), style.emphasis
    tags = ""
    tint = stressed.spoken if state == "spoken" else stressed.tint
    if word.emphasis and tint:
        tags += f"\\1c{colour(tinted(edit.palette, tint))}"
    if dress and block.scale != 1:
        tags += f"\\bord{dress.outline_px * block.scale:.1f}"
        tags += f"\\shad{dress.shadow_px * block.scale:.1f}"
    if dress and dress.blur_px:
        tags += f"\\blur{dress.blur_px * block.scale:.1f}"
    return tags


def _panels(cue: Cue, block: Block, edit: Edit) -> Iterator[str]:
    """A shape behind each line for as long as the cue is there."""
    box, fps = edit.look.caption.panel, edit.canvas.fps
    start_s, end_s = (round(second * fps) / fps for second in (cue.start_s, cue.end_s))
    if box is None or end_s <= start_s:
        return
    for row in range(block.rows):
        rect = block.panel(row, box)
        place = f"\\pos({(rect.left + rect.right) / 2:.1f},{(rect.top + rect.bottom) / 2:.1f})"
        there = Stretch("waiting", start_s, end_s)
        yield _boxed(rect, box, there, edit, layer=PANEL, tags=place, scale=block.scale)


def _boxed(
    rect: Rect, box: Box, stretch: Stretch, edit: Edit, *, layer: int, tags: str, scale: float
) -> str:
    wide, high = rect.right - rect.left, rect.bottom - rect.top
    fill = colour(tinted(edit.palette, box.tint))
    clear = f"\\1a&H{round(255 * (1 - box.opacity)):02X}&" if box.opacity < 1 else ""
    return dialogue(
        stretch.start_s,
        stretch.end_s,
        f"{{\\an5{tags}\\bord{box.outline_px * scale:.1f}\\shad0\\blur0"
        f"\\1c{fill}{clear}\\3c{colour('#000000')}\\p1}}"
        f"{rounded(wide, high, min(box.radius_px, high / 2))}",
        style=style_name("spoken"),
        layer=layer,
    )


def _way(word: Placed, y_px: float, style: CaptionStyle, scale: float, *, moves: bool) -> str:
    """Where something of a word stands, at height ``y_px``, and how it gets there."""
    motion = style.motion
    place = f"{word.x_px:.1f},{y_px:.1f}"
    if not moves:
        return f"\\pos({place})"
    way = f"\\pos({place})"
    if motion.lands_ms:
        x_px, y_px = word.x_px + motion.from_x_px * scale, y_px + motion.from_y_px * scale
        way = f"\\move({x_px:.1f},{y_px:.1f},{place},0,{motion.lands_ms})"
    for before, pose in zip([None, *word.poses], word.poses, strict=False):
        way += f"\\t({before.at_ms},{pose.at_ms},{_pose(pose)})" if before else _pose(pose)
    return way


def _pose(pose: Pose) -> str:
    turn = f"\\frz{pose.turn_deg:g}" if pose.turn_deg else "\\frz0"
    return f"\\fscx{100 * pose.wide:.2f}\\fscy{100 * pose.high:.2f}{turn}"


def _clip(word: Placed, share: float, style: CaptionStyle, block: Block) -> str:
    """The part of the word that is uncovered, from where its reading begins."""
    edge_px = (
        style.spoken.outline_px + style.spoken.shadow_px + style.spoken.blur_px * 2
    ) * block.scale
    rect = word.rect
    top, bottom = rect.top - edge_px, rect.bottom + edge_px
    left, right = rect.left - edge_px, rect.right + edge_px
    start_px, end_px = word.x_px - word.width_px / 2, word.x_px + word.width_px / 2
    if word.right_to_left:
        left = right if not share else left if share >= 1 else end_px - share * word.width_px
    else:
        right = left if not share else right if share >= 1 else start_px + share * word.width_px
    return f"\\clip({left:.0f},{top:.0f},{right:.0f},{bottom:.0f})"


def _dress(style: CaptionStyle, state: State) -> Dress | None:
    return {"waiting": style.waiting, "spoken": style.spoken, "said": style.said}[state]
