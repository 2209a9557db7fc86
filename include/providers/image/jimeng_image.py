"""Jimeng images: a picture from a text, or from pictures and a text.

API reference: https://www.volcengine.com/docs/85621

A picture's URL holds for 24 hours (unverified). The sizes asked for are those commonly used with
these models and the limit of 800 characters is that of clips: both unverified.
"""

from collections.abc import Mapping
from typing import Any

from include.providers.errors import BadReply
from include.providers.protocols.jimeng import JimengProvider
from include.providers.values import Json, Order, Reply, Result, Setting

SIZES_PX = {"9:16": (936, 1664), "4:5": (1184, 1472), "1:1": (1328, 1328), "16:9": (1664, 936)}
MAX_BYTES = 50 << 20


class JimengImage(JimengProvider):
    """Pictures from Jimeng."""

    stage = "image"
    limits = "One task at a time (two when paid); a picture is kept for 24 hours."
    settings = (
        *JimengProvider.settings,
        Setting("model", "a `req_key`, such as jimeng_t2i_v40; must be stated"),
    )
    max_duration_s = 600.0
    """A still lasts as long as it is shown."""
    poll_interval_s = 3.0
    example = "jimeng_t2i_v40"

    def price_usd(self, order: Order) -> float:  # noqa: ARG002
        """Price of a picture, from the connection."""
        return self.account.cost_usd()

    def wanted(self, order: Order) -> dict[str, Any]:
        """Return the size, and that one picture is enough."""
        width, height = SIZES_PX.get(order.aspect, SIZES_PX["1:1"])
        single = {"force_single": True} if self.req_key(order).endswith("v40") else {}
        return {"width": width, "height": height, **single}

    def wishes(self) -> Mapping[str, Json]:
        """Ask for an address instead of the bytes."""
        return {"return_url": True}

    def result(self, reply: Reply) -> Result:
        """Read the picture's address from the last poll."""
        data = reply.object().get("data")
        urls = data.get("image_urls") if isinstance(data, dict) else None
        if not isinstance(urls, list) or not urls or not isinstance(urls[0], str) or not urls[0]:
            raise BadReply("Jimeng finished without a picture. Is the model an image model?")
        return Result(urls[0], ("image/jpeg", "image/png", "image/webp"), MAX_BYTES)
