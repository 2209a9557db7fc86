"""The one text file libass draws from: captions, cards, label and progress bar.

Format: Advanced SubStation Alpha v4.00+; its text is escaped in ``markup``.
"""

from collections.abc import Iterable, Iterator

from include.captions import large, spoken
from include.captions.faces import Face
from include.captions.fonts import Fonts, fonts
from include.captions.markup import colour
from include.captions.placing import type_scale
from include.captions.spoken import tinted
from include.domain import Finding, Severity
from include.domain.edit import Canvas, Edit
from include.domain.look import CaptionStyle, Dress

STYLE_FORMAT = (
    "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, "
    "Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, "
    "Alignment, MarginL, MarginR, MarginV, Encoding"
)
DIRECTION_FROM_TEXT = -1
"""An ``Encoding`` of -1 has libass take each line's direction from its first strong letter."""


def document(edit: Edit) -> str:
    """Return the file's text."""
    return written(edit.canvas, _styles(edit), [*large.events(edit), *spoken.events(edit)])


def written(canvas: Canvas, styles: Iterable[str], events: Iterable[str]) -> str:
    """Return the text of a file with these styles and events, which are markup already."""
    head = [
        "[Script Info]",
        "ScriptType: v4.00+",
        f"PlayResX: {canvas.width_px}",
        f"PlayResY: {canvas.height_px}",
        "WrapStyle: 2",
        "ScaledBorderAndShadow: yes",
        "YCbCr Matrix: TV.709",
        "",
        "[V4+ Styles]",
        f"Format: {STYLE_FORMAT}",
        *styles,
        "",
        "[Events]",
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
    ]
    return "\n".join([*head, *events]) + "\n"


def faces(edit: Edit) -> set[Face]:
    """Return the fonts the file's text needs."""
    needed: set[Face] = set()
    for text, style in _texts(edit):
        needed |= {style.main, *(face for face, _ in style.runs(style.drawable(text)))}
    return needed


def missing_glyphs(edit: Edit) -> tuple[Finding, ...]:
    """Return a finding that names the characters no font has, if there are any."""
    missing = sorted({c for text, style in _texts(edit) for c in style.missing(text)})
    if not missing:
        return ()
    named = ", ".join(f"{c} (U+{ord(c):04X})" for c in missing[:8])
    return (
        Finding(
            code="missing_glyph",
            severity=Severity.WARNING,
            message=f"No font has {len(missing)} character(s) of the text: {named}. "
            "The captions leave them out.",
            remedy="Add a font of that script to include/resources/fonts.",
        ),
    )


def _texts(edit: Edit) -> Iterator[tuple[str, Fonts]]:
    look = edit.look
    yield edit.facts.title, fonts(look.label.family)
    for cue in edit.cues:
        yield (cue.text.upper() if look.caption.upper else cue.text), fonts(look.caption.family)
    for card in edit.cards:
        style = look.keyword if card.kind == "keyword" else look.title
        yield card.text, fonts(style.family)


def _styles(edit: Edit) -> Iterator[str]:
    look, scale = edit.look, type_scale(edit.canvas)
    for state, dress in zip(spoken.STATES, _dresses(look.caption), strict=True):
        yield styled(spoken.style_name(state), look.caption.family, dress, edit, scale)
    rows = (("Title", look.title), ("Keyword", look.keyword))
    for name, large_style in rows:
        dress = Dress(
            edge="dark", outline_px=large_style.outline_px, shadow_px=large_style.shadow_px
        )
        yield styled(name, large_style.family, dress, edit, scale)
    yield styled("Label", look.label.family, Dress(edge="dark", outline_px=2, shadow_px=1), edit, 1)


def _dresses(style: CaptionStyle) -> tuple[Dress, Dress, Dress]:
    return style.waiting or style.spoken, style.spoken, style.said or style.spoken


def styled(name: str, family: str, dress: Dress, edit: Edit, scale: float) -> str:
    """Return the line that defines a style; ``family`` is the file name of its own font."""
    ink, edge = (
        _veiled(tinted(edit.palette, tint), dress.opacity) for tint in (dress.tint, dress.edge)
    )
    return (
        f"Style: {name},{fonts(family).main.family},40,{ink},{ink},{edge},&H64000000,-1,0,0,0,"
        f"100,100,0,0,1,{dress.outline_px * scale:.1f},{dress.shadow_px * scale:.1f},5,0,0,0,"
        f"{DIRECTION_FROM_TEXT}"
    )


def _veiled(value: str, opacity: float) -> str:
    clear = f"&H{round(255 * (1 - opacity)):02X}"
    return colour(value).rstrip("&").replace("&H", clear)
