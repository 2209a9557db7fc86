"""Kokoro-FastAPI: an open voice on a machine of one's own, which tells the times of words.

API reference: https://github.com/remsky/Kokoro-FastAPI

The captioned endpoint is asked, unstreamed: one JSON object with the sound and its words. What it
normalises (numbers, addresses) it tells as it spoke it. UNVERIFIED: that voices other than English
ones may tell no times; they are then estimated.
"""

from http import HTTPStatus

from include.providers import offers, reading
from include.providers.errors import Fatal, ProviderError
from include.providers.reading import MAX_SAID
from include.providers.values import Reply, Request, Setting
from include.providers.voice import SETTINGS, Choosing, Chosen, Heard, Line, RemoteVoice, foreign

VOICES = {
    "en": "af_heart",
    "en-GB": "bf_emma",
    "es": "ef_dora",
    "fr": "ff_siwis",
    "hi": "hf_alpha",
    "it": "if_sara",
    "ja": "jf_alpha",
    "pt": "pf_dora",
    "zh": "zf_xiaoxiao",
}
FALLBACK = "af_heart"
FORMAT = "wav"
MAX_BYTES = 24 << 20
WHO = "Kokoro"


class Kokoro(RemoteVoice):
    """Voices behind ``/dev/captioned_speech``."""

    docs_url = "https://github.com/remsky/Kokoro-FastAPI"
    limits = "A server of one's own; nine languages; no key, no rate limit."
    base_url = "http://localhost:8880"
    licence = "Apache-2.0 (the model)"
    speeds = (0.25, 4.0)
    voices = VOICES
    server_errors_are_free = True
    keyless = True
    settings = (
        *SETTINGS,
        Setting("host", "where the server is (`http://localhost:8880`)", shapes=True),
        Setting("password", "sent as a bearer token, where something before the server wants one"),
        Setting("model", "kokoro, if not said"),
        Setting(
            "input",
            "other fields of the request, as an object; null leaves out one of ours",
            shapes=True,
        ),
    )

    def choose(self, voice: str, language: str) -> Choosing:
        """Take the language's own voice, or tell that there is none."""
        yield from ()
        if found := voice if voice != "auto" else self.named(language):
            return Chosen(found)
        return Chosen(FALLBACK, (foreign(FALLBACK, language, WHO),))

    def ask(self, line: Line) -> Request:
        """Have a line spoken."""
        body = {
            "model": self.account.model or "kokoro",
            "input": line.text,
            "voice": line.voice or FALLBACK,
            "response_format": FORMAT,
            "speed": line.speed,
            "stream": False,
            "return_timestamps": True,
        }
        secret = self.account.secret
        return Request(
            "POST",
            "/dev/captioned_speech",
            json=offers.merged(body, self.account.mapping("input")),
            secret_headers={"authorization": f"Bearer {secret}"} if secret else {},
        )

    def heard(self, reply: Reply) -> Heard:
        """Read the sound and its words."""
        body = reply.object()
        audio = reading.bytes_of(reading.text_of(body, "audio", WHO), WHO, max_bytes=MAX_BYTES)
        entries = reading.parts(body, "timestamps")
        return Heard(audio, reading.timed(entries, "word", "start_time", "end_time") or None)

    def error(self, reply: Reply) -> ProviderError | None:
        """Tell what is wrong with a line; what passes is told by the HTTP status."""
        if reply.status not in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY):
            return None
        body = reply.object_or_empty()
        faults = reading.parts(body, "detail")
        detail = reading.part(body, "detail") or (faults[0] if faults else {})
        said = detail.get("message") or detail.get("msg") or f"HTTP {reply.status}"
        return Fatal(
            f"{WHO} cannot speak that: {str(said)[:MAX_SAID].rstrip('.')}. Check voice and model."
        )
