"""Transcription by OpenAI, or by a host compatible with it: when each word was spoken.

API reference: https://platform.openai.com/docs/api-reference/audio/createTranscription

Only whisper-1 tells the times of words, and it is shut down on 2027-02-26 without a replacement
that does; other hosts go on serving Whisper models. A model that tells none leaves us with our own
alignment.
"""

import hashlib
from http import HTTPStatus

from include.providers import reading
from include.providers.errors import ProviderError
from include.providers.listening import Listener
from include.providers.protocols import multipart, openai
from include.providers.values import Job, Order, Reply, Request, Result, Setting
from include.text.languages import primary

WHO = "The transcription service"
JSON = "application/json"


class OpenaiTranscription(Listener):
    """Words and their times, in the reply to the recording."""

    docs_url = "https://platform.openai.com/docs/api-reference/audio/createTranscription"
    limits = "25 MB a recording (unverified): a narration of up to eight minutes is sent."
    base_url = "https://api.openai.com"
    settings = (
        *openai.SETTINGS,
        Setting("host", "another service, with or without `/v1`", shapes=True),
        Setting("password", "the key; any, where the host wants none"),
        Setting("model", "one that tells the times of words (whisper-1)"),
        Setting("price_per", "`minute` or `piece`"),
    )

    def price_usd(self, order: Order) -> float:
        """Price of a recording, from the connection."""
        return self.account.cost_usd(minute=order.duration_s / 60)

    def submit(self, order: Order, *, key: str) -> Request:  # noqa: ARG002
        """Send the recording; the prompt tells the model how names are spelt."""
        fields = [
            ("model", order.model or "whisper-1"),
            ("response_format", "verbose_json"),
            ("timestamp_granularities[]", "word"),
            ("prompt", order.prompt),
        ]
        if language := primary(str(order.options.get("language") or "")):
            fields.append(("language", language))
        wav = order.options.get("wav", b"")
        body, kind = multipart.form(
            fields, wav, name="file", file_name="narration.wav", file_type="audio/wav"
        )
        asked = openai.request(self.account, WHO, "POST", "/audio/transcriptions")
        return Request(
            asked.method,
            asked.url,
            body=body,
            headers={"content-type": kind},
            secret_headers=asked.secret_headers,
        )

    def words(self, reply: Reply) -> tuple[tuple[str, float, float], ...]:
        """Read the words that have times."""
        return reading.timed(reading.parts(reply.object(), "words"), "word", "start", "end")

    def job(self, reply: Reply) -> Job:
        """Keep the id of the request."""
        reading.text_of(reply.object(), "text", WHO)
        said = reply.headers.get("x-request-id")
        return Job(said or hashlib.sha256(reply.body).hexdigest()[:16])

    def result(self, reply: Reply) -> Result:
        """Keep the reply as it came."""
        reading.text_of(reply.object(), "text", WHO)
        return Result("", (JSON,), self.max_reply_bytes, inline=reply.body)

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify as OpenAI's services do."""
        if reply.status == HTTPStatus.OK:
            return None
        return openai.error_of(reply, WHO, self.account)
