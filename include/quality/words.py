"""Captions against the narration and the canvas; the sidecar against what it must say."""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from include.captions.placing import MAX_LINES, placed
from include.domain import Finding, Severity
from include.domain.edit import Edit
from include.quality.thresholds import Thresholds

REQUIRED = ("title", "language", "edit_digest", "chapters", "credits", "disclosure", "duration_s")


def captions(edit: Edit, limits: Thresholds) -> Iterator[Finding]:
    """Yield where captions differ from what is said and when, or leave the safe area."""
    shown = _letters("".join(cue.text for cue in edit.cues))
    if shown != _letters(edit.facts.transcript):
        yield Finding(
            code="caption_text",
            severity=Severity.ERROR,
            message="The captions do not say what the narration says.",
            remedy="Cut the edit again; if it stays, report the script.",
        )
    yield from _late(edit, limits)
    yield from _flashing(edit, limits)
    yield from _outside(edit)


def sidecar(path: Path, edit: Edit) -> Iterator[Finding]:
    """Yield what the sidecar lacks."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        yield _incomplete(f"The sidecar cannot be read: {error}.")
        return
    lacking = [key for key in REQUIRED if not content.get(key)]
    if lacking:
        yield _incomplete(f"The sidecar lacks {', '.join(lacking)}.")
    if content.get("edit_digest") != edit.digest:
        yield _incomplete("The sidecar belongs to another edit.")


def _late(edit: Edit, limits: Thresholds) -> Iterator[Finding]:
    """Compare where a word of a caption and a word of the narration begin with the same letter."""
    heard = _begins((word.text, word.start_s) for word in edit.spoken)
    seen = _begins((word.text, word.start_s) for cue in edit.cues for word in cue.words)
    off = [(seen[at] - heard[at], seen[at]) for at in heard.keys() & seen.keys()]
    late = [found for found in off if abs(found[0]) > limits.caption_off_s]
    if late:
        worst_s, at_s = max(late, key=lambda found: abs(found[0]))
        yield Finding(
            code="caption_time",
            severity=Severity.ERROR,
            message=f"{len(late)} word(s) of the captions are out of step with the narration, "
            f"by up to {abs(worst_s):.2f} s.",
            remedy="Cut the edit again; if it stays, report the script.",
            at_s=at_s,
        )


def _begins(words: Iterable[tuple[str, float]]) -> dict[int, float]:
    """When each word begins, by how many letters come before it."""
    found: dict[int, float] = {}
    letters = 0
    for text, start_s in words:
        found.setdefault(letters, start_s)
        letters += len(_letters(text))
    return found


def _flashing(edit: Edit, limits: Thresholds) -> Iterator[Finding]:
    short = [cue for cue in edit.cues if cue.end_s - cue.start_s < limits.caption_shortest_s]
    if short:
        yield Finding(
            code="caption_short",
            severity=Severity.WARNING,
            message=f"{len(short)} caption(s) are shown for less than "
            f"{limits.caption_shortest_s} s, the first is {short[0].text[:40]!r}.",
            remedy="Choose a caption style with more words at once, or a slower voice.",
            at_s=short[0].start_s,
        )


def _outside(edit: Edit) -> Iterator[Finding]:
    canvas = edit.canvas
    side_px = (canvas.width_px - canvas.safe_width_px) / 2
    for cue in edit.cues:
        block = placed(cue, edit)
        covers = block.covers
        fits = covers is None or (
            covers.left >= side_px - 1
            and covers.right <= canvas.width_px - side_px + 1
            and covers.top >= canvas.safe_top_px - 1
            and covers.bottom <= canvas.height_px - canvas.safe_bottom_px + 1
        )
        if not fits or block.rows > MAX_LINES:
            yield Finding(
                code="caption_outside",
                severity=Severity.ERROR,
                message=f"The caption {cue.text[:40]!r} does not fit the safe area.",
                remedy="Make the look's captions smaller.",
                at_s=cue.start_s,
            )


def _letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def _incomplete(message: str) -> Finding:
    remedy = "Render the short again."
    return Finding(code="sidecar", severity=Severity.ERROR, message=message, remedy=remedy)
