"""The spoken audio of a script and its word timings."""

from typing import Literal

from include.domain.base import Model
from include.domain.clip import Media
from include.domain.finding import Finding
from include.domain.script import Script


class Word(Model):
    """A caption token as written, punctuation included, with its time in the narration."""

    text: str
    start_s: float
    end_s: float
    beat: int


class Span(Model):
    """A stretch of time, ``start_s`` included, ``end_s`` excluded."""

    start_s: float
    end_s: float


class Narration(Model):
    """Audio in the media store; ``words`` in speaking order; one span per beat in ``beats``.

    The words of a beat, joined as its language joins words, give the beat's spoken text back.
    ``script`` is what is said, where the script that was written did not fit its length.
    ``timing`` says whether their times come from the voice itself, or are estimates.
    """

    topic_id: str
    language: str
    voice: str
    provider: str
    audio: Media
    duration_s: float
    timing: Literal["spoken", "estimated"] = "spoken"
    words: tuple[Word, ...]
    beats: tuple[Span, ...]
    cost_usd: float = 0.0
    made_with_ai: bool = True
    script: Script | None = None
    findings: tuple[Finding, ...] = ()

    def said(self, written: Script) -> Script:
        """Return the script as it is said: the one that was written, or that which fits."""
        return self.script or written
