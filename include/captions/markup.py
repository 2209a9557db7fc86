"""ASS text: escaped so that words stay words, with fonts chosen run by run.

Format: Advanced SubStation Alpha v4.00+, as libass reads it.
"""

import math

from include.captions.fonts import Fonts

KEEP_APART = "\u2060"
"""After a backslash: libass does not draw it, and it keeps ``\\N`` from being a line break."""


def escaped(text: str) -> str:
    """``text`` as it is read, whatever it contains: no override, no line break, no drawing."""
    text = " ".join(text.split())
    text = text.replace("\\", "\\" + KEEP_APART)
    return text.replace("{", "\\{").replace("}", "\\}")


def typeset(text: str, fonts: Fonts, em_px: float) -> str:
    """``text`` escaped, each run in the font that has its characters, all at the same em size."""
    return "".join(
        f"{{\\fn{face.family}\\fs{face.size_per_em * em_px:.2f}}}{escaped_run(run)}"
        for face, run in fonts.runs(text)
    )


def escaped_run(run: str) -> str:
    """Escape a run, keeping the spaces at its ends."""
    if not run.strip():
        return " " if run else ""
    head = " " if run[0].isspace() else ""
    tail = " " if run[-1].isspace() else ""
    return head + escaped(run) + tail


def colour(value: str) -> str:
    """``#rrggbb`` as ASS writes it."""
    red, green, blue = value[1:3], value[3:5], value[5:7]
    return f"&H{blue}{green}{red}&".upper()


def clock(time_s: float) -> str:
    """A time as ASS writes it, to the hundredth of a second.

    Never later than it is: what begins with a frame would miss that frame.
    """
    hundredths = max(0, math.floor(time_s * 100 + 0.01))
    minutes, rest = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest // 100:02d}.{rest % 100:02d}"


def dialogue(start_s: float, end_s: float, text: str, *, style: str, layer: int = 0) -> str:
    """One event; ``text`` is markup already."""
    return f"Dialogue: {layer},{clock(start_s)},{clock(end_s)},{style},,0,0,0,,{text}"


def rounded(width_px: float, height_px: float, radius_px: float) -> str:
    """A drawing of a rectangle with round corners."""
    w, h, r = round(width_px), round(height_px), round(radius_px)
    if not r:
        return f"m 0 0 l {w} 0 l {w} {h} l 0 {h}"
    k = round(r * 0.45)  # a cubic curve with its handles here is a quarter of a circle
    return (
        f"m {r} 0 l {w - r} 0 b {w - k} 0 {w} {k} {w} {r} "
        f"l {w} {h - r} b {w} {h - k} {w - k} {h} {w - r} {h} "
        f"l {r} {h} b {k} {h} 0 {h - k} 0 {h - r} l 0 {r} b 0 {k} {k} 0 {r} 0"
    )
