"""The one text file libass draws from: captions, cards, label and progress bar.

Format: Advanced SubStation Alpha v4.00+; its text is escaped in ``markup``.
"""

from collections.abc import Iterator

from include.captions import large, spoken
from include.captions.fonts import Fonts, fonts
from include.captions.markup import colour
from include.captions.sfnt import Face
from include.domain import Finding, Severity
from include.domain.edit import Edit

STYLE_FORMAT = (
    "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, "
    "Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, "
    "Alignment, MarginL, MarginR, MarginV, Encoding"
)
DIRECTION_FROM_TEXT = -1
"""An ``Encoding`` of -1 has libass take each line's direction from its first strong letter."""


def document(edit: Edit) -> str:
    """Return the file's text."""
    head = [
        "[Script Info]",
        "ScriptType: v4.00+",
        f"PlayResX: {edit.canvas.width_px}",
        f"PlayResY: {edit.canvas.height_px}",
        "WrapStyle: 2",
        "ScaledBorderAndShadow: yes",
        "YCbCr Matrix: TV.709",
        "",
        "[V4+ Styles]",
        f"Format: {STYLE_FORMAT}",
        *_styles(edit),
        "",
        "[Events]",
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
    ]
    captions = spoken.events(edit, fonts(edit.look.caption.family))
    return "\n".join([*head, *large.events(edit), *captions]) + "\n"


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
        yield cue.text, fonts(look.caption.family)
    for card in edit.cards:
        style = look.title if card.kind == "title" else look.keyword
        yield card.text, fonts(style.family)


def _styles(edit: Edit) -> Iterator[str]:
    look, ink = edit.look, edit.palette.ink
    scale = spoken.type_scale(edit)
    dark = edit.palette.shades[0]
    rows = (
        (
            "Caption",
            look.caption.family,
            look.caption.outline_px,
            look.caption.shadow_px,
            "#000000",
        ),
        ("Title", look.title.family, look.title.outline_px, look.title.shadow_px, dark),
        ("Keyword", look.keyword.family, look.keyword.outline_px, look.keyword.shadow_px, dark),
        ("Label", look.label.family, 2, 1, dark),
    )
    for name, family, outline_px, shadow_px, edge in rows:
        yield (
            f"Style: {name},{fonts(family).main.family},{40},{_opaque(ink)},{_opaque(ink)},"
            f"{_opaque(edge)},&H64000000,-1,0,0,0,100,100,0,0,1,{outline_px * scale:.1f},"
            f"{shadow_px * scale:.1f},2,0,0,0,{DIRECTION_FROM_TEXT}"
        )


def _opaque(value: str) -> str:
    return colour(value).rstrip("&").replace("&H", "&H00")
