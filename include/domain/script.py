"""The words of a short, in beats, with what is to be seen."""

from enum import StrEnum

from include.domain.base import Model
from include.domain.finding import Finding


class Role(StrEnum):
    """Where a beat stands in the script."""

    HOOK = "hook"
    BEAT = "beat"
    CLOSING = "closing"


class Beat(Model):
    """Words spoken over one picture: ``spoken`` is read aloud, ``seen`` describes the picture.

    ``emphasis`` lists words of ``spoken`` that carry the sense, for captions and pictures.
    """

    role: Role
    spoken: str
    seen: str
    emphasis: tuple[str, ...] = ()


class Usage(Model):
    """What a model took: tokens read and written, and what they cost."""

    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
            cost_usd=self.cost_usd + other.cost_usd,
        )


class Script(Model):
    """A hook, four to six beats and a closing line, in that order.

    ``provider`` and ``model`` wrote it; what nobody says otherwise of counts as ``made_with_ai``.
    ``usage`` is what writing it took.
    """

    topic_id: str
    title: str
    language: str
    beats: tuple[Beat, ...]
    description: str = ""
    hashtags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    provider: str = ""
    model: str = ""
    made_with_ai: bool = True
    usage: Usage = Usage()
    findings: tuple[Finding, ...] = ()

    @property
    def spoken(self) -> str:
        """All spoken words, a beat a line."""
        return "\n".join(beat.spoken for beat in self.beats)
