"""Captions for players: one block per cue, the words as spoken.

Format: SubRip, as YouTube and players read it.
"""

from include.captions.bidi import directed
from include.domain.edit import Edit


def document(edit: Edit) -> str:
    """Return the file's text; angle brackets are replaced, since players take them for markup."""
    blocks = (
        f"{number}\n{clock(cue.start_s)} --> {clock(max(cue.end_s, cue.start_s + 0.01))}\n"
        f"{_shown(directed(cue.text, edit.facts.language))}\n"
        for number, cue in enumerate(edit.cues, start=1)
    )
    return "\n".join(blocks)


def clock(time_s: float) -> str:
    """A time as SubRip writes it, to the millisecond."""
    thousandths = max(0, round(time_s * 1000))
    seconds, thousandths = divmod(thousandths, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d},{thousandths:03d}"


def _shown(text: str) -> str:
    return text.replace("<", "\u2039").replace(">", "\u203a")
