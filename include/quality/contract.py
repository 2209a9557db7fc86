"""The output contract, read back from the file: container, streams, colours, rate, length."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from include.domain import Finding, Severity
from include.domain.edit import Edit
from include.quality.sync import together, tracks
from include.quality.thresholds import Thresholds

BT709 = 1
TV_RANGE = 1
RATE_HZ = 48_000
REMEDY = "Render the short again; if it stays, check the encode settings."


def check(video: Path, edit: Edit, limits: Thresholds) -> Iterator[Finding]:
    """Yield what in the file is not as the contract says."""
    import av

    try:
        with av.open(str(video)) as container:
            facts = {**_video_facts(container, edit), **_audio_facts(container)}
            duration_s = float(container.duration or 0) / 1_000_000
            picture, sound = tracks(container)
    except (OSError, IndexError, av.FFmpegError) as error:
        yield _broken(f"{video.name} cannot be read: {error}.")
        return
    for what, (found, wanted) in facts.items():
        if found != wanted:
            yield _broken(f"The {what} is {found}, it should be {wanted}.")
    yield from _pace(picture.times_s, edit)
    yield from together(picture, sound, edit, limits)
    if abs(duration_s - edit.duration_s) > limits.duration_off_s:
        yield _broken(f"The short lasts {duration_s:.2f} s, its edit {edit.duration_s:.2f} s.")
    if not starts_fast(video):
        yield _broken("The index is behind the picture data: playback over a network starts late.")


def starts_fast(video: Path) -> bool:
    """Whether the index (``moov``) comes before the data (``mdat``), as ISO 14496-12 boxes."""
    with video.open("rb") as file:
        while len(head := file.read(8)) == 8:  # noqa: PLR2004 - size and name, four bytes each
            size, name = int.from_bytes(head[:4]), head[4:]
            if name in {b"moov", b"mdat"}:
                return name == b"moov"
            if size == 1:
                size = int.from_bytes(file.read(8)) - 8
            if size < 8:  # noqa: PLR2004 - no box is smaller than its head
                return False
            file.seek(size - 8, 1)
    return False


def _video_facts(container: Any, edit: Edit) -> dict[str, tuple[Any, Any]]:
    stream = container.streams.video[0]
    context = stream.codec_context
    canvas = edit.canvas
    return {
        "video codec": (context.name, "h264"),
        "H.264 profile": (context.profile, "High"),
        "pixel format": (context.pix_fmt, "yuv420p"),
        "size": (f"{context.width}x{context.height}", f"{canvas.width_px}x{canvas.height_px}"),
        "frame rate": (stream.average_rate, canvas.fps),
        "colour primaries": (int(context.color_primaries), BT709),
        "transfer characteristics": (int(context.color_trc), BT709),
        "colour matrix": (int(context.colorspace), BT709),
        "colour range": (int(context.color_range), TV_RANGE),
    }


def _audio_facts(container: Any) -> dict[str, tuple[Any, Any]]:
    context = container.streams.audio[0].codec_context
    return {
        "audio codec": (context.name, "aac"),
        "AAC profile": (context.profile, "LC"),
        "sample rate": (context.sample_rate, RATE_HZ),
        "number of channels": (context.layout.nb_channels, 2),
    }


def _pace(times: Sequence[float], edit: Edit) -> Iterator[Finding]:
    if len(times) != edit.frames:
        yield _broken(f"The short has {len(times)} frames, its edit {edit.frames}.")
    step_s = 1 / edit.canvas.fps
    uneven = [b for a, b in pairwise(times) if abs(b - a - step_s) > step_s / 10]
    if uneven:
        yield _broken(f"The frame rate is not constant: {len(uneven)} frame(s) come off the beat.")


def _broken(message: str) -> Finding:
    return Finding(
        code="contract", severity=Severity.ERROR, message=message, remedy=REMEDY, at_s=None
    )
