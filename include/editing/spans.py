"""Which clip is seen when: each over its beat, none of them twice while there are others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from include.domain import Clip, Finding, Severity, Shot


@dataclass(frozen=True)
class ClipSpan:
    """A clip over frames from ``first`` up to but without ``end``."""

    first: int
    end: int
    clip: Clip


def spans_of(
    clips: Sequence[Clip], bounds: Sequence[tuple[int, int]], *, shortest: int, fps: int
) -> tuple[list[ClipSpan], tuple[Finding, ...]]:
    """Return the clips over the frames of their beats, and what was noticed about them.

    Args:
        clips: Those that fulfil the shots of the script.
        bounds: First and end frame of each beat.
        shortest: A span of fewer frames joins the one before.
        fps: Frames a second, for the times of the findings.
    """
    placed = _placed(clips, bounds, shortest=shortest)
    missing = _missing(clips, placed, fps)
    varied, repeated = _varied(placed, clips, fps)
    return varied, (*missing, *repeated)


def drawn(beat: int) -> Clip:
    """A clip without a file: a picture drawn inside the render."""
    shot = Shot(index=beat, beat=beat, prompt="", duration_s=0.0)
    return Clip(shot=shot, kind="procedural", provider="procedural")


def _placed(
    clips: Sequence[Clip], bounds: Sequence[tuple[int, int]], *, shortest: int
) -> list[ClipSpan]:
    spans: list[ClipSpan] = []
    for beat, (first, end) in enumerate(bounds):
        found = sorted((c for c in clips if c.shot.beat == beat), key=lambda c: c.shot.index)
        fitting = found[: max(1, (end - first) // shortest)] or [drawn(beat)]
        edges = [first + (end - first) * i // len(fitting) for i in range(len(fitting) + 1)]
        for clip, start, stop in zip(fitting, edges, edges[1:], strict=False):
            if spans and stop - start < shortest:
                spans[-1] = replace(spans[-1], end=stop)
            elif stop > start:
                spans.append(ClipSpan(start, stop, clip))
    if len(spans) > 1 and spans[0].end - spans[0].first < shortest:
        spans[:2] = [replace(spans[1], first=spans[0].first)]
    return spans


def _missing(clips: Sequence[Clip], spans: Iterable[ClipSpan], fps: int) -> Iterator[Finding]:
    """Beats of which no clip was ordered or came back, where others have theirs."""
    given = {clip.shot.beat for clip in clips}
    for number, span in enumerate(spans, start=1):
        if given and span.clip.shot.beat not in given:
            yield Finding(
                code="clip_missing",
                severity=Severity.WARNING,
                message=f"There is no clip for shot {number}. A drawn picture stands in.",
                remedy="Ask for a new take.",
                at_s=round(span.first / fps, 3),
            )


def _varied(
    spans: Sequence[ClipSpan], clips: Sequence[Clip], fps: int
) -> tuple[list[ClipSpan], list[Finding]]:
    """Where a file would be seen again, one that is not seen at all; else a drawn picture."""
    placed = {_file(span.clip) for span in spans}
    spare = [clip for clip in clips if _file(clip) not in placed]
    seen: dict[str, int] = {}
    varied, findings = [], []
    for number, span in enumerate(spans, start=1):
        file = _file(span.clip)
        if file not in seen:
            if file:
                seen[file] = number
            varied.append(span)
            continue
        other = spare.pop(0) if spare else None
        spare = [clip for clip in spare if other is None or _file(clip) != _file(other)]
        findings.append(_again(number, seen[file], span, other, fps))
        varied.append(replace(span, clip=other or drawn(span.clip.shot.beat)))
    return varied, findings


def _file(clip: Clip) -> str:
    return clip.media.digest if clip.media else ""


def _again(number: int, before: int, span: ClipSpan, other: Clip | None, fps: int) -> Finding:
    instead = "Another clip" if other else "A drawn picture"
    return Finding(
        code="clip_replaced",
        severity=Severity.WARNING,
        message=f"The clip of shot {number} ({span.clip.provider}) is that of shot {before}. "
        f"{instead} stands in.",
        remedy=f"Ask for a new take of shot {number}.",
        at_s=round(span.first / fps, 3),
    )
