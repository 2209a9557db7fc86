"""Large type and furniture: title card, key words, the label at the top, the progress bar."""

from collections.abc import Iterator

from include.captions.bidi import directed
from include.captions.block import Rect
from include.captions.corner import gap_px, logo_room
from include.captions.fonts import Fonts, fonts
from include.captions.lines import Layout, begun, fit, text_of, words_of
from include.captions.markup import colour, dialogue, rounded, typeset
from include.captions.placing import type_scale
from include.domain.edit import Card, Edit

ARRIVE_MS, LEAVE_MS = 260, 160
SLIDE_PX = 46
STAGGER_MS = 70
SMALLEST = 0.42
RULE_PX = (150, 12)


def events(edit: Edit) -> Iterator[str]:
    """Yield the ASS events of cards, label and progress bar."""
    drawn = {"title": _title, "keyword": _keyword, "end": _end}
    for card in edit.cards:
        yield from drawn[card.kind](card, edit)
    yield from _label(edit)
    yield from _progress(edit)


def _title(card: Card, edit: Edit) -> Iterator[str]:
    """Lines that rise one after the other, under a short rule in the accent colour."""
    style, scale = edit.look.title, type_scale(edit.canvas)
    faces = fonts(style.family)
    laid = _title_laid(card.text, edit, faces, style.em_px * scale, style.lines)
    x, top = edit.canvas.width_px // 2, card_top(edit, style.top_px)
    wide, thick = (round(side * scale) for side in RULE_PX)
    rule = (
        f"{{\\an8\\pos({x},{top})\\bord0\\shad0\\1c{colour(edit.palette.accent)}"
        f"\\fscx0\\t(0,{2 * ARRIVE_MS},\\fscx100)\\fad(0,{LEAVE_MS})\\p1}}{rounded(wide, thick, 0)}"
    )
    yield dialogue(card.start_s, card.end_s, rule, style="Title", layer=5)
    for row, line in enumerate(laid.lines):
        y = top + round((40 + row * style.line_px * laid.scale) * scale)
        words = typeset(
            directed(text_of(line), edit.facts.language), faces, style.em_px * scale * laid.scale
        )
        rise = _arrival(x, y + SLIDE_PX, x, y, delay_ms=STAGGER_MS * row)
        yield dialogue(card.start_s, card.end_s, f"{{\\an8{rise}}}{words}", style="Title", layer=5)


def _keyword(card: Card, edit: Edit) -> Iterator[str]:
    """A phrase that slides in as it is heard; every second one in the accent colour."""
    style, scale = edit.look.keyword, type_scale(edit.canvas)
    faces = fonts(style.family)
    laid = _laid(card.text, edit, faces, style.em_px * scale, 1)
    x = edit.canvas.width_px // 2
    y = card_top(edit, style.top_px) + round(card.row * style.line_px * scale)
    ink = edit.palette.ink if card.row % 2 else edit.palette.accent
    slide = _arrival(x - SLIDE_PX if card.row % 2 else x + SLIDE_PX, y, x, y)
    for line in laid.lines:
        words = typeset(
            directed(text_of(line), edit.facts.language), faces, style.em_px * scale * laid.scale
        )
        marked = f"{{\\an8{slide}\\1c{colour(ink)}}}{words}"
        yield dialogue(card.start_s, card.end_s, marked, style="Keyword", layer=4)


def _end(card: Card, edit: Edit) -> Iterator[str]:
    """What stands at the end: lines in the middle of the safe area, over a darkened picture."""
    style, scale, canvas = edit.look.title, type_scale(edit.canvas), edit.canvas
    faces = fonts(style.family)
    laid = _title_laid(card.text, edit, faces, style.em_px * scale, style.lines)
    veil = (
        f"{{\\an7\\pos(0,0)\\bord0\\shad0\\1c{colour(edit.palette.shades[0])}\\1a&H98&"
        f"\\fad({ARRIVE_MS},0)\\p1}}{rounded(canvas.width_px, canvas.height_px, 0)}"
    )
    yield dialogue(card.start_s, card.end_s, veil, style="Title", layer=20)
    line_px = style.line_px * laid.scale * scale
    middle = (canvas.safe_top_px + canvas.height_px - canvas.safe_bottom_px) / 2
    x = canvas.width_px // 2
    for row, line in enumerate(laid.lines):
        y = round(middle + (row - (len(laid.lines) - 1) / 2) * line_px)
        words = typeset(
            directed(text_of(line), edit.facts.language), faces, style.em_px * scale * laid.scale
        )
        rise = _arrival(x, y + SLIDE_PX, x, y, delay_ms=STAGGER_MS * row, leave_ms=0)
        yield dialogue(card.start_s, card.end_s, f"{{\\an5{rise}}}{words}", style="Title", layer=21)
    wide, thick = (round(side * scale) for side in RULE_PX)
    y = round(middle + len(laid.lines) / 2 * line_px + style.line_px * scale / 2)
    rule = (
        f"{{\\an5\\pos({x},{y})\\bord0\\shad0\\1c{colour(edit.palette.accent)}"
        f"\\fscx0\\t(0,{2 * ARRIVE_MS},\\fscx100)\\p1}}{rounded(wide, thick, 0)}"
    )
    yield dialogue(card.start_s, card.end_s, rule, style="Title", layer=21)


def _label(edit: Edit) -> Iterator[str]:
    """The title in small type once its card has gone, for those who come in later."""
    begin_s = max((card.end_s for card in edit.cards if card.kind == "title"), default=0.0)
    end_s = min(
        (card.start_s for card in edit.cards if card.kind == "end"), default=edit.duration_s
    )
    if end_s - begin_s < 1 or not edit.facts.title:
        return
    style, scale = edit.look.label, type_scale(edit.canvas)
    faces = fonts(style.family)
    title, top = begun(faces.drawable(edit.facts.title)), _top(edit, style.top_px)
    text = _shortened(title, faces, style.em_px * scale, edit, _beside(edit, top))
    if not text:
        return
    place = f"{{\\an8\\pos({edit.canvas.width_px // 2},{top})\\fad(300,0)}}"
    words = typeset(directed(text, edit.facts.language), faces, style.em_px * scale)
    yield dialogue(begin_s, end_s, place + words, style="Label", layer=4)


def _beside(edit: Edit, top_px: float) -> float:
    """How wide a line from that height on may be, centred, where the logo is beside it."""
    logo, middle_px = _logo_above(edit), edit.canvas.width_px / 2
    if logo is None or top_px >= logo.bottom + gap_px(edit):
        return edit.canvas.safe_width_px
    nearest_px = max(middle_px - logo.right, logo.left - middle_px)
    return min(edit.canvas.safe_width_px, 2 * (nearest_px - gap_px(edit)))


def _shortened(text: str, faces: Fonts, em_px: float, edit: Edit, width_px: float) -> str:
    """The text, or as many of its first words, or phrases, as there is room for."""
    if faces.width_px(text, em_px) <= width_px:
        return text
    words = words_of(text, edit.facts.language)
    while words and faces.width_px(text_of(words) + " …", em_px) > width_px:
        words.pop()
    return text_of(words) + " …" if words else ""


def _progress(edit: Edit) -> Iterator[str]:
    """A bar along the top edge that is full when the short ends."""
    thick = round(edit.look.progress_px)
    if not thick:
        return
    width, end_ms = edit.canvas.width_px, round(edit.duration_s * 1000)
    bar = (
        f"{{\\an7\\pos(0,0)\\bord0\\shad0\\1c{colour(edit.palette.accent)}\\alpha&H28&"
        f"\\clip(0,0,0,{thick})\\t(0,{end_ms},\\clip(0,0,{width},{thick}))\\p1}}"
    )
    yield dialogue(0, edit.duration_s, bar + rounded(width, thick, 0), style="Label", layer=3)


def _title_laid(text: str, edit: Edit, faces: Fonts, em_px: float, lines: int) -> Layout:
    """Lay a title out as large as it can be in the height of ``lines``: more, smaller lines."""
    tried = (_laid(text, edit, faces, em_px, count) for count in range(lines, 2 * lines + 1))
    fitting = (
        Layout(laid.lines, min(laid.scale, lines / max(1, len(laid.lines)))) for laid in tried
    )
    return max(fitting, key=lambda laid: laid.scale)


def _laid(text: str, edit: Edit, faces: Fonts, em_px: float, lines: int) -> Layout:
    return fit(
        words_of(begun(faces.drawable(text)), edit.facts.language),
        faces,
        em_px=em_px,
        width_px=edit.canvas.safe_width_px,
        max_lines=lines,
        smallest=SMALLEST,
    )


def _top(edit: Edit, top_px: float) -> int:
    canvas = edit.canvas
    return round(max(canvas.safe_top_px, top_px * canvas.height_px / 1920))


def card_top(edit: Edit, top_px: float) -> int:
    """Where a card begins, in px from the top: below the logo, where that is above."""
    logo = _logo_above(edit)
    return max(_top(edit, top_px), round(logo.bottom + gap_px(edit)) if logo else 0)


def _logo_above(edit: Edit) -> Rect | None:
    wanted = edit.look.logo
    return logo_room(edit) if wanted and wanted.corner.startswith("top") else None


def _arrival(
    x0: int, y0: int, x1: int, y1: int, *, delay_ms: int = 0, leave_ms: int = LEAVE_MS
) -> str:
    move = f"\\move({x0},{y0},{x1},{y1},{delay_ms},{delay_ms + ARRIVE_MS})"
    return f"{move}\\fad({ARRIVE_MS + delay_ms},{leave_ms})"
