"""The quality gate: looks at the finished file as a platform and a viewer will."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from include.domain import Finding, Severity
from include.domain.edit import Edit
from include.quality import clipping, contract, sources, stretches, words
from include.quality.thresholds import Thresholds, thresholds
from include.rendering.errors import FfmpegFailed
from include.rendering.footage import Local
from include.rendering.probe import Unreadable


def inspect(
    video: Path,
    edit: Edit,
    *,
    local: Local | None = None,
    sidecar: Path | None = None,
    limits: Thresholds | None = None,
) -> tuple[Finding, ...]:
    """Return everything noticed about a short, errors first.

    Args:
        video: The finished file.
        edit: What it was rendered from.
        local: Gives the path of a stored file; without it, what the short is made of is not
            looked at.
        sidecar: Its ``short.json``; beside the video when not given.
        limits: Other thresholds than those in ``include/resources/quality.yaml``.
    """
    limits = limits or thresholds()
    found = [
        *contract.check(video, edit, limits),
        *_stretches(video, edit, limits),
        *words.captions(edit, limits),
        *words.sidecar(sidecar or video.with_name("short.json"), edit),
        *(sources.check(edit, local, limits) if local else ()),
        *_length(edit, limits),
    ]
    order = (Severity.ERROR, Severity.WARNING, Severity.INFO)
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


def is_stopped(findings: Iterable[Finding]) -> bool:
    """Whether one of the findings is an error, which stops the short."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def _stretches(video: Path, edit: Edit, limits: Thresholds) -> Iterator[Finding]:
    try:
        yield from stretches.check(video, edit, limits)
        yield from clipping.check(video, limits)
    except (FfmpegFailed, Unreadable, ValueError) as error:
        yield Finding(
            code="undecodable",
            severity=Severity.ERROR,
            message=f"{video.name} cannot be played to its end: {error}",
            remedy="Render the short again.",
        )


def _length(edit: Edit, limits: Thresholds) -> Iterator[Finding]:
    if not limits.shortest_s <= edit.duration_s <= limits.longest_s:
        yield Finding(
            code="length",
            severity=Severity.WARNING,
            message=f"The short lasts {edit.duration_s:.1f} s; platforms take "
            f"{limits.shortest_s:.0f} to {limits.longest_s:.0f} s.",
            remedy="Give the topic more or less text.",
        )
