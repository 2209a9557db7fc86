"""Sound of any format as mono 16-bit samples, and faster or slower without another pitch."""

import io
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from av import AudioFrame

RATE_HZ = 48_000
"""What everything is decoded to: no format a service offers has more of a voice."""
LONGEST_S = 600.0
ATEMPO = (0.5, 2.0)
"""A tempo outside these skips samples instead of blending them; the filter is then chained."""


class UndecodableError(ValueError):
    """These bytes hold no sound, or no end of it."""


def decoded(data: bytes, *, pcm_rate_hz: int = 0, rate_hz: int = RATE_HZ) -> bytes:
    """Return mono 16-bit samples.

    Args:
        data: A file's bytes, of any format that ffmpeg reads.
        pcm_rate_hz: Set where they are bare 16-bit little-endian mono samples, at this rate.
        rate_hz: The rate of the samples returned.

    Raises:
        UndecodableError: They hold no sound, or more than ``LONGEST_S`` of it.
    """
    import av

    given: dict[str, Any] = {}
    if pcm_rate_hz:
        given = {"format": "s16le", "options": {"sample_rate": str(pcm_rate_hz)}}
    try:
        with av.open(io.BytesIO(data), **given) as source:
            if not source.streams.audio:
                raise UndecodableError("there is no sound in it")
            return _mono(source.decode(source.streams.audio[0]), rate_hz)
    except (av.FFmpegError, ValueError, EOFError) as error:
        raise UndecodableError(str(error)) from error


def stretched(pcm: bytes, tempo: float, *, sample_rate_hz: int = RATE_HZ) -> bytes:
    """Return 16-bit mono samples at so many times their tempo, their pitch unchanged."""
    import av
    import numpy as np

    graph = av.filter.Graph()
    nodes = [
        graph.add_abuffer(
            sample_rate=sample_rate_hz,
            format="s16",
            layout="mono",
            time_base=Fraction(1, sample_rate_hz),
        )
    ]
    nodes += [graph.add("atempo", f"{step:.6f}") for step in _steps(tempo)]
    nodes += [graph.add("aformat", "sample_fmts=s16:channel_layouts=mono")]
    nodes += [graph.add("abuffersink")]
    for before, after in pairwise(nodes):
        before.link_to(after)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(
        np.frombuffer(pcm, "<i2").reshape(1, -1), format="s16", layout="mono"
    )
    frame.sample_rate, frame.pts = sample_rate_hz, 0
    nodes[0].push(frame)
    nodes[0].push(None)
    return b"".join(_drained(nodes[-1]))


def _steps(tempo: float) -> Iterator[float]:
    slowest, fastest = ATEMPO
    while not slowest <= tempo <= fastest:
        step = fastest if tempo > fastest else slowest
        yield step
        tempo /= step
    yield tempo


def _drained(sink: Any) -> Iterator[bytes]:
    import av

    while True:
        try:
            yield _samples(sink.pull())
        except (av.BlockingIOError, av.EOFError):
            return


def _mono(frames: Iterator["AudioFrame"], rate_hz: int) -> bytes:
    import av

    resampler = av.AudioResampler(format="s16", layout="mono", rate=rate_hz)
    pcm = bytearray()
    for frame in frames:
        frame.pts = None  # a service's own clock may leap, its samples follow each other
        for ready in resampler.resample(frame):
            pcm += _samples(ready)
        if len(pcm) > 2 * rate_hz * LONGEST_S:
            raise UndecodableError(f"it lasts more than {LONGEST_S:.0f} s")
    for ready in resampler.resample(None) if pcm else ():
        pcm += _samples(ready)
    if not pcm:
        raise UndecodableError("there is no sound in it")
    return bytes(pcm)


def _samples(frame: Any) -> bytes:
    samples: bytes = frame.to_ndarray().tobytes()
    return samples
