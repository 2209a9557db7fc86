"""The providers that take no orders: topics, text and speech. Asked, they answer."""

from abc import abstractmethod
from dataclasses import dataclass, field

from include.domain import Finding, Script, Span, Topic, Word
from include.providers.base import Provider
from include.providers.values import Reply, Request


@dataclass(frozen=True)
class Harvest:
    """What a source gave: usable topics, best first, and what was dropped and why."""

    topics: tuple[Topic, ...]
    dropped: tuple[Finding, ...] = ()


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


class TopicsProvider(Provider):
    """Reads topics from a source."""

    stage = "topics"

    @abstractmethod
    def request(self, source: str) -> Request:
        """Return the request that fetches ``source``, an http(s) URL."""

    @abstractmethod
    def topics(self, reply: Reply, *, source: str, language: str) -> Harvest:
        """Read topics from the reply; ``language`` "auto" leaves it to the source.

        Raises:
            BadReply: The reply is not a feed at all.
        """


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
