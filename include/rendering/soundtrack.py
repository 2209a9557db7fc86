"""The sound of a short: found from an earlier render, or mixed and set to its loudness now."""

import logging
from dataclasses import asdict
from pathlib import Path

from include.domain import Finding
from include.domain.base import Model
from include.domain.edit import Edit
from include.rendering.command import encoded_sound
from include.rendering.footage import Sounds
from include.rendering.loudness import Loudness, Soundtrack, settled
from include.rendering.shelf import Shelf, track_digest
from include.rendering.sound import Levels, mastered, mixed

log = logging.getLogger(__name__)

NOMINAL = Levels()
"""Stand for the levels, which the files and the mix decide."""


class Note(Model):
    """What is known of a kept soundtrack."""

    integrated_lufs: float
    true_peak_dbtp: float
    findings: tuple[Finding, ...]


def soundtrack(edit: Edit, sounds: Sounds, *, folder: Path, shelf: Shelf) -> Soundtrack:
    """Return the short's sound, as long as its picture.

    Raises:
        Unrenderable: The narration is silent, or no level reaches the target.
        FfmpegFailed: ffmpeg failed; the message has its last lines and the command.
    """
    digest = sound_digest(edit, sounds)
    if found := shelf.find(digest):
        path, text = found
        note = Note.model_validate_json(text)
        log.info("Found the sound (%s), it is not mixed again", digest[:12])
        return Soundtrack(path, Loudness(note.integrated_lufs, note.true_peak_dbtp), note.findings)
    made = settled(edit, sounds, folder=folder)
    note = Note(**asdict(made.loudness), findings=made.findings)
    kept = shelf.keep(digest, made.path, note.model_dump_json())
    return Soundtrack(kept, made.loudness, made.findings)


def sound_digest(edit: Edit, sounds: Sounds) -> str:
    """Identifies everything that shapes the sound, and nothing else."""
    chain = mastered(mixed(edit, sounds, NOMINAL), edit, NOMINAL)
    files = [(sounds.narration, edit.sound.narration.digest)]
    if sounds.music and edit.sound.music:
        files.append((sounds.music.path, edit.sound.music.digest))
    files += [(clip.path, clip.digest) for clip in sounds.clips.values()]
    mix = edit.sound.mix.model_dump(mode="json")
    return track_digest("sound", encoded_sound(chain, "sound"), mix, files=files)
