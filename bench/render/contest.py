"""One edit, and everyone who composes it in the same folder with the same encoder."""

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.render import drift, floor, handwritten, with_moviepy
from bench.render.running import Run, run
from include.domain import Edit
from include.rendering.ffmpeg import binary
from include.rendering.footage import Footage, Sounds, footage_of, sounds_of
from include.settings import PROJECT
from include.storage.media import MediaStore
from stack.problems import Problem

EDIT = "edit.json"
PLAN = "plan.json"
SHORT = "short.mp4"
SPARE = 1.5
PEAK_MB = 1e9 / 2**20
"""What the render may take at most, with all of its processes: 1 GB."""


@dataclass(frozen=True)
class Contest:
    """The edit, where its files are, and the folder; ours goes first, others use what it leaves."""

    edit: Edit
    store: MediaStore
    footage: Mapping[int, Footage]
    sounds: Sounds
    folder: Path

    def ours(self, preset: str) -> Run:
        """The whole render: sound, picture, both put together, cover, preview, captions."""
        program = [sys.executable, "-m", "bench.render.ours"]
        told = [str(self.folder / EDIT), str(self.store.root), str(self.folder), preset]
        done = run([*program, *told], folder=self.folder, env=_with({"PYTHONPATH": str(PROJECT)}))
        return replace(done, wall_s=float(done.said))

    def compose(self) -> Path:
        """Write the frames that ``floor`` encodes.

        Raises:
            Problem: They would not stay in memory, or there is no room on disk.
        """
        canvas = self.edit.canvas
        needed = round(self.edit.frames * canvas.width_px * canvas.height_px * 1.5 * SPARE)
        for kind, free in (("memory", _available()), ("disk", _free(self.folder))):
            if free < needed:
                raise Problem(
                    f"The composed frames need {needed / 1e9:.1f} GB of {kind}, {free / 1e9:.1f} "
                    "are free. Measure on a larger machine."
                )
        return floor.composed(self.edit, local=self.store.local, folder=self.folder)

    def floor(self, frames: Path, preset: str) -> Run:
        """x264 alone."""
        floor.cached(frames)
        return self._ffmpeg(floor.args(self.edit.canvas, frames, preset=preset, name="floor.mp4"))

    def handwritten(self, preset: str) -> Run:
        """One command, written by hand."""
        text = handwritten.graph(self.edit, self.footage)
        (self.folder / handwritten.GRAPH).write_text(text, encoding="utf-8")
        clips = [self.footage[index].path for index in range(len(self.edit.shots))]
        music = [self.sounds.music.path] if self.sounds.music else []
        return self._ffmpeg(
            handwritten.args(
                self.edit.canvas,
                [*clips, self.sounds.narration, *music],
                frames=self.edit.frames,
                preset=preset,
                name="handwritten.mp4",
            )
        )

    def moviepy(self, python: Path, preset: str) -> Run:
        """moviepy, without the time that its imports take."""
        told = with_moviepy.plan(
            self.edit, self.footage, self.sounds, preset=preset, name="moviepy.mp4"
        )
        (self.folder / PLAN).write_text(json.dumps(told), encoding="utf-8")
        env = _with({"FFMPEG_BINARY": binary(), "IMAGEIO_FFMPEG_EXE": binary()})
        done = run([str(python), str(with_moviepy.PROGRAM), PLAN], folder=self.folder, env=env)
        return replace(done, wall_s=float(done.said))

    def lag_frames(self) -> tuple[float, float]:
        """How far our sound is behind our picture, near the start and near the end."""
        return drift.lag_frames(self.edit, self.folder / SHORT, self.sounds.narration)

    def sizes_mb(self) -> dict[str, float]:
        """How large each one's file came out."""
        files = sorted(self.folder.glob("*.mp4"))
        whole = [file for file in files if not file.stem.startswith(("stretch", "part"))]
        return {file.stem: round(file.stat().st_size / 1e6, 1) for file in whole}

    def _ffmpeg(self, args: Sequence[str]) -> Run:
        return run([binary(), "-hide_banner", "-nostdin", "-nostats", *args], folder=self.folder)


def contest(edit: Edit, store: MediaStore, folder: Path) -> Contest:
    """Look at the files of an edit, which is composed in ``folder``."""
    folder.mkdir()
    (folder / EDIT).write_text(edit.model_dump_json(), encoding="utf-8")
    footage, unusable = footage_of(edit, store.local)
    sounds, unheard = sounds_of(edit, store.local, footage)
    if unusable or unheard:
        raise Problem(f"{(*unusable, *unheard)[0].message} Delete the bench's footage.")
    return Contest(edit, store, footage, sounds, folder)


def told_of(edit: Edit) -> dict[str, Any]:
    """What an edit is made of, as the settings of a measurement tell it."""
    return {
        "duration_s": edit.duration_s,
        "size": f"{edit.canvas.width_px}x{edit.canvas.height_px}",
        "shots": len(edit.shots),
        "changes": [shot.change for shot in edit.shots if shot.change != "cut"][:6],
        "captions": edit.look.caption.name,
        "words": len(edit.spoken),
    }


def _with(more: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **more}


def _available() -> int:
    """Bytes of memory that can be had without swapping."""
    with open("/proc/meminfo", encoding="ascii") as file:  # noqa: PTH123
        lines = dict(line.split(":", 1) for line in file)
    return int(lines["MemAvailable"].split()[0]) * 1024


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free
