"""The providers that take no orders: text and speech. Asked, they answer."""

from abc import abstractmethod
from dataclasses import dataclass, field

from include.domain import Finding, Script, Span, Topic, Word
from include.providers.base import Provider


@dataclass(frozen=True)
class Spoken:
    """Narrated audio: mono 16-bit PCM samples with their word and beat times."""

    pcm: bytes = field(repr=False)
    sample_rate_hz: int
    words: tuple[Word, ...]
    beats: tuple[Span, ...]
    voice: str
    findings: tuple[Finding, ...] = ()
    cost_usd: float = 0.0

    @property
    def duration_s(self) -> float:
        """Length of the audio in seconds."""
        return len(self.pcm) / 2 / self.sample_rate_hz


class TextProvider(Provider):
    """Writes the script of a topic; one with a model says in the script which."""

    stage = "text"

    @abstractmethod
    def write(self, topic: Topic, *, target_s: float) -> Script:
        """Write a script of about ``target_s`` seconds.

        Raises:
            Refused: The topic has nothing that can be said.
        """


class SpeechProvider(Provider):
    """Speaks a script."""

    stage = "speech"

    @abstractmethod
    def speak(self, script: Script, *, voice: str) -> Spoken:
        """Speak every beat in order; ``voice`` "auto" takes the language's default voice.

        Raises:
            Fatal: The voice does not exist; the message names those that do.
        """
