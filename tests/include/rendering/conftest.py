"""Clips of odd kinds, made by ffmpeg itself."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from include.rendering.ffmpeg import binary

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str, source: str, *options: str) -> Path:
        path = tmp_path / name
        command = [binary(), "-y", "-loglevel", "error", "-f", "lavfi", "-i", source]
        subprocess.run([*command, *options, str(path)], check=True)
        return path

    return make


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "a 'work' folder; [with] %{odd}: name"
    folder.mkdir()
    return folder
