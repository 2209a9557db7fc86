"""What is heard: a cleaned voice over music that makes way for it, at a set loudness."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from include.domain.edit import Edit
from include.domain.look import Mix
from include.domain.narration import Span
from include.rendering.probe import FORMATS

RATE_HZ = 48_000
OVERSAMPLED_HZ = 192_000
"""Limiting at four times the rate catches the peaks that lie between samples."""
SPLICE_SAMPLES = RATE_HZ // 200
"""5 ms: too short to be heard as a fade, long enough to be none of a click."""
INPUT = {"protocol_whitelist": "file", "format_whitelist": FORMATS}


@dataclass(frozen=True)
class Levels:
    """Gains in dB, and the ceiling of the limiter in dBFS."""

    narration_db: float
    music_db: float
    master_db: float
    ceiling_db: float


def narration_input(path: Path) -> Any:
    """Return the sound of the narration's file."""
    import ffmpeg

    return ffmpeg.input(f"file:{path}", **INPUT).audio


def music_input(path: Path) -> Any:
    """Return the sound of the music's file, from its start again when it is over."""
    import ffmpeg

    return ffmpeg.input(f"file:{path}", stream_loop=-1, **INPUT).audio


def mixed(narration: Any, music: Any | None, edit: Edit, levels: Levels) -> Any:
    """Return the short's sound, exactly as long as its picture."""
    import ffmpeg

    mix = edit.sound.mix
    voice = _voice(narration, edit, levels.narration_db)
    if music is None:
        return _master(voice, edit, levels)
    split = voice.filter_multi_output("asplit", 2)
    bed = _bed(music, edit, levels.music_db)
    ducked = ffmpeg.filter(
        [bed, split[1]],
        "sidechaincompress",
        threshold=mix.duck_threshold,
        ratio=mix.duck_ratio,
        attack=mix.duck_attack_ms,
        release=mix.duck_release_ms,
    )
    both = ffmpeg.filter([split[0], ducked], "amix", inputs=2, normalize=0, duration="first")
    return _master(both, edit, levels)


def _voice(narration: Any, edit: Edit, gain_db: float) -> Any:
    mix = edit.sound.mix
    delay_ms = round(edit.sound.narration_start_s * 1000)
    heard = _spans(_resampled(narration, "mono"), edit.sound.narration_spans)
    cleaned = _cleaned(heard.filter("volume", f"{gain_db:.2f}dB"), mix)
    placed = _resampled(cleaned, "stereo").filter("adelay", delay_ms, all=1)
    return _exactly(placed, edit)


def _spans(narration: Any, spans: Sequence[Span]) -> Any:
    """The spans, to the sample, each faded at its ends so that no cut is heard as a click."""
    import ffmpeg

    split = narration.filter_multi_output("asplit", len(spans)) if len(spans) > 1 else [narration]
    parts = []
    for index, span in enumerate(spans):
        first, end = round(span.start_s * RATE_HZ), round(span.end_s * RATE_HZ)
        fade = min(SPLICE_SAMPLES, (end - first) // 2)
        part = split[index].filter("atrim", start_sample=first, end_sample=end)
        part = part.filter("asetpts", "N").filter("afade", t="in", ns=fade)
        parts.append(part.filter("afade", t="out", ss=end - first - fade, ns=fade))
    return ffmpeg.concat(*parts, v=0, a=1) if len(parts) > 1 else parts[0]


def _cleaned(voice: Any, mix: Mix) -> Any:
    """Take rumble and the glare of a synthetic voice away, and even out its level."""
    voice = voice.filter("highpass", f=mix.highpass_hz)
    voice = voice.filter("equalizer", f=3000, t="q", w=1.0, g=mix.presence_db)
    voice = voice.filter("highshelf", f=mix.air_hz, g=mix.air_db)
    return voice.filter(
        "acompressor",
        threshold=f"{mix.compress_threshold_db}dB",
        ratio=mix.compress_ratio,
        attack=8,
        release=120,
    )


def _bed(music: Any, edit: Edit, gain_db: float) -> Any:
    mix = edit.sound.mix
    bed = _exactly(_resampled(music, "stereo").filter("volume", f"{gain_db:.2f}dB"), edit)
    out_s = min(mix.music_fade_out_s, edit.duration_s / 3)
    bed = bed.filter("afade", t="in", d=min(mix.music_fade_in_s, edit.duration_s / 3))
    return bed.filter("afade", t="out", st=round(edit.duration_s - out_s, 3), d=round(out_s, 3))


def _master(sound: Any, edit: Edit, levels: Levels) -> Any:
    """Set the loudness and keep the peaks below the ceiling."""
    sound = sound.filter("volume", f"{levels.master_db:.2f}dB")
    sound = sound.filter("aresample", OVERSAMPLED_HZ)
    limit = round(10 ** (levels.ceiling_db / 20), 5)
    sound = sound.filter("alimiter", limit=limit, attack=2, release=60, level=0, latency=1)
    return _exactly(_resampled(sound, "stereo"), edit)


def _resampled(sound: Any, layout: str) -> Any:
    return sound.filter("aresample", RATE_HZ).filter(
        "aformat", sample_fmts="fltp", channel_layouts=layout
    )


def _exactly(sound: Any, edit: Edit) -> Any:
    """Lengthen with silence or cut to the edit's length, to the sample."""
    samples = edit.frames * RATE_HZ // edit.canvas.fps
    return sound.filter("apad").filter("atrim", end_sample=samples)
