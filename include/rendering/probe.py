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


class Unreadable(Exception):  # noqa: N818 - read as a sentence: the file is unreadable
    """The file is missing, empty, damaged, or not of a kind we open."""


@dataclass(frozen=True)
class Picture:
    """A file's picture. ``duration_s`` is 0 for a still; ``index`` is its stream."""

    index: int
    width_px: int
    height_px: int
    duration_s: float
    pixel_aspect: Fraction
    has_alpha: bool

    @property
    def is_still(self) -> bool:
        """Whether there is only one frame."""
        return self.duration_s == 0


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
            still = len(frames) == 1
            return Picture(
                index=stream.index,
                width_px=frames[0].width,
                height_px=frames[0].height,
                duration_s=0.0 if still else _duration_s(container, stream),
                pixel_aspect=stream.sample_aspect_ratio or Fraction(1),
                has_alpha="a" in frames[0].format.name.replace("gray", "").replace("pal8", "a"),
            )
    except (OSError, IndexError, ValueError, av.FFmpegError) as error:
        raise Unreadable(f"{path.name} cannot be decoded: {_said(error)}.") from error


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


def _said(error: Exception) -> str:
    return str(error).split(": '", maxsplit=1)[0].removesuffix(".") or type(error).__name__
