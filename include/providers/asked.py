"""The providers that take no orders: text and speech. Asked, they answer."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from include.domain import Finding, Script, Span, Topic, Word
from include.providers.base import Provider
from include.providers.values import Account


@dataclass(frozen=True)
class Manner:
    """How a script is to be spoken; ``voice`` "auto" takes the language's default voice.

    ``speed`` is a factor on the voice's own pace. ``pronunciations`` maps written words to what
    the voice is given instead, which no caption shows.
    """

    voice: str = "auto"
    speed: float = 1.0
    pronunciations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Spoken:
    """Narrated audio: mono 16-bit PCM samples with their word and beat times.

    ``timing`` says whether the words' times come from the voice itself, or are estimates.
    """

    pcm: bytes = field(repr=False)
    sample_rate_hz: int
    words: tuple[Word, ...]
    beats: tuple[Span, ...]
    voice: str
    timing: Literal["spoken", "estimated"] = "spoken"
    findings: tuple[Finding, ...] = ()
    cost_usd: float = 0.0

    @property
    def duration_s(self) -> float:
        """Length of the audio in seconds."""
        return len(self.pcm) / 2 / self.sample_rate_hz


class TextProvider(Provider):
    """Writes the script of a topic; one with a model says in the script which.

    Args:
        account: What its connection gives it.
        prompts: Folder of a channel's own prompts, for one that is prompted.
    """

    stage = "text"

    def __init__(self, account: Account | None = None, *, prompts: Path | None = None) -> None:
        super().__init__(account)
        self.prompts = prompts

    def price_usd(self, topic: Topic) -> float | None:  # noqa: ARG002
        """Return the most that writing or fitting a script may cost; ``None`` if nobody knows."""
        return 0.0

    def prompted(self, language: str) -> str:  # noqa: ARG002
        """Return a digest of the prompts it goes by in a language; "" where it has none."""
        return ""

    @abstractmethod
    def write(self, topic: Topic, *, target_s: float) -> Script:
        """Write a script of about ``target_s`` seconds.

        Raises:
            Refused: The topic has nothing that can be said.
        """

    @abstractmethod
    def fit(self, script: Script, topic: Topic, factor: float) -> Script | None:
        """Say the same in about ``factor`` times the time: as many beats, in the same order.

        What is to be seen stays, for it may be ordered already. ``None`` where it cannot be done.
        """


class SpeechProvider(Provider):
    """Speaks a script on this machine; services that speak are each a ``RemoteVoice``."""

    stage = "speech"

    @abstractmethod
    def speak(self, script: Script, manner: Manner) -> Spoken:
        """Speak every beat in order.

        Raises:
            Fatal: The voice does not exist; the message names those that do.
        """
