"""From streams to ffmpeg's arguments: what is encoded how, by the output contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from include.domain.edit import Canvas
from include.rendering.probe import FORMATS
from include.resources import data

SOUND = {"acodec": "aac", "aac_coder": "twoloop", "ar": 48_000, "ac": 2}
COLOURS = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709"}
JPEG = {"vcodec": "mjpeg", "color_range": "pc", "map_metadata": -1, "fflags": "+bitexact"}
TO_BT601 = {"out_color_matrix": "bt601", "out_range": "tv"}
"""What every reader of WebP takes it for."""
LIST = "picture.ffconcat"
PLAIN = {"map_metadata": -1, "fflags": "+bitexact", "flags": "+bitexact"}
"""Nothing in the file says when or by what it was made: the same edit gives the same file."""
SHORTEST_S = 0.5
"""A sound shorter than a gating block (0.4 s) has no loudness by itself, and is made so long."""


@dataclass(frozen=True)
class Encoding:
    """What trades time for size, and when a render counts as stalled."""

    preset: str
    crf: int
    keyframe_s: float
    audio_bitrate: str
    stall_s: float


@lru_cache(maxsize=1)
def encoding() -> Encoding:
    """Return the settings in ``include/resources/encode.yaml``."""
    return Encoding(**data("encode.yaml"))


def encoded_picture(
    picture: Any, canvas: Canvas, *, frames: int, graph: str, name: str, threads: int | None = None
) -> tuple[list[str], str]:
    """Arguments that encode a stretch of the picture, and its filter graph.

    The graph goes into the file ``graph`` in the folder ffmpeg runs in: that of many shots is
    longer than an argument may be (128 KiB on Linux).
    """
    import ffmpeg

    settings = encoding()
    video = {
        "vcodec": "libx264",
        "profile:v": "high",
        "pix_fmt": "yuv420p",
        "preset": settings.preset,
        "crf": settings.crf,
        "g": round(settings.keyframe_s * canvas.fps),
        "frames:v": frames,
        "fps_mode": "cfr",
        "color_range": "tv",
        "video_track_timescale": canvas.fps * 1000,
    }
    out = ffmpeg.output(
        picture,
        _unheard(),
        name,
        format="mp4",
        an=None,
        **video,
        **COLOURS,
        **PLAIN,
        **({"threads": threads} if threads else {}),
    )
    args = _args(out, "-filter_complex_threads", str(threads or 2))
    at = args.index("-filter_complex")
    text = args[at + 1].replace(";", ";\n")
    args[at : at + 2] = ["-/filter_complex", graph]
    return args, text


def encoded_sound(sound: Any, name: str) -> list[str]:
    """Arguments that encode the short's sound."""
    import ffmpeg

    out = ffmpeg.output(
        sound, name, format="mp4", **SOUND, **PLAIN, **{"b:a": encoding().audio_bitrate}
    )
    return _args(out)


def joined(stretches: Sequence[str], sound: str, canvas: Canvas, *, name: str) -> list[str]:
    """Arguments that put the stretches one after the other, the sound beside them: all as it is.

    More than one stretch is read through a list, the file ``LIST`` in the folder ffmpeg runs in.
    """
    several = ["-f", "concat", "-i", f"file:{LIST}"]
    picture = several if len(stretches) > 1 else ["-i", f"file:{stretches[0]}"]
    return [
        *("-loglevel", "warning", "-y", *picture, "-i", f"file:{sound}"),
        *("-map", "0:v", "-map", "1:a", "-c", "copy"),
        *("-video_track_timescale", str(canvas.fps * 1000)),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact"),
        *("-movflags", "+faststart", "-f", "mp4", name),
    ]


def heard(path: Path, *, seconds: float | None = None, peak: str = "true") -> list[str]:
    """Arguments that measure a file's loudness and its "true" peak, or that of its "sample"s."""
    limit = [] if seconds is None else ["-t", f"{seconds:.3f}"]
    source = ["-protocol_whitelist", "file", "-format_whitelist", FORMATS, *limit]
    measure = f"aresample=48000,aformat=channel_layouts=stereo,apad=whole_dur={SHORTEST_S},"
    measure += f"ebur128=peak={peak}:framelog=quiet"
    return [*source, "-i", f"file:{path}", "-vn", "-af", measure, "-f", "null", "-"]


def stills(picture: Any, names: Mapping[str, int]) -> list[str]:
    """Arguments that write one frame as several JPEGs, each name with its ``q`` (2 best, 31 worst).

    JPEG is full range BT.601, whatever the picture is.
    """
    import ffmpeg

    plain = picture.filter("scale", out_color_matrix="bt601", out_range="pc")
    split = plain.filter("format", "yuv420p").filter_multi_output("split", len(names))
    single = {"an": None, "frames:v": 1, "update": 1}
    outs = [
        ffmpeg.output(split[i], _unheard(), name, **{"q:v": q}, **single, **JPEG)
        for i, (name, q) in enumerate(names.items())
    ]
    return _args(ffmpeg.merge_outputs(*outs))


def moments(
    video: Path,
    starts_s: Sequence[float],
    *,
    lasts_s: float,
    width_px: int,
    fps: float,
    quality: int,
    name: str,
) -> list[str]:
    """Arguments that write moments of a video one after the other as an animated WebP.

    Frames that no other is made of are passed over: half of the decoding, unseen at a low rate.
    """
    import ffmpeg

    options = {"t": f"{lasts_s:.3f}", "skip_frame": "noref", "threads": 1}
    shown = [
        ffmpeg.input(f"file:{video}", ss=f"{start_s:.3f}", **options)
        .video.filter("fps", fps)
        .filter("scale", width_px, -2, flags="area", **TO_BT601)
        for start_s in starts_s
    ]
    whole = ffmpeg.concat(*shown, v=1, a=0).filter("format", "yuv420p")
    webp = {"vcodec": "libwebp_anim", "quality": quality, "compression_level": 2, "loop": 0}
    return _args(ffmpeg.output(whole, name, format="webp", **webp, **PLAIN))


def _unheard() -> Any:
    """An input: ffmpeg-python writes no command without one, and a graph may draw everything."""
    import ffmpeg

    return ffmpeg.input("anullsrc", f="lavfi").audio


def _args(out: Any, *first: str) -> list[str]:
    import ffmpeg

    return ["-loglevel", "warning", "-y", *first, *ffmpeg.get_args(out)]
