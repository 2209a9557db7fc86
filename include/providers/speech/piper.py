"""Piper: quick voices on a machine of one's own, behind its own HTTP server.

API reference: https://github.com/OHF-Voice/piper1-gpl/blob/main/docs/API_HTTP.md

Servers since 1.4 speak at ``/synthesize``, those before at ``/``: which it is, one spoken word
tells. A voice that the server does not have would silently be its usual one, so its voices are
asked for first. It answers one call at a time and tells no times of words.
"""

from collections.abc import Generator
from http import HTTPStatus

from include.providers.errors import BadReply, Fatal
from include.providers.values import Reply, Request, Setting
from include.providers.voice import (
    SETTINGS,
    Choosing,
    Chosen,
    Heard,
    Line,
    RemoteVoice,
    foreign,
    nearest,
    sounding,
)
from include.text.languages import primary

NEW, OLD = "/synthesize", "/"
PROBE = "Hello."
USUAL = {"en": "en_US", "pt": "pt_BR"}
"""Of a language's regions, the one whose voices most would expect."""
MISSING = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
WHO = "Piper"


class Piper(RemoteVoice):
    """Voices of a Piper server."""

    docs_url = "https://github.com/OHF-Voice/piper1-gpl/blob/main/docs/API_HTTP.md"
    limits = "A server of one's own, one call at a time; no times of words; no key."
    base_url = "http://localhost:5000"
    licence = "as the voice's own"
    speeds = (0.25, 4.0)
    server_errors_are_free = True
    keyless = True
    settings = (
        *SETTINGS,
        Setting("host", "where the server is (`http://localhost:5000`)", shapes=True),
        Setting("speaker", "name of a speaker, where the voice has several", shapes=True),
        Setting("noise_scale", "how much the voice varies", shapes=True),
    )

    def choose(self, voice: str, language: str) -> Choosing:
        """Find out where the server speaks, and which of its voices does."""
        reply = yield self._request(NEW, {"text": PROBE})
        path = OLD if reply.status in MISSING else NEW
        known = yield from self._known()
        wanted = voice if voice != "auto" else self.named(language)
        if wanted and known and wanted not in known:
            raise Fatal(nearest(wanted, known, WHO))
        tongue = primary(language)
        fitting = [name for name in known if name.partition("_")[0] == tongue]
        region = USUAL.get(language, language.replace("-", "_"))
        fitting.sort(key=lambda name: not name.startswith(region))
        chosen = wanted or next(iter(fitting), "")
        findings = () if chosen or not known else (foreign("", language, WHO),)
        return Chosen(chosen, findings, {"path": path})

    def _known(self) -> Generator[Request, Reply, tuple[str, ...]]:
        reply = yield Request("GET", "/voices")
        return () if reply.status in MISSING else tuple(sorted(reply.object()))

    def ask(self, line: Line) -> Request:
        """Have a line spoken; ``length_scale`` is how long sounds are, so the speed's inverse."""
        extra = self.account.extra
        body = {
            "text": line.text,
            "voice": line.voice,
            "speaker": extra.get("speaker"),
            "length_scale": round(1 / line.speed, 4),
            "noise_scale": self.account.number("noise_scale", -1.0),
        }
        fields = {name: value for name, value in body.items() if value not in (None, "", -1.0)}
        return self._request(str(line.options.get("path") or NEW), fields)

    def heard(self, reply: Reply) -> Heard:
        """Read the sound."""
        audio = sounding(reply, WHO)
        if not audio.startswith(b"RIFF"):
            raise BadReply(f"{WHO} answered with something else than WAV. Check the host.")
        return Heard(audio)

    def error(self, reply: Reply) -> None:  # noqa: ARG002
        """Leave it to the HTTP status: the server's own words are a page."""
        return

    def _request(self, path: str, body: dict[str, object]) -> Request:
        return Request("POST", path, json=body)
