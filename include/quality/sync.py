"""Picture and sound: they begin together, end together, and neither has a hole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from include.domain import Finding, Severity
from include.domain.edit import Edit
from include.quality.thresholds import Thresholds


@dataclass(frozen=True)
class Track:
    """When the packets of a stream are played, in order, and how long each lasts."""

    times_s: Sequence[float]
    lasts_s: Sequence[float]

    @property
    def start_s(self) -> float:
        """When it is first seen or heard: what an encoder needs to get going is before zero."""
        return max(0.0, self.times_s[0])

    @property
    def end_s(self) -> float:
        """When it is last seen or heard."""
        return self.times_s[-1] + self.lasts_s[-1]

    @property
    def holes(self) -> tuple[tuple[float, float], ...]:
        """Where a packet is longer in coming than the others are, and by how much."""
        usual_s = median(self.lasts_s)
        return tuple((a, b - a - usual_s) for a, b in pairwise(self.times_s))


def tracks(container: Any) -> tuple[Track, Track]:
    """Read the picture's and the sound's packets, without decoding them.

    Raises:
        IndexError: A stream is missing or has no packet.
    """
    streams = (container.streams.video[0], container.streams.audio[0])
    found: dict[int, list[tuple[float, float]]] = {stream.index: [] for stream in streams}
    for packet in container.demux(streams):
        if packet.pts is not None:
            at_s = float(packet.pts * packet.time_base)
            lasts_s = float((packet.duration or 0) * packet.time_base)
            found[packet.stream.index].append((at_s, lasts_s))
    picture, sound = (_track(sorted(found[stream.index])) for stream in streams)
    return picture, sound


def together(picture: Track, sound: Track, edit: Edit, limits: Thresholds) -> Iterator[Finding]:
    """Yield how far the picture and the sound are apart, and where the sound has a hole."""
    most_s = limits.drift_frames / edit.canvas.fps
    start_s = sound.start_s - picture.start_s
    if abs(start_s) >= most_s:
        yield _apart(f"The sound begins {_offset(start_s)} the picture.", picture.start_s)
    end_s = sound.end_s - picture.end_s
    if abs(end_s) >= most_s:
        yield _apart(f"The sound ends {_offset(end_s)} the picture.", picture.end_s)
    holes = [(at_s, off_s) for at_s, off_s in sound.holes if abs(off_s) >= most_s / 2]
    if holes:
        at_s, off_s = holes[0]
        yield _apart(f"The sound has {len(holes)} hole(s), the first of {off_s:.3f} s.", at_s)


def _track(packets: Sequence[tuple[float, float]]) -> Track:
    if not packets:
        raise IndexError("A stream has no packet")
    times_s, lasts_s = zip(*packets, strict=True)
    return Track(times_s, lasts_s)


def _offset(by_s: float) -> str:
    return f"{abs(by_s):.3f} s {'after' if by_s > 0 else 'before'}"


def _apart(message: str, at_s: float) -> Finding:
    return Finding(
        code="sync",
        severity=Severity.ERROR,
        message=message,
        remedy="Render the short again; if it stays, report the narration's file.",
        at_s=round(at_s, 2),
    )
