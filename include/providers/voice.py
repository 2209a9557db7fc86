"""What a voice of a service is: facts, and two short questions, without I/O.

A script is spoken a sentence at a time, each one an order that is paid once and kept as it was
answered. Before the first, the service may be asked, for nothing, which voices it has.
"""

import difflib
import hashlib
from abc import abstractmethod
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from include.domain import Finding, Severity
from include.providers.base import AtOnceProvider
from include.providers.errors import BadReply, Fatal
from include.providers.reading import header_number
from include.providers.values import Job, Order, Reply, Request, Result, Setting
from include.text.languages import normalise, primary

SETTINGS = (
    Setting("price_per", "`thousand_characters` (if not said), `character`, `minute` or `piece`"),
    Setting(
        "voices",
        "voice of a language where the run names none, such as "
        '`{"en": "nova", "pt-BR": "alloy", "default": "echo"}`',
    ),
    Setting(
        "transcription_model",
        "a model at the same host that listens for the times of words, where the voice tells none",
    ),
    Setting("transcription_price_usd", "what that costs a minute; a budget needs it"),
)
"""What every voice of a service reads of a connection, besides what all services read."""

DEFAULT_PRICE_PER = "thousand_characters"
CHARACTERS_A_MINUTE = 900.0
"""So fast is speech thought to be when its price is by the minute."""
JSON = "application/json"
AUDIO = {
    "audio/aac": "audio/aac",
    "audio/flac": "audio/flac",
    "audio/mp3": "audio/mpeg",
    "audio/mpeg": "audio/mpeg",
    "audio/ogg": "audio/ogg",
    "audio/opus": "audio/ogg",
    "audio/vnd.wave": "audio/wav",
    "audio/wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
}
"""Types by which services tell of sound, and what we keep it as."""
OTHER = "application/octet-stream"


@dataclass(frozen=True)
class Line:
    """What is spoken in one go; ``speed`` is a factor on the voice's own pace.

    ``options`` are what the service was found to need when its voice was chosen.
    """

    text: str
    voice: str
    language: str
    speed: float = 1.0
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """Spoken audio as it came, encoded; ``pcm_rate_hz`` is set where it is bare 16-bit samples.

    ``words`` are (word, start, end), in seconds; ``None`` where the voice does not tell them.
    """

    audio: bytes = field(repr=False)
    words: tuple[tuple[str, float, float], ...] | None = None
    pcm_rate_hz: int = 0


@dataclass(frozen=True)
class Chosen:
    """The voice that speaks, by the service's name for it; "" is the service's own choice."""

    voice: str
    findings: tuple[Finding, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


Choosing = Generator[Request, Reply, Chosen]


class RemoteVoice(AtOnceProvider):
    """Speaks a sentence in the reply to the call that orders it."""

    stage = "speech"
    max_duration_s = 600.0
    max_reply_bytes = 32 << 20
    reply_within_s = 60.0
    longest: ClassVar[int] = 300
    """Most characters of one call; longer sentences are divided."""
    speeds: ClassVar[tuple[float, float]] = (1.0, 1.0)
    """What the service itself can do; the rest is done to the sound."""
    voices: ClassVar[Mapping[str, str]] = {}
    """Voices by language, where neither the run nor the connection names one."""

    @abstractmethod
    def ask(self, line: Line) -> Request:
        """Build the call that has a line spoken."""

    @abstractmethod
    def heard(self, reply: Reply) -> Heard:
        """Read what was spoken; raise ``BadReply`` when it is none."""

    def choose(self, voice: str, language: str) -> Choosing:
        """Find the voice, asking the service where that helps: a conversation for nothing.

        Raises:
            Fatal: There is none, or none of that name; the message says what to do.
        """
        yield from ()
        return Chosen(voice if voice != "auto" else self.usual(language))

    def usual(self, language: str) -> str:
        """Return the voice of a language where the run names none.

        Raises:
            Fatal: Nobody says which.
        """
        if found := self.named(language):
            return found
        raise Fatal(
            f"{self.name} needs a voice for language {language!r}. Name one in the run's voice, "
            'or in extra.voices of its connection: {"default": "…"}.'
        )

    def named(self, language: str) -> str:
        """Return the voice that the connection, or else the provider, has for a language, or ""."""
        names = (normalise(language), primary(language), "default")
        every = [self.account.mapping("voices"), self.voices]
        found = (voices[name] for voices in every for name in names if voices.get(name))
        return str(next(found, ""))

    @property
    def transcription_model(self) -> str:
        """Name of the model that listens for the times of words; "" for none."""
        return str(self.account.extra.get("transcription_model") or "")

    @property
    def transcription_price_usd(self) -> float | None:
        """What listening costs a minute; ``None`` where the connection does not say."""
        if self.account.extra.get("transcription_price_usd") in (None, ""):
            return None
        return self.account.number("transcription_price_usd", 0.0)

    def price_usd(self, order: Order) -> float:
        """Price of a line, from the connection."""
        return self._cost_usd(len(order.prompt), len(order.prompt) / CHARACTERS_A_MINUTE)

    def submit(self, order: Order, *, key: str) -> Request:  # noqa: ARG002
        """Order a line."""
        return self.ask(line_of(order))

    def job(self, reply: Reply) -> Job:
        """Keep the id of the request, or else a digest of what was answered to it."""
        self.heard(reply)
        said = reply.headers.get("request-id") or reply.headers.get("x-request-id")
        return Job(said or hashlib.sha256(reply.body).hexdigest()[:16])

    def result(self, reply: Reply) -> Result:
        """Keep the reply as it came: it is read again whenever the narration is put together."""
        heard = self.heard(reply)
        kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
        kept = JSON if kind == JSON else AUDIO.get(kind, OTHER)
        return Result(
            "", (kept,), self.max_reply_bytes, inline=reply.body, cost_usd=self.cost(reply, heard)
        )

    def cost(self, reply: Reply, heard: Heard) -> float | None:  # noqa: ARG002
        """Return what the service says that a line cost; ``None`` when it does not say."""
        return None

    def billed_usd(self, reply: Reply, header: str) -> float | None:
        """Return the price of as many characters as a header says were billed."""
        characters = header_number(reply, header)
        per = self.account.extra.get("price_per") or DEFAULT_PRICE_PER
        if characters is None or self.account.price_usd is None or "character" not in per:
            return None
        return self._cost_usd(characters, 0.0)

    def _cost_usd(self, characters: float, minutes: float) -> float:
        if not self.account.extra.get("price_per"):
            return (self.account.price_usd or 0.0) * characters / 1000
        return self.account.cost_usd(
            thousand_characters=characters / 1000, character=characters, minute=minutes
        )


def line_of(order: Order) -> Line:
    """Return what an order wants spoken; one placed by hand may say little."""
    options = dict(order.options)
    voice, language = str(options.pop("voice", "")), str(options.pop("language", "en"))
    return Line(order.prompt, voice, language, float(options.pop("speed", 1.0)), options)


def sounding(reply: Reply, who: str) -> bytes:
    """Return the body of a reply that is to be sound.

    Raises:
        BadReply: It is empty, or a text of some kind.
    """
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not reply.body or kind == JSON or kind.startswith("text/"):
        raise BadReply(
            f"{who} answered with {kind or 'nothing'} instead of sound. Check the connection's "
            "host."
        )
    return reply.body


def foreign(voice: str, language: str, who: str) -> Finding:
    """Warn that a voice may speak another language than the script's."""
    return Finding(
        code="voice_language",
        severity=Severity.WARNING,
        message=f"The narration may sound foreign: {who} has no voice of its own for language "
        f"{language!r}, and {voice or 'its usual one'} speaks.",
        remedy="Name a voice in the run, or in extra.voices of the connection.",
    )


def nearest(voice: str, known: Iterable[str], who: str) -> str:
    """Say that there is no such voice, and which are close."""
    names = sorted(known)
    close = difflib.get_close_matches(voice, names, n=4, cutoff=0.4) or names[:4]
    return f"{who} has no voice {voice!r}. Choose one such as {', '.join(close) or 'none'}."
