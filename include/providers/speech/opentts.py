"""OpenTTS: many open voices behind one server, unmaintained since 2023.

API reference: https://github.com/synesthesiam/opentts

Its answer to everything that is wrong is HTTP 500 with a line of text, so a voice is looked up
before it is used. It tells no times of words and knows no speed: the sound itself is stretched.
"""

from http import HTTPStatus

from include.providers import reading
from include.providers.errors import BadReply, Fatal, ProviderError, Retryable
from include.providers.reading import MAX_SAID
from include.providers.values import Reply, Request, Setting
from include.providers.voice import (
    SETTINGS,
    Choosing,
    Chosen,
    Heard,
    Line,
    RemoteVoice,
    nearest,
    sounding,
)
from include.text.languages import primary

PREFERRED = ("larynx", "coqui-tts", "marytts", "nanotts", "festival", "espeak")
"""By how they sound, where the run names no voice."""
OF_OTHERS = ("<", "{", "[", "null")
"""So begins what something before the server says."""
WHO = "OpenTTS"


class Opentts(RemoteVoice):
    """Voices of an OpenTTS server."""

    docs_url = "https://github.com/synesthesiam/opentts"
    limits = "A server of one's own; no times of words; no key, no rate limit."
    base_url = "http://localhost:5500"
    licence = "as the voice's own"
    server_errors_are_free = True
    keyless = True
    settings = (
        *SETTINGS,
        Setting("host", "where the server is (`http://localhost:5500`)", shapes=True),
        Setting("vocoder", "low, medium or high (high)", shapes=True),
        Setting("denoiser", "strength, 0 to 1 (0.03)", shapes=True),
    )

    def choose(self, voice: str, language: str) -> Choosing:
        """Look the voice up, or take the best that speaks the language."""
        reply = yield Request("GET", "/api/voices")
        told = reply.object()
        known = {name: reading.part(told, name) for name in told}
        if wanted := voice if voice != "auto" else self.named(language):
            if wanted.partition("#")[0] not in known:
                raise Fatal(nearest(wanted, known, WHO))
            return Chosen(wanted)
        tongue = primary(language)
        fitting = [name for name in sorted(known) if str(known[name].get("language")) == tongue]
        if not fitting:
            raise Fatal(
                f"{WHO} has no voice for language {language!r}. Name one in the run's voice, or "
                "use another provider of speech."
            )
        return Chosen(min(fitting, key=_rank))

    def ask(self, line: Line) -> Request:
        """Have a line spoken."""
        params = {
            "voice": line.voice or self.usual(line.language),
            "lang": primary(line.language),
            "vocoder": str(self.account.extra.get("vocoder") or "high"),
            "denoiserStrength": f"{self.account.number('denoiser', 0.03):g}",
            "ssml": "false",
            "cache": "false",
        }
        headers = {"content-type": "text/plain; charset=utf-8"}
        return Request("POST", "/api/tts", body=line.text.encode(), params=params, headers=headers)

    def heard(self, reply: Reply) -> Heard:
        """Read the sound."""
        audio = sounding(reply, WHO)
        if not audio.startswith(b"RIFF"):
            raise BadReply(f"{WHO} answered with something else than WAV. Check the host.")
        return Heard(audio)

    def error(self, reply: Reply) -> ProviderError | None:
        """Tell what the server says of its trouble."""
        if reply.status != HTTPStatus.INTERNAL_SERVER_ERROR:
            return None
        said = reply.body.decode(errors="replace").strip()
        if not said or said.startswith(OF_OTHERS):
            return None
        return Retryable(f"{WHO} has trouble: {said[:MAX_SAID].rstrip('.')}.")


def _rank(voice: str) -> tuple[int, str]:
    maker = voice.partition(":")[0]
    return (PREFERRED.index(maker) if maker in PREFERRED else len(PREFERRED), voice)
