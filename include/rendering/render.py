"""Render an edit: everything is looked at first, each track encoded once, then put together."""

import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from include.captions import ass, srt, vtt
from include.domain import Finding
from include.domain.edit import Edit
from include.rendering import cover, preview
from include.rendering.command import LIST, joined
from include.rendering.errors import NoSpace, RenderError
from include.rendering.ffmpeg import RenderProgress, messages
from include.rendering.footage import Footage, Local, footage_of, sounds_of
from include.rendering.graph import TEXT
from include.rendering.logo import logo_of
from include.rendering.loudness import Loudness, audible
from include.rendering.picture import encoded_stretches
from include.rendering.shelf import NoShelf, Shelf
from include.rendering.sidecar import sidecar
from include.rendering.soundtrack import soundtrack

__all__ = ["RenderError", "RenderProgress", "Rendered", "render"]

log = logging.getLogger(__name__)

SOUND = "sound.m4a"
UNFINISHED = "unfinished.mp4"
BYTES_PER_S = 2_000_000
"""More than a second of a short ever takes on disk, twice: faststart writes the file again."""


@dataclass(frozen=True)
class Rendered:
    """The files of a finished short, and what was measured on it and noticed."""

    video: Path
    cover: Path
    preview: Path
    srt: Path
    vtt: Path
    ass: Path
    sidecar: Path
    duration_s: float
    width_px: int
    height_px: int
    loudness_lufs: float
    true_peak_dbtp: float
    findings: tuple[Finding, ...] = ()


def render(
    edit: Edit,
    *,
    local: Local,
    work_dir: Path,
    on_progress: Callable[[RenderProgress], None],
    threads: int | None = None,
    shelf: Shelf | None = None,
) -> Rendered:
    """Make the short of an edit.

    Args:
        edit: What to make.
        local: Gives the path of a stored file on this machine.
        work_dir: An existing folder of this render's own; nothing is written elsewhere.
        on_progress: Told about once a second while ffmpeg encodes.
        threads: Threads for encoding; all cores when not given.
        shelf: Keeps finished tracks for the next render; without one, all are made anew.

    Raises:
        Unrenderable: The narration cannot be read or heard.
        NoSpace: There is no room for the file.
        FfmpegFailed: ffmpeg failed; the message has its last lines and the command.
    """
    _room(work_dir, edit)
    shelf = shelf or NoShelf()
    footage, unusable = footage_of(edit, local)
    logo, unmarked = logo_of(edit)
    sounds, unheard = sounds_of(edit, local, footage)
    audible(edit, sounds, folder=work_dir)
    # Neither can fill all cores by itself: the sound is made beside the picture.
    heard = cache(partial(soundtrack, edit, sounds, folder=work_dir, shelf=shelf))
    stretches = encoded_stretches(
        edit,
        footage,
        logo=logo,
        folder=work_dir,
        on_progress=on_progress,
        shelf=shelf,
        threads=threads,
        meanwhile=heard,
    )
    sound = heard()
    video = _put_together(stretches, sound.path, edit, work_dir)
    found = (
        *edit.findings,
        *unusable,
        *unmarked,
        *unheard,
        *sound.findings,
        *ass.missing_glyphs(edit),
    )
    return _finished(edit, video, footage, sound.loudness, found)


def _put_together(stretches: Sequence[Path], sound: Path, edit: Edit, folder: Path) -> Path:
    """Join the tracks as they are; the file has its name when it is whole."""
    names = []
    for number, path in enumerate(stretches, start=1):
        names.append(f"part-{number}.mp4")
        _link(folder / names[-1], path)
    _link(folder / SOUND, sound)
    if len(names) > 1:
        listed = "".join(f"file {name}\n" for name in names)
        (folder / LIST).write_text(f"ffconcat version 1.0\n{listed}", encoding="utf-8")
    messages(joined(names, SOUND, edit.canvas, name=UNFINISHED), folder=folder)
    return (folder / UNFINISHED).replace(folder / "short.mp4")


def _link(link: Path, target: Path) -> None:
    link.unlink(missing_ok=True)
    link.symlink_to(target)


def _finished(
    edit: Edit,
    video: Path,
    footage: Mapping[int, Footage],
    measured: Loudness,
    findings: tuple[Finding, ...],
) -> Rendered:
    folder = video.parent
    drawn = [index for index in range(len(edit.shots)) if index not in footage]
    told = sidecar(edit, measured, drawn=drawn, findings=findings)
    with ThreadPoolExecutor(1) as beside:
        previewed = beside.submit(preview.made, edit, video, folder=folder)
        covered = cover.made(edit, footage, video, folder=folder)
    return Rendered(
        video=video,
        cover=covered,
        preview=previewed.result(),
        srt=_written(folder / "captions.srt", srt.document(edit)),
        vtt=_written(folder / "captions.vtt", vtt.document(edit)),
        ass=folder / TEXT,
        sidecar=_written(folder / "short.json", told.written()),
        duration_s=edit.duration_s,
        width_px=edit.canvas.width_px,
        height_px=edit.canvas.height_px,
        loudness_lufs=measured.integrated_lufs,
        true_peak_dbtp=measured.true_peak_dbtp,
        findings=findings,
    )


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _room(folder: Path, edit: Edit) -> None:
    needed = round(BYTES_PER_S * edit.duration_s) + 50_000_000
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NoSpace(
            f"Rendering {edit.facts.title!r} needs {needed / 1e6:.0f} MB in {folder}, "
            f"{free / 1e6:.0f} MB are free. Make room, then render again."
        )
