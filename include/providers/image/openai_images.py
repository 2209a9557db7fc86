"""Images from OpenAI, or from a host compatible with it: one paid call, answered with the image.

API reference: https://platform.openai.com/docs/api-reference/images

Nothing is queued: the call lasts until the image is drawn, which occupies a worker for up to two
minutes (UNVERIFIED), and there is no idempotency key and nothing to ask again. A lost reply is a
paid image lost, unless ``lost_submit_policy`` says not to order again.
"""

from include.providers import offers, reading
from include.providers.base import AtOnceProvider
from include.providers.errors import BadReply, Fatal, ProviderError
from include.providers.protocols import openai
from include.providers.protocols.pictures import without_picture
from include.providers.values import Job, Order, Reply, Request, Result, Setting

SIZES = {"9:16": "1152x2048", "4:5": "1280x1600", "1:1": "1536x1536", "16:9": "2048x1152"}
"""Exact aspects with sides divisible by 16, as the service wants."""
FORMATS = ("png", "jpeg", "webp")
MAX_BYTES = 24 << 20
WHO = "The images service"


class OpenaiImages(AtOnceProvider):
    """Images, each in the reply to its order."""

    stage = "image"
    docs_url = "https://platform.openai.com/docs/api-reference/images"
    limits = "A worker waits for each image, up to minutes; 24 MB an image."
    base_url = "https://api.openai.com"
    console_url = "https://platform.openai.com/logs"
    settings = (
        *openai.SETTINGS,
        Setting("host", "another service, with or without `/v1`", shapes=True),
        Setting("password", "the key"),
        Setting(
            "model",
            "must be stated, for they are retired often; gpt-image-2.6-flare lives as of 2026-11",
        ),
        Setting("sizes", 'size of an aspect, such as `{"9:16": "1024x1536"}`', shapes=True),
        Setting("quality", "medium unless said otherwise", shapes=True),
        Setting("output_format", "png, jpeg or webp (png)", shapes=True),
        Setting(
            "input",
            "other fields of the request, as an object; null leaves out one of ours",
            shapes=True,
        ),
    )
    max_duration_s = 600.0
    max_reply_bytes = 34 << 20
    reply_within_s = 180.0
    licence = "as the service's terms"

    def price_usd(self, order: Order) -> float:  # noqa: ARG002
        """Price of an image, from the connection; a connection without a price counts as free."""
        return self.account.cost_usd()

    def submit(self, order: Order, *, key: str) -> Request:  # noqa: ARG002
        """Order one image."""
        if not order.model:
            raise Fatal(f"{WHO} needs a model. Set extra.model of its connection.")
        if self._format not in FORMATS:
            raise Fatal(f"output_format {self._format!r} is none of {', '.join(FORMATS)}.")
        sizes = {**SIZES, **self.account.mapping("sizes")}
        body = {
            "model": order.model,
            "prompt": order.prompt,
            "n": 1,
            "size": sizes.get(order.aspect, "auto"),
            "quality": str(self.account.extra.get("quality", "medium")),
            "output_format": self._format,
        }
        extra = self.account.mapping("input")
        fields = offers.merged(body, extra, without_picture(order, WHO, "jimeng_image"))
        return openai.request(self.account, WHO, "POST", "/images/generations", fields)

    def job(self, reply: Reply) -> Job:
        """Keep the request's id, by which the service's support can find it."""
        body = reply.object()
        made = reply.headers.get("x-request-id") or body.get("created")
        if not made:
            raise BadReply(f"{WHO} answered without saying what it did. Check the host.")
        return Job(str(made))

    def result(self, reply: Reply) -> Result:
        """Read the image out of the reply."""
        body = reply.object()
        image = next(iter(reading.parts(body, "data")), {})
        encoded = reading.text_of(image, "b64_json", WHO)
        kind = str(body.get("output_format") or self._format)
        if kind not in FORMATS:
            raise BadReply(f"{WHO} answered with {kind[:20]!r}, which is no image to be shown.")
        data = reading.bytes_of(encoded, WHO, max_bytes=MAX_BYTES)
        return Result("", (f"image/{kind}",), MAX_BYTES, inline=data)

    def error(self, reply: Reply) -> ProviderError | None:
        """Classify as OpenAI's services do."""
        return openai.error_of(reply, WHO, self.account)

    @property
    def _format(self) -> str:
        return str(self.account.extra.get("output_format", "png"))
