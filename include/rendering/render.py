"""Render an edit: everything is checked and measured first, then encoded in one pass."""

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from include.captions import ass, srt
from include.captions.fonts import stage
from include.domain import Finding, Media, Severity
from include.domain.edit import Edit
from include.rendering import cover, loudness, sidecar
from include.rendering.clips import Footage
from include.rendering.command import GRAPH, encoded, encoding
from include.rendering.errors import NoSpace, RenderError, Unrenderable
from include.rendering.ffmpeg import RenderProgress, encode
from include.rendering.graph import FONTS, TEXT, pictured
from include.rendering.probe import Unreadable, picture, sound_duration_s
from include.rendering.sound import mixed, music_input, narration_input
from include.storage.errors import StorageError

__all__ = ["RenderError", "RenderProgress", "Rendered", "render"]

log = logging.getLogger(__name__)

UNFINISHED = "unfinished.mp4"
BYTES_PER_S = 2_000_000
"""More than a second of a short ever takes on disk, twice: faststart writes the file again."""


@dataclass(frozen=True)
class Rendered:
    """The files of a finished short, and what was measured on it and noticed."""

    video: Path
    cover: Path
    srt: Path
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
    local: Callable[[Media], Path],
    work_dir: Path,
    on_progress: Callable[[RenderProgress], None],
    threads: int | None = None,
) -> Rendered:
    """Make the short of an edit.

    Args:
        edit: What to make.
        local: Gives the path of a stored file on this machine.
        work_dir: An existing folder of this render's own; nothing is written elsewhere.
        on_progress: Told about once a second while ffmpeg encodes.
        threads: Threads for encoding; all cores when not given.

    Raises:
        Unrenderable: The narration cannot be read or heard.
        NoSpace: There is no room for the file.
        FfmpegFailed: ffmpeg failed; the message has its last lines and the command.
    """
    _room(work_dir, edit)
    footage, findings = _footage(edit, local)
    narration, music, noticed = _sounds(edit, local)
    levels, with_music, heard = loudness.settled(
        edit, narration=narration, music=music, folder=work_dir
    )
    _write_texts(edit, work_dir)
    sound = mixed(
        narration_input(narration),
        music_input(music) if music and with_music else None,
        edit,
        levels,
    )
    args, graph = encoded(pictured(edit, footage), sound, edit, name=UNFINISHED, threads=threads)
    (work_dir / GRAPH).write_text(graph, encoding="utf-8")
    encode(
        args,
        folder=work_dir,
        duration_s=edit.duration_s,
        on_progress=on_progress,
        stall_s=encoding().stall_s,
    )
    found = (*findings, *noticed, *heard, *ass.missing_glyphs(edit))
    return _finished(edit, work_dir, found)


def _finished(edit: Edit, folder: Path, findings: tuple[Finding, ...]) -> Rendered:
    video = (folder / UNFINISHED).replace(folder / "short.mp4")
    measured = loudness.of_file(video, folder=folder)
    facts = folder / "short.json"
    text = sidecar.document(
        edit,
        loudness_lufs=measured.integrated_lufs,
        true_peak_dbtp=measured.true_peak_dbtp,
    )
    facts.write_text(text, encoding="utf-8")
    return Rendered(
        video=video,
        cover=cover.take(video, edit, folder=folder),
        srt=folder / "captions.srt",
        ass=folder / TEXT,
        sidecar=facts,
        duration_s=edit.duration_s,
        width_px=edit.canvas.width_px,
        height_px=edit.canvas.height_px,
        loudness_lufs=measured.integrated_lufs,
        true_peak_dbtp=measured.true_peak_dbtp,
        findings=findings,
    )


def _room(folder: Path, edit: Edit) -> None:
    needed = round(BYTES_PER_S * edit.duration_s) + 50_000_000
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NoSpace(
            f"Rendering {edit.facts.title!r} needs {needed / 1e6:.0f} MB in {folder}, "
            f"{free / 1e6:.0f} MB are free. Make room, then render again."
        )


def _footage(
    edit: Edit, local: Callable[[Media], Path]
) -> tuple[dict[int, Footage], tuple[Finding, ...]]:
    """Usable files by the index of their shot; an unusable one is drawn instead, with a finding."""
    usable: dict[int, Footage] = {}
    findings = []
    for index, shot in enumerate(edit.shots):
        if shot.clip.media is None:
            continue
        try:
            path = local(shot.clip.media)
            usable[index] = Footage(path, picture(path))
        except (Unreadable, OSError, StorageError) as error:
            at_s = edit.time_s(shot.first_frame)
            findings.append(_unusable(index, shot.clip.provider, str(error), at_s))
    return usable, tuple(findings)


def _unusable(index: int, provider: str, reason: str, at_s: float) -> Finding:
    return Finding(
        code="clip_unusable",
        severity=Severity.WARNING,
        message=f"The clip of shot {index + 1} ({provider}) is unusable: {reason} "
        "A drawn picture stands in.",
        remedy="Ask for a new take of this shot.",
        at_s=at_s,
    )


def _sounds(
    edit: Edit, local: Callable[[Media], Path]
) -> tuple[Path, Path | None, tuple[Finding, ...]]:
    """Paths of narration and music; unusable music is left out, with a finding."""
    narration = local(edit.sound.narration)
    try:
        sound_duration_s(narration)
    except Unreadable as error:
        raise Unrenderable(
            f"The narration of {edit.facts.title!r} is unusable: {error} Narrate the script again."
        ) from error
    if edit.sound.music is None:
        return narration, None, ()
    try:
        music = local(edit.sound.music)
        sound_duration_s(music)
    except (Unreadable, OSError, StorageError) as error:
        finding = Finding(
            code="music_unusable",
            severity=Severity.WARNING,
            message=f"The music is unusable: {error} The short has none.",
            remedy="Compose the music again.",
        )
        return narration, None, (finding,)
    return narration, music, ()


def _write_texts(edit: Edit, folder: Path) -> None:
    (folder / TEXT).write_text(ass.document(edit), encoding="utf-8")
    (folder / "captions.srt").write_text(srt.document(edit), encoding="utf-8")
    stage(ass.faces(edit), folder / FONTS)
