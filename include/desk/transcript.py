"""The script as it is heard: every word with its time, so that a page can follow the voice."""

from itertools import groupby

from include.domain import Edit, Script
from include.domain.base import Model


class Heard(Model):
    """A word; ``glue`` is what stands between it and the one before."""

    text: str
    glue: str
    start_s: float
    end_s: float


class Line(Model):
    """A beat of the script: what is said, from when to when, and what is seen meanwhile.

    Without ``words``, their times are not known and ``spoken`` has them all.
    """

    role: str
    spoken: str
    seen: str
    start_s: float | None = None
    end_s: float | None = None
    words: tuple[Heard, ...] = ()


def transcript(script: Script | None, edit: Edit | None) -> tuple[Line, ...]:
    """Return the lines of a short; either of the two may be lost."""
    heard = _heard(edit) if edit else {}
    if script is None:
        return tuple(_timed("", words, role="", seen="") for words in heard.values())
    return tuple(
        _timed(beat.spoken, heard.get(number, ()), role=beat.role, seen=beat.seen)
        for number, beat in enumerate(script.beats)
    )


def _heard(edit: Edit) -> dict[int, tuple[Heard, ...]]:
    beats = groupby(sorted(edit.cues, key=lambda cue: cue.beat), key=lambda cue: cue.beat)
    return {
        beat: tuple(
            Heard(text=word.text, glue=word.glue, start_s=word.start_s, end_s=word.end_s)
            for cue in cues
            for word in cue.words
        )
        for beat, cues in beats
    }


def _timed(spoken: str, words: tuple[Heard, ...], *, role: str, seen: str) -> Line:
    said = spoken or "".join(word.glue + word.text for word in words).strip()
    if not words:
        return Line(role=role, spoken=said, seen=seen)
    start_s, end_s = words[0].start_s, words[-1].end_s
    return Line(role=role, spoken=said, seen=seen, start_s=start_s, end_s=end_s, words=words)
