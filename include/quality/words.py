"""Captions against the narration and the canvas; the sidecar against what it must say."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from include.captions.placing import MAX_LINES, placed
from include.domain import Finding, Severity
from include.domain.edit import Edit

REQUIRED = ("title", "language", "edit_digest", "chapters", "credits", "disclosure", "duration_s")


def captions(edit: Edit) -> Iterator[Finding]:
    """Yield where captions differ from what is said, or leave the safe area."""
    shown = _letters("".join(cue.text for cue in edit.cues))
    if shown != _letters(edit.facts.transcript):
        yield Finding(
            code="caption_text",
            severity=Severity.ERROR,
            message="The captions do not say what the narration says.",
            remedy="Cut the edit again; if it stays, report the script.",
        )
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
