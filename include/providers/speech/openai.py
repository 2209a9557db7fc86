"""Voices of OpenAI, or of a host compatible with it: one paid call a sentence.

API reference: https://platform.openai.com/docs/api-reference/audio/createSpeech

It tells no times of words. OpenAI's own models are shut down on 2027-01-06; the shape lives on in
other hosts, so the model is never assumed. WAV is asked for: it begins and ends where it should,
which MP3 does not everywhere.
"""

from include.providers import offers
from include.providers.errors import Fatal, ProviderError
from include.providers.protocols import openai
from include.providers.values import Reply, Request, Setting
from include.providers.voice import SETTINGS, Heard, Line, RemoteVoice, sounding

FORMATS = ("wav", "mp3", "flac", "opus", "aac", "pcm")
PCM_RATE_HZ = 24_000
VOICES = {"default": "alloy"}
WHO = "The speech service"


class Openai(RemoteVoice):
    """Voices behind ``/v1/audio/speech``."""

    docs_url = "https://platform.openai.com/docs/api-reference/audio/createSpeech"
    limits = "4,096 characters a call; no times of words; shut down at OpenAI on 2027-01-06."
    base_url = "https://api.openai.com"
    licence = "as the service's terms"
    speeds = (0.25, 4.0)
    voices = VOICES
    settings = (
        *SETTINGS,
        *openai.SETTINGS,
        Setting("host", "another service, with or without `/v1`", shapes=True),
        Setting("password", "the key; any, where the host wants none"),
        Setting("model", "must be stated, such as gpt-4o-mini-tts"),
        Setting("instructions", "how to speak, where the model takes that", shapes=True),
        Setting("response_format", f"{', '.join(FORMATS)} (wav)", shapes=True),
        Setting(
            "input",
            "other fields of the request, as an object; null leaves out one of ours",
            shapes=True,
        ),
    )

    def ask(self, line: Line) -> Request:
        """Have a line spoken."""
        if not self.account.model:
            raise Fatal(f"{WHO} needs a model. Set extra.model of its connection.")
        if self._format not in FORMATS:
            raise Fatal(f"response_format {self._format!r} is none of {', '.join(FORMATS)}.")
        body = {
            "model": self.account.model,
            "input": line.text,
            "voice": line.voice or self.usual(line.language),
            "response_format": self._format,
            "speed": line.speed if line.speed != 1 else None,
            "instructions": self.account.extra.get("instructions") or None,
        }
        fields = offers.merged(body, self.account.mapping("input"))
        return openai.request(self.account, WHO, "POST", "/audio/speech", fields)

    def heard(self, reply: Reply) -> Heard:
        """Read the sound."""
        rate_hz = PCM_RATE_HZ if self._format == "pcm" else 0
        return Heard(sounding(reply, WHO), pcm_rate_hz=rate_hz)

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify as OpenAI's services do."""
        return openai.error_of(reply, WHO, self.account)

    @property
    def _format(self) -> str:
        return str(self.account.extra.get("response_format") or "wav")
