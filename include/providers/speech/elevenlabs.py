"""ElevenLabs: voices with the time of every character.

API reference: https://elevenlabs.io/docs/api-reference/text-to-speech/convert-with-timestamps

The times are those of the text as it was sent. Billed is what header `character-cost` says. A
voice's id must be stated: the service has no voice that everyone may use. UNVERIFIED: that
eleven_v3 tells times, and that speeds end at 0.7 and 1.2; beyond them the sound itself is
stretched.
"""

from http import HTTPStatus
from itertools import groupby
from typing import Any
from urllib.parse import quote

from include.providers import offers, reading
from include.providers.errors import BadReply, Fatal, ProviderError, RateLimited, Retryable
from include.providers.reading import MAX_SAID
from include.providers.values import Reply, Request, Setting
from include.providers.voice import SETTINGS, Heard, Line, RemoteVoice
from include.text.languages import primary

MODEL = "eleven_multilingual_v2"
TELLS_LANGUAGE = ("flash", "turbo", "v3")
"""Models that are told the language; multilingual_v2 answers with an error."""
FORMAT = "mp3_44100_128"
BUSY_S = 5.0
"""A slot is free again as soon as another line of ours is spoken."""
PASSING = (
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
)
SPENT = ("quota_exceeded",)
MAX_BYTES = 24 << 20
WHO = "ElevenLabs"


class Elevenlabs(RemoteVoice):
    """Voices behind ``/v1/text-to-speech/{voice}/with-timestamps``."""

    docs_url = "https://elevenlabs.io/docs/api-reference/text-to-speech/convert-with-timestamps"
    limits = "2 to 15 calls at once, by plan; 10,000 characters a call; the balance is in credits."
    base_url = "https://api.elevenlabs.io"
    console_url = "https://elevenlabs.io/app/speech-synthesis/history"
    licence = "as ElevenLabs' terms"
    speeds = (0.7, 1.2)
    settings = (
        *SETTINGS,
        Setting("host", "another of its hosts, such as one of the EU", shapes=True),
        Setting("password", "the API key"),
        Setting("model", f"{MODEL}, if not said"),
        Setting("output_format", f"such as pcm_24000 ({FORMAT})", shapes=True),
        Setting("voice_settings", "stability, similarity_boost, … as an object", shapes=True),
        Setting(
            "input",
            "other fields of the request, as an object; null leaves out one of ours",
            shapes=True,
        ),
    )

    def ask(self, line: Line) -> Request:
        """Have a line spoken."""
        if not self.account.secret:
            raise Fatal(f"{WHO} needs a key. Set the password of its connection.")
        model = self.account.model or MODEL
        told = any(name in model for name in TELLS_LANGUAGE)
        manner = {**self.account.mapping("voice_settings")}
        if line.speed != 1:
            manner["speed"] = line.speed
        body = {
            "text": line.text,
            "model_id": model,
            "language_code": primary(line.language) if told else None,
            "voice_settings": manner or None,
            "seed": 0,
        }
        voice = line.voice or self.usual(line.language)
        return Request(
            "POST",
            f"/v1/text-to-speech/{quote(voice, safe='')}/with-timestamps",
            params={"output_format": self._format},
            json=offers.merged(body, self.account.mapping("input")),
            secret_headers={"xi-api-key": self.account.secret},
        )

    def heard(self, reply: Reply) -> Heard:
        """Read the sound, and words from the times of characters."""
        body = reply.object()
        encoded = reading.text_of(body, "audio_base64", WHO)
        audio = reading.bytes_of(encoded, WHO, max_bytes=MAX_BYTES)
        kind, _, rate = self._format.partition("_")
        return Heard(
            audio,
            _words(reading.part(body, "alignment")),
            pcm_rate_hz=int(rate) if kind == "pcm" and rate.isdecimal() else 0,
        )

    def cost(self, reply: Reply, heard: Heard) -> float | None:  # noqa: ARG002
        """Return the price of the characters that were billed."""
        return self.billed_usd(reply, "character-cost")

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify by ``detail.status``: 401 is told of a wrong key and of a spent quota alike."""
        if not HTTPStatus.BAD_REQUEST <= reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return None
        body = reply.object_or_empty()
        faults = reading.parts(body, "detail")
        detail = reading.part(body, "detail") or (faults[0] if faults else {})
        code = str(detail.get("status") or "")
        said = str(detail.get("message") or detail.get("msg") or code or f"HTTP {reply.status}")
        said = said[:MAX_SAID].rstrip(".")
        if reply.status in PASSING:
            hint_s = reading.header_number(reply, "retry-after")
            many = reply.status == HTTPStatus.TOO_MANY_REQUESTS
            kind = RateLimited if many else Retryable
            return kind(f"{WHO} is busy: {said}.", retry_after_s=hint_s or BUSY_S)
        if code in SPENT or reply.status == HTTPStatus.PAYMENT_REQUIRED:
            return Fatal(f"{WHO} has no credit left: {said}. Check the account's plan.")
        if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return Fatal(f"{WHO} refused the account: {said}. Check the key and what it may do.")
        return Fatal(f"{WHO} cannot speak that: {said}. Check the voice's id and the model.")

    @property
    def _format(self) -> str:
        return str(self.account.extra.get("output_format") or FORMAT)


def _words(alignment: dict[str, Any]) -> tuple[tuple[str, float, float], ...] | None:
    """Put characters together to words: what stands between spaces."""
    characters = alignment.get("characters")
    starts = alignment.get("character_start_times_seconds")
    ends = alignment.get("character_end_times_seconds")
    if (
        not isinstance(characters, list)
        or not isinstance(starts, list)
        or not isinstance(ends, list)
    ):
        return None
    if not len(characters) == len(starts) == len(ends):
        raise BadReply(f"{WHO} answered with times of other characters than it was given.")
    entries = [{"c": c, "s": s, "e": e} for c, s, e in zip(characters, starts, ends, strict=True)]
    timed = reading.timed(entries, "c", "s", "e")
    runs = groupby(timed, key=lambda entry: entry[0].isspace())
    words = (list(run) for space, run in runs if not space)
    return tuple(("".join(c for c, _, _ in run), run[0][1], run[-1][2]) for run in words) or None
