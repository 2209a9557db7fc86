"""Where each word of a cue stands: measured, ordered, and inside the safe area in every pose.

All lengths of a style shrink together until everything a word ever covers fits: its swelling,
its way in, outline, shadow and box.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from include.captions.bidi import held, levels, order, reads_right_to_left
from include.captions.block import Block, Placed, Rect, covered
from include.captions.corner import gap_px, logo_room
from include.captions.fonts import Fonts, fonts
from include.captions.lines import LOOSE, PHRASE, RULE, Layout, Piece, fit, text_of
from include.domain.edit import Canvas, Cue, Edit
from include.domain.look import CaptionStyle, Motion, Pose
from include.text.breaking import may_break, phrases
from include.text.languages import primary

MAX_LINES = 2
APART_EM = 0.06
"""At least so much picture shows between the ink of two lines."""


def type_scale(canvas: Canvas) -> float:
    """How much smaller type is on canvases lower than 9:16, where there is less room for it."""
    return min(1.0, 1.45 * canvas.height_px / 1920) * min(canvas.width_px, canvas.height_px) / 1080


def placed(cue: Cue, edit: Edit) -> Block:
    """Place a cue's words; ``covers`` is everything they ever cover, inside the safe area."""
    style, canvas = edit.look.caption, edit.canvas
    faces = fonts(style.family)
    room = _room(edit)
    laid = _laid(cue, edit, faces)
    block = _block(cue, edit, faces, laid, laid.scale * type_scale(canvas))
    for _ in range(4):
        if block.covers is None or _fits(block.covers, room):
            break
        wide = (room.right - room.left) / (block.covers.right - block.covers.left)
        high = (room.bottom - room.top) / (block.covers.bottom - block.covers.top)
        block = _block(cue, edit, faces, laid, block.scale * min(0.999, wide, high))
    return _lowered(block, edit)


def _room(edit: Edit) -> Rect:
    """The safe area, above the logo where that is at its foot."""
    canvas = edit.canvas
    side_px = (canvas.width_px - canvas.safe_width_px) / 2
    foot_px = float(canvas.height_px - canvas.safe_bottom_px)
    logo = logo_room(edit)
    if edit.look.logo and logo and edit.look.logo.corner.startswith("bottom"):
        foot_px = max(logo.top - gap_px(edit), (canvas.safe_top_px + foot_px) / 2)
    return Rect(side_px, canvas.safe_top_px, canvas.width_px - side_px, foot_px)


def _fits(covers: Rect, room: Rect) -> bool:
    wide = covers.right - covers.left <= room.right - room.left
    return wide and covers.bottom - covers.top <= room.bottom - room.top


def _lowered(block: Block, edit: Edit) -> Block:
    """The block at the foot of the safe area, moved where it would leave it."""
    if block.covers is None:
        return block
    room, covers = _room(edit), block.covers
    y_px = room.bottom - edit.look.caption.rise_px * block.scale - covers.bottom
    y_px = max(y_px, room.top - covers.top)
    x_px = max(0.0, room.left - covers.left) + min(0.0, room.right - covers.right)
    words = tuple(
        replace(
            word,
            x_px=word.x_px + x_px,
            base_px=word.base_px + y_px,
            middle_px=word.middle_px + y_px,
        )
        for word in block.words
    )
    return Block(words, block.scale, covers.moved(x_px, y_px))


def _laid(cue: Cue, edit: Edit, faces: Fonts) -> Layout:
    style, canvas = edit.look.caption, edit.canvas
    scale = type_scale(canvas)
    edge_px = max(dress.outline_px + dress.blur_px for dress in style.dresses)
    return fit(
        pieces(cue, edit, faces),
        faces,
        em_px=style.em_px * scale,
        width_px=canvas.safe_width_px - 2 * edge_px * scale,
        max_lines=MAX_LINES,
        smallest=style.smallest_scale,
        gap_em=style.gap_em,
    )


def pieces(cue: Cue, edit: Edit, faces: Fonts) -> list[Piece]:
    """The words of a cue as they are drawn: what no font has is left out."""
    style, language = edit.look.caption, edit.facts.language
    begins = {0, *accumulate(len(part) for part in phrases(cue.text, language))}
    found: list[Piece] = []
    at, before = 0, ""
    for index, word in enumerate(cue.words):
        at += len(word.glue) if index else 0
        tie = LOOSE if word.glue or at in begins else PHRASE
        if not word.glue and not may_break(before, word.text):
            tie = RULE
        at, before = at + len(word.text), word.text
        text = faces.drawable(_cased(word.text, language) if style.upper else word.text)
        scale = style.emphasis.scale if word.emphasis else 1.0
        if text:
            found.append(Piece(index, text, word.glue, scale=scale, tie=tie))
    return found


def _cased(text: str, language: str) -> str:
    if primary(language) in {"tr", "az"}:
        text = text.replace("i", "\u0130")
    return text.upper()


def _block(cue: Cue, edit: Edit, faces: Fonts, laid: Layout, scale: float) -> Block:
    """The lines one under the other, centred, the first baseline at 0."""
    style = edit.look.caption
    right_to_left = reads_right_to_left(cue.text, edit.facts.language)
    words: list[Placed] = []
    base_px = low_px = 0.0
    for row, line in enumerate(laid.lines):
        standing = list(_standing(line, cue, faces, style, scale, right_to_left=right_to_left))
        if row:
            apart_px = APART_EM * style.em_px * scale + 2 * _edge_px(style) * scale
            high_px = max(word.ink.top * word.em_px for word in standing)
            base_px = max(base_px + style.line_px * scale, low_px + apart_px + high_px)
        middle_px = edit.canvas.width_px / 2
        deep_px = max(-word.ink.bottom * word.em_px for word in standing)
        words += [
            replace(
                word,
                row=row,
                x_px=word.x_px + middle_px,
                base_px=base_px,
                middle_px=word.middle_px + base_px,
                low_px=deep_px,
            )
            for word in standing
        ]
        low_px = base_px + deep_px
    rects = [covered(word, style, scale) for word in words]
    covers = rects[0] if rects else None
    for rect in rects[1:]:
        covers = covers.joined(rect) if covers else rect
    return Block(tuple(words), scale, covers)


def _edge_px(style: CaptionStyle) -> float:
    return max(dress.outline_px for dress in style.dresses)


def _standing(
    line: Sequence[Piece],
    cue: Cue,
    faces: Fonts,
    style: CaptionStyle,
    scale: float,
    *,
    right_to_left: bool,
) -> Iterator[Placed]:
    """The words of a line from left to right, around x = 0."""
    text = text_of(line)
    depth = levels(text, right_to_left=right_to_left)
    starts, at = [], 0
    for i, piece in enumerate(line):
        at += len(piece.glue) if i else 0
        starts.append(at)
        at += len(piece.text)
    owner = [i for i, piece in enumerate(line) for _ in (piece.glue if i else "") + piece.text]
    turn = list(dict.fromkeys(owner[place] for place in order(depth)))
    gap_px = style.gap_em * style.em_px * scale
    extents = [faces.extent(piece.text) for piece in line]
    ems_px = [style.em_px * scale * piece.scale for piece in line]
    total_px = sum(e.advance * em for e, em in zip(extents, ems_px, strict=True))
    gaps = {i: gap_px if line[i].glue and i else 0.0 for i in range(len(line))}
    x_px = -(total_px + sum(gaps.values())) / 2
    for place, i in enumerate(turn):
        # The gap belongs to the later word of the two in reading order.
        x_px += gaps[max(i, turn[place - 1])] if place else 0.0
        width_px = extents[i].advance * ems_px[i]
        own = depth[starts[i] : starts[i] + len(line[i].text)]
        heights = [
            (f.ascent / f.units_per_em, f.descent / f.units_per_em)
            for f, _ in faces.runs(line[i].text)
        ]
        up, down = (max(values) for values in zip(*heights, strict=True))
        yield Placed(
            word=line[i].word,
            text=held(line[i].text, own, right_to_left=right_to_left),
            emphasis=cue.words[line[i].word].emphasis,
            right_to_left=bool(own[0] % 2),
            row=0,
            x_px=x_px + width_px / 2,
            base_px=0.0,
            middle_px=(down - up) / 2 * ems_px[i],
            em_px=ems_px[i],
            ink=extents[i],
            snug=any(not piece.glue for piece in line[max(1, i) : i + 2]),
            poses=_tamed(style.motion, width_px, gap_px if len(line) > 1 else width_px),
        )
        x_px += width_px


def _tamed(motion: Motion, width_px: float, gap_px: float) -> tuple[Pose, ...]:
    """Poses that widen a word by no more than the gap on each side of it."""
    most = 1 + 2 * gap_px / max(width_px, 1.0)
    return tuple(pose.model_copy(update={"wide": min(pose.wide, most)}) for pose in motion.poses)
