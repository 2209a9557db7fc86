"""``short.json``: what is to be known of a short by whoever has only its files.

The schema is stable: within a version fields are added, never renamed, removed or given another
meaning, and a reader passes over those it does not know.
"""

from typing import Literal

from pydantic import ConfigDict

from include.domain.base import Model
from include.domain.edit import Chapter, Credit
from include.domain.finding import Finding


class Part(Credit):
    """A part of the short: the script, the narration, a shot's clip, or the music.

    Its fields are those of ``Credit``, as ordered; where the file could not be used and the render
    drew the shot, ``drawn_instead`` is true, and no AI made what is seen.
    """

    model_config = ConfigDict(extra="ignore")

    drawn_instead: bool = False


class UsedFont(Model):
    """A font that the short's text is drawn with; ``licence`` is an SPDX identifier."""

    model_config = ConfigDict(extra="ignore")

    file: str
    family: str
    licence: str
    copyright: str = ""


class Disclosure(Model):
    """What platforms ask about: whether any of it was made by an AI or a machine's voice.

    ``synthetic_text`` is true of a script by an AI, not of one made of a source's own sentences.
    ``ai_parts`` names the parts an AI made, as in ``Part.part``.
    """

    model_config = ConfigDict(extra="ignore")

    made_with_ai: bool
    synthetic_voice: bool
    synthetic_pictures: bool
    synthetic_music: bool = False
    synthetic_text: bool = False
    ai_parts: tuple[str, ...] = ()


class Versions(Model):
    """What made the files."""

    model_config = ConfigDict(extra="ignore")

    dailies: str
    ffmpeg: str


class Sidecar(Model):
    """The whole file.

    ``edit_digest`` identifies the edit it was rendered from, the file ``.edit.json`` beside it.
    Chapters follow the beats. ``sources`` are the pages the script draws on; ``credits`` name every
    part with its provider, licence and time. ``findings`` are what render and quality gate
    noticed. Times are seconds from the start, ``loudness_lufs`` is integrated by EBU R128.
    """

    model_config = ConfigDict(extra="ignore")

    version: Literal[1] = 1
    edit_digest: str
    topic_id: str
    title: str
    description: str
    hashtags: tuple[str, ...]
    language: str
    sources: tuple[str, ...]
    duration_s: float
    width_px: int
    height_px: int
    fps: int
    loudness_lufs: float
    true_peak_dbtp: float
    chapters: tuple[Chapter, ...]
    credits: tuple[Part, ...]
    fonts: tuple[UsedFont, ...]
    disclosure: Disclosure
    findings: tuple[Finding, ...] = ()
    made_by: Versions

    def written(self) -> str:
        """Return the file's text."""
        return self.model_dump_json(indent=2) + "\n"
