"""Small files with one fault each, made by ffmpeg."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from include.domain.edit import Edit
from include.rendering.ffmpeg import binary

FAST = (
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    "-pix_fmt",
    "yuv420p",
    "-c:a",
    "aac",
    "-shortest",
)


def filmed(edit: Edit) -> Edit:
    """The same edit, all of its shots clips."""
    media = edit.sound.narration
    clips = [shot.clip.model_copy(update={"media": media}) for shot in edit.shots]
    shots = [
        shot.model_copy(update={"clip": clip}) for shot, clip in zip(edit.shots, clips, strict=True)
    ]
    return edit.model_copy(update={"shots": tuple(shots)})


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Path]:
    """Make a video of a moving picture and a sound; either may be another."""

    def make(*options: str, picture: str = "testsrc2", sound: str = "sine=f=300", **kwargs) -> Path:
        seconds = kwargs.get("seconds", 4)
        path = tmp_path / kwargs.get("name", "small.mp4")
        joiner = ":" if "=" in picture else "="
        lavfi = ("-f", "lavfi", "-i")
        command = [binary(), "-y", "-loglevel", "error"]
        command += [*lavfi, f"{picture}{joiner}s=72x128:r=30:d={seconds}"]
        command += [*lavfi, f"{sound},aresample=48000,atrim=end={seconds}"]
        subprocess.run([*command, *(options or FAST), str(path)], check=True)
        return path

    return make
