"""What a media file really is, whatever its name or content type says."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,ogg,gif,apng,"
    "png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe,image2,wav,mp3,flac,aac,w64,aiff,caf"
)
"""Formats that hold media themselves; playlists, which name other files, are not among them."""

MOST_PIXELS = 64_000_000
"""Of one frame, twice those of 8K: a render holds it several times."""


class Unreadable(Exception):  # noqa: N818 - read as a sentence: the file is unreadable
    """The file is missing, empty, damaged, or not of a kind we open."""


@dataclass(frozen=True)
class Picture:
    """A file's picture as it is shown, turned by its rotation flag.

    ``duration_s`` is 0 for a still; ``index`` is its stream; ``rate`` is in frames a second.
    ``matrix`` and ``transfer`` are as in ITU-T H.273, 2 where the file does not say.
    """

    index: int
    width_px: int
    height_px: int
    duration_s: float
    pixel_aspect: Fraction
    has_alpha: bool
    rate: float = 30.0
    matrix: int = 2
    transfer: int = 2
    is_interlaced: bool = False

    @property
    def is_still(self) -> bool:
        """Whether there is only one frame."""
        return self.duration_s == 0

    @property
    def shape(self) -> float:
        """Width by height, as seen."""
        return float(self.width_px * self.pixel_aspect / self.height_px)


def picture(path: Path) -> Picture:
    """Open the file and decode its first frames.

    Raises:
        Unreadable: There is no picture in it that can be decoded.
    """
    import av

    try:
        with av.open(str(path), options=_options()) as container:
            stream = container.streams.video[0]
            frames = [frame for frame, _ in zip(container.decode(stream), range(2), strict=False)]
            if not frames:
                raise Unreadable(f"{path.name} has no frame that can be decoded.")
            if (pixels := frames[0].width * frames[0].height) > MOST_PIXELS:
                raise Unreadable(
                    f"{path.name} has {pixels / 1e6:.0f} million pixels; "
                    f"at most {MOST_PIXELS / 1e6:.0f} million can be rendered."
                )
            length_s = 0.0 if len(frames) == 1 else _duration_s(container, stream)
            if len(frames) > 1 and length_s <= 0:
                length_s = _last_s(container, stream)
            return _seen(stream, frames[0], length_s)
    except (OSError, IndexError, ValueError, av.FFmpegError) as error:
        raise Unreadable(f"{path.name} cannot be decoded: {_said(error)}.") from error


def _seen(stream: Any, frame: Any, duration_s: float) -> Picture:
    width_px, height_px = frame.width, frame.height
    aspect = stream.sample_aspect_ratio or Fraction(1)
    if frame.rotation % 180:
        width_px, height_px, aspect = height_px, width_px, 1 / aspect
    return Picture(
        index=stream.index,
        width_px=width_px,
        height_px=height_px,
        duration_s=duration_s,
        pixel_aspect=aspect,
        has_alpha="a" in frame.format.name.replace("gray", "").replace("pal8", "a"),
        rate=float(stream.average_rate or stream.guessed_rate or 30),
        matrix=int(frame.colorspace),
        transfer=int(frame.color_trc),
        is_interlaced=bool(frame.interlaced_frame),
    )


def sound_duration_s(path: Path) -> float:
    """Length of the file's sound in seconds.

    Raises:
        Unreadable: There is no sound in it that can be decoded.
    """
    import av

    try:
        with av.open(str(path), options=_options()) as container:
            stream = container.streams.audio[0]
            if next(container.decode(stream), None) is None:
                raise Unreadable(f"{path.name} has no sound that can be decoded.")
            return _duration_s(container, stream)
    except (OSError, IndexError, ValueError, av.FFmpegError) as error:
        raise Unreadable(f"{path.name} cannot be decoded: {_said(error)}.") from error


def key_frames_s(path: Path) -> tuple[float, ...]:
    """When the frames of a short's video are shown that can be decoded without others."""
    import av

    with av.open(str(path), options=_options()) as container:
        stream = container.streams.video[0]
        return tuple(
            float(packet.pts * packet.time_base)
            for packet in container.demux(stream)
            if packet.is_keyframe and packet.pts is not None
        )


def _options() -> dict[str, str]:
    return {"format_whitelist": FORMATS, "protocol_whitelist": "file"}


def _duration_s(container: Any, stream: Any) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return float(container.duration or 0) / 1_000_000


def _last_s(container: Any, stream: Any) -> float:
    """Length in seconds of a file that does not tell, from its packets; 1 when they do not."""
    container.seek(0)
    ends = [
        float((packet.pts + (packet.duration or 0)) * packet.time_base)
        for packet in container.demux(stream)
        if packet.pts is not None
    ]
    return max(ends, default=0.0) or 1.0


def _said(error: Exception) -> str:
    return str(error).split(": '", maxsplit=1)[0].removesuffix(".") or type(error).__name__
