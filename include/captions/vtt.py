"""Captions for players on the web: one cue per caption, where the picture has them.

Format: WebVTT (W3C, www.w3.org/TR/webvtt1).
"""

from include.captions import srt
from include.captions.bidi import directed
from include.domain.edit import Cue, Edit


def document(edit: Edit) -> str:
    """Return the file's text; what would be markup is escaped."""
    canvas = edit.canvas
    low = 100 * (canvas.height_px - canvas.safe_bottom_px) / canvas.height_px
    wide = 100 * canvas.safe_width_px / canvas.width_px
    settings = f"line:{low:.0f}%,end position:50% size:{wide:.0f}% align:center"
    blocks = (
        f"{number}\n{_clock(cue.start_s)} --> {_clock(max(cue.end_s, cue.start_s + 0.01))} "
        f"{settings}\n{_shown(cue, edit.facts.language)}\n"
        for number, cue in enumerate(edit.cues, start=1)
    )
    return "\n".join(["WEBVTT\n", *blocks])


def _clock(time_s: float) -> str:
    return srt.clock(time_s).replace(",", ".")


def _shown(cue: Cue, language: str) -> str:
    text = directed(cue.text, language)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
