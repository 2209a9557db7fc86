"""The files an edit is made of, looked at before anything is encoded."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from include.domain import Finding, Media, Severity
from include.domain.edit import Edit
from include.rendering.body import body
from include.rendering.errors import Unrenderable
from include.rendering.probe import Picture, Unreadable, picture, sound_duration_s
from include.storage.errors import StorageError

Local = Callable[[Media], Path]
"""Gives the path of a stored file on this machine."""


@dataclass(frozen=True)
class Footage:
    """A usable file and what was found in it."""

    path: Path
    picture: Picture
    digest: str = ""


@dataclass(frozen=True)
class MusicFile:
    """Music that can be heard; what goes round of it is between ``begins_s`` and ``ends_s``."""

    path: Path
    duration_s: float
    begins_s: float = 0.0
    ends_s: float | None = None


@dataclass(frozen=True)
class ClipSound:
    """A clip that has a sound, and how long its picture lasts."""

    path: Path
    digest: str
    picture_s: float


@dataclass(frozen=True)
class Sounds:
    """The files the sound is mixed from; ``clips`` by the index of their shot."""

    narration: Path
    music: MusicFile | None = None
    clips: Mapping[int, ClipSound] = field(default_factory=dict)


def footage_of(edit: Edit, local: Local) -> tuple[Mapping[int, Footage], tuple[Finding, ...]]:
    """Return usable files by the index of their shot.

    A shot whose file is missing or cannot be used gets a finding; it is drawn instead.
    """
    usable: dict[int, Footage] = {}
    findings = []
    for index, shot in enumerate(edit.shots):
        media = shot.clip.media
        if media is None:
            continue
        try:
            path = local(media)
            usable[index] = Footage(path, picture(path), media.digest)
        except (Unreadable, OSError, StorageError) as error:
            at_s = edit.time_s(shot.first_frame)
            findings.append(_unusable(index, shot.clip.provider, str(error), at_s))
    return usable, tuple(findings)


def sounds_of(
    edit: Edit, local: Local, footage: Mapping[int, Footage]
) -> tuple[Sounds, tuple[Finding, ...]]:
    """Return what is heard; unusable music is left out, with a finding.

    Of ``footage`` the clips that have a sound are heard, when the look says so.

    Raises:
        Unrenderable: The narration cannot be read.
    """
    narration = narrated(edit.sound.narration, local, of=edit.facts.title)
    music, findings = _music(edit, local)
    clips = _clip_sounds(footage) if edit.look.clip_sound else {}
    return Sounds(narration, music, clips), findings


def narrated(narration: Media, local: Local, *, of: str) -> Path:
    """Return the file of a narration ``of`` something, which can be decoded.

    Raises:
        Unrenderable: It cannot.
    """
    path = local(narration)
    try:
        sound_duration_s(path)
    except Unreadable as error:
        raise Unrenderable(
            f"The narration of {of!r} is unusable: {error} Narrate the script again."
        ) from error
    return path


def _music(edit: Edit, local: Local) -> tuple[MusicFile | None, tuple[Finding, ...]]:
    if edit.sound.music is None:
        return None, ()
    try:
        path = local(edit.sound.music)
        duration_s = sound_duration_s(path)
        if duration_s >= edit.duration_s:
            return MusicFile(path, duration_s), ()
        return MusicFile(path, duration_s, *body(path)), ()
    except (Unreadable, OSError, StorageError) as error:
        return None, (_no_music(str(error)),)


def _clip_sounds(footage: Mapping[int, Footage]) -> dict[int, ClipSound]:
    found = {}
    for index, clip in footage.items():
        with suppress(Unreadable):
            sound_duration_s(clip.path)
            found[index] = ClipSound(clip.path, clip.digest, clip.picture.duration_s)
    return found


def _unusable(index: int, provider: str, reason: str, at_s: float) -> Finding:
    return Finding(
        code="clip_unusable",
        severity=Severity.WARNING,
        message=f"The clip of shot {index + 1} ({provider}) is unusable: {reason} "
        "A drawn picture stands in.",
        remedy="Ask for a new take of this shot.",
        at_s=at_s,
    )


def _no_music(reason: str) -> Finding:
    return Finding(
        code="music_unusable",
        severity=Severity.WARNING,
        message=f"The music is unusable: {reason} The short has none.",
        remedy="Compose the music again.",
    )
