"""What is heard: a cleaned voice over music that makes way for it, at a set loudness."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from include.domain.edit import Edit
from include.domain.look import Mix
from include.domain.narration import Span
from include.rendering.footage import Sounds
from include.rendering.samples import (
    INPUT,
    RATE_HZ,
    at_frame,
    exactly,
    excerpt,
    resampled,
)
from include.rendering.sources import opened
from include.rendering.underlay import clips, music

OVERSAMPLED_HZ = 192_000
"""Limiting at four times the rate catches the peaks that lie between samples."""


@dataclass(frozen=True)
class Levels:
    """Gains in dB, and the limiter's ceiling in dBFS.

    The narration has one before it is cleaned and evened out, as that depends on its level, and
    one after, ``voice_db``; clips have theirs by the index of their shot.
    """

    narration_db: float = 0.0
    voice_db: float = 0.0
    music_db: float = 0.0
    clips_db: Mapping[int, float] = field(default_factory=dict)
    master_db: float = 0.0
    ceiling_db: float = 0.0


def spoken(edit: Edit, sounds: Sounds, levels: Levels) -> Any:
    """Return the cleaned narration where it belongs, exactly as long as the picture."""
    narration = opened(sounds.narration, name="narration", **INPUT).audio
    heard = _spans(resampled(narration, "mono"), edit.sound.narration_spans)
    cleaned = _cleaned(heard.filter("volume", f"{levels.narration_db:.2f}dB"), edit.sound.mix)
    voice = resampled(cleaned.filter("volume", f"{levels.voice_db:.2f}dB"), "stereo")
    delay_ms = round(edit.sound.narration_start_s * 1000)
    return exactly(voice.filter("adelay", delay_ms, all=1), at_frame(edit, edit.frames))


def mixed(edit: Edit, sounds: Sounds, levels: Levels) -> Any:
    """Return narration and what lies under it, exactly as long as the picture."""
    import ffmpeg

    mix = edit.sound.mix
    voice = spoken(edit, sounds, levels)
    under = _under(edit, sounds, levels)
    if under is None:
        return voice
    split = voice.filter_multi_output("asplit", 2)
    ducked = ffmpeg.filter(
        [under, split[1]],
        "sidechaincompress",
        threshold=mix.duck_threshold,
        ratio=mix.duck_ratio,
        attack=mix.duck_attack_ms,
        release=mix.duck_release_ms,
    )
    return ffmpeg.filter([split[0], ducked], "amix", inputs=2, normalize=0, duration="first")


def mastered(sound: Any, edit: Edit, levels: Levels) -> Any:
    """Return the sound at its loudness, its peaks below the ceiling."""
    sound = sound.filter("volume", f"{levels.master_db:.2f}dB")
    sound = sound.filter("aresample", OVERSAMPLED_HZ)
    limit = round(10 ** (levels.ceiling_db / 20), 5)
    sound = sound.filter("alimiter", limit=limit, attack=2, release=60, level=0, latency=1)
    return exactly(resampled(sound, "stereo"), at_frame(edit, edit.frames))


def _under(edit: Edit, sounds: Sounds, levels: Levels) -> Any | None:
    import ffmpeg

    parts = []
    if sounds.music:
        parts.append(music(edit, sounds.music).filter("volume", f"{levels.music_db:.2f}dB"))
    if sounds.clips:
        parts.append(clips(edit, sounds.clips, levels.clips_db))
    if len(parts) > 1:
        return ffmpeg.filter(parts, "amix", inputs=2, normalize=0, duration="first")
    return parts[0] if parts else None


def _spans(narration: Any, spans: Sequence[Span]) -> Any:
    """The spans, one right after the other, to the sample."""
    import ffmpeg

    edges = [(round(span.start_s * RATE_HZ), round(span.end_s * RATE_HZ)) for span in spans]
    if len(edges) == 1:
        return excerpt(narration, *edges[0])
    split = narration.filter_multi_output("asplit", len(edges))
    parts = [excerpt(split[index], *edge) for index, edge in enumerate(edges)]
    return ffmpeg.concat(*parts, v=0, a=1)


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
