"""The captions' events: each cue's lines, the word being spoken in the accent colour and swelling.

The spoken word is drawn by a layer of its own over a line in which it is see-through. Both are
centred alike, so a swelling word moves none of its neighbours.
"""

from collections.abc import Iterator, Sequence

from include.captions.fonts import Fonts
from include.captions.lines import Layout, Piece, fit
from include.captions.markup import colour, dialogue, spaced, typeset
from include.domain.edit import Cue, Edit

HIDDEN, SHOWN = "{\\alpha&HFF&}", "{\\alpha&H00&}"
SWELL_MS = 90


def type_scale(edit: Edit) -> float:
    """How much smaller type is on canvases lower than 9:16, where there is less room for it."""
    canvas = edit.canvas
    return min(1.0, 1.25 * canvas.height_px / 1920) * min(canvas.width_px, canvas.height_px) / 1080


def layout(cue: Cue, edit: Edit, fonts: Fonts) -> Layout:
    """Lay out a cue in the safe width, in at most two lines."""
    style = edit.look.caption
    pieces = [
        Piece(index, text, spaced(word.glue))
        for index, word in enumerate(cue.words)
        if (text := fonts.drawable(word.text))
    ]
    return fit(
        pieces,
        fonts,
        em_px=style.em_px * type_scale(edit),
        width_px=(edit.canvas.safe_width_px - 2 * style.outline_px) / style.active_scale,
        max_lines=2,
        smallest=style.smallest_scale,
    )


def events(edit: Edit, fonts: Fonts) -> Iterator[str]:
    """Yield the ASS events of all cues."""
    for cue in edit.cues:
        laid = layout(cue, edit, fonts)
        for row, line in enumerate(laid.lines):
            at = f"{{\\an2\\pos({edit.canvas.width_px // 2},{line_y(edit, laid, row)})}}"
            yield from _line(cue, line, at, laid.scale, edit, fonts)


def line_y(edit: Edit, laid: Layout, row: int) -> int:
    """Lower edge of a line, in px from the top; the block stands on the look's bottom line."""
    style, canvas = edit.look.caption, edit.canvas
    raised = max(canvas.safe_bottom_px, style.bottom_px * canvas.height_px / 1920)
    below = (len(laid.lines) - 1 - row) * style.line_px * type_scale(edit) * laid.scale
    return round(canvas.height_px - raised - below)


def _line(
    cue: Cue, line: Sequence[Piece], at: str, scale: float, edit: Edit, fonts: Fonts
) -> Iterator[str]:
    """The line while each of the cue's words is spoken; stretches that look alike become one."""
    em_px = edit.look.caption.em_px * type_scale(edit) * scale
    here = {piece.word for piece in line}
    start_s = cue.start_s
    for index in range(len(cue.words)):
        last = index == len(cue.words) - 1
        end_s = cue.end_s if last else cue.words[index + 1].start_s
        if index not in here and not last and index + 1 not in here:
            continue
        if end_s > start_s:
            spoken = index if index in here else None
            base = _marked(line, fonts, em_px, hidden=spoken)
            yield dialogue(start_s, end_s, at + base, style="Caption", layer=10)
            if spoken is not None:
                lit = _lit(line, fonts, em_px, edit, spoken=spoken)
                yield dialogue(start_s, end_s, at + lit, style="Caption", layer=11)
        start_s = max(start_s, end_s)


def _marked(line: Sequence[Piece], fonts: Fonts, em_px: float, *, hidden: int | None) -> str:
    """The line with one word see-through."""
    return "".join(
        (piece.glue if i else "")
        + (HIDDEN if piece.word == hidden else SHOWN)
        + typeset(piece.text, fonts, em_px)
        for i, piece in enumerate(line)
    )


def _lit(line: Sequence[Piece], fonts: Fonts, em_px: float, edit: Edit, *, spoken: int) -> str:
    """The spoken word alone, swelling where it stands: all others are see-through."""
    size = round(edit.look.caption.active_scale * 100)
    swell = f"{{\\1c{colour(edit.palette.accent)}\\t(0,{SWELL_MS},\\fscx{size}\\fscy{size})}}"
    parts = []
    for i, piece in enumerate(line):
        words = typeset(piece.text, fonts, em_px)
        lit = f"{SHOWN}{swell}{words}{{\\fscx100\\fscy100}}"
        parts.append((piece.glue if i else "") + (lit if piece.word == spoken else HIDDEN + words))
    return HIDDEN + "".join(parts)
