"""What every contender encodes with: what the render itself asks x264 and the AAC encoder for."""

from include.domain.edit import Canvas
from include.rendering.command import COLOURS, SOUND, encoding
from include.resources import data


def choose(preset: str) -> None:
    """Have the render, in a process of its own, encode with a preset that is not the shipped one.

    Goes before the first look at the settings: their file is read once.
    """
    data("encode.yaml")["preset"] = preset


def x264(canvas: Canvas, preset: str) -> list[str]:
    """Arguments that encode the picture; threads are x264's own choice, as in the render."""
    settings = encoding()
    return [
        *("-vcodec", "libx264", "-profile:v", "high", "-pix_fmt", "yuv420p"),
        *("-preset", preset, "-crf", str(settings.crf)),
        *("-g", str(round(settings.keyframe_s * canvas.fps)), "-fps_mode", "cfr"),
        *("-color_range", "tv"),
        *colours(),
    ]


def colours() -> list[str]:
    """Arguments that say what the colours are, of an input or of what is encoded."""
    return [part for name, value in COLOURS.items() for part in (f"-{name}", value)]


def aac() -> list[str]:
    """Arguments that encode the sound."""
    told = {**SOUND, "b:a": encoding().audio_bitrate}
    return [part for name, value in told.items() for part in (f"-{name}", str(value))]
