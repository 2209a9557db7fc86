"""The spoken lines of a script, before they become beats."""

from dataclasses import dataclass

from include.text.rates import spoken_s

BEAT_PAUSE_S = 0.35
"""Pause between two lines."""


@dataclass(frozen=True)
class Lines:
    """The spoken lines; ``own`` counts the last beats, the writer's and not the source's."""

    hook: str
    beats: tuple[str, ...]
    closing: str
    own: int = 0

    @property
    def told(self) -> str:
        """What the source itself says in the beats."""
        return " ".join(self.beats[: len(self.beats) - self.own])

    def duration_s(self, language: str) -> float:
        """Estimated length of the narration."""
        spoken = [self.hook, *self.beats, self.closing]
        return sum(spoken_s(line, language) + BEAT_PAUSE_S for line in spoken if line)
