"""Jimeng: clips of 5 or 10 seconds from a text, or from a picture and a text.

API reference: https://www.volcengine.com/docs/85621

Only a clip that is returned is billed. A clip's URL holds for an hour, a task for 12 hours. A
picture's own shape decides the clip's. Model names and result hosts are reported, not confirmed.
"""

from http import HTTPStatus
from typing import Any

from include.providers.errors import BadReply, ProviderError
from include.providers.protocols.jimeng import JimengProvider
from include.providers.protocols.pictures import picture_url
from include.providers.values import Order, Reply, Result, Setting

FRAMES = {5.0: 121, 10.0: 241}
RATIOS = {"4:5": "3:4"}
"""The nearest the service has; the render crops."""

MAX_BYTES = 200 << 20


class Jimeng(JimengProvider):
    """Clips from Jimeng."""

    stage = "clip"
    limits = "One task at a time (two when paid); a clip is kept for an hour, a task for 12 hours."
    settings = (
        *JimengProvider.settings,
        Setting("model", "a `req_key`, such as jimeng_ti2v_v30_pro; must be stated"),
        Setting("price_per", "`piece` or `second`"),
    )
    max_duration_s = 10.0
    example = "jimeng_ti2v_v30_pro"
    server_errors_are_free = True

    def price_usd(self, order: Order) -> float:
        """Price of the clip, from the connection."""
        return self.account.cost_usd(second=_duration_s(order))

    def wanted(self, order: Order) -> dict[str, Any]:
        """Return length and shape."""
        length = {"frames": FRAMES[_duration_s(order)]}
        if picture_url(order):
            return length
        return {**length, "aspect_ratio": RATIOS.get(order.aspect, order.aspect)}

    def billed(self, error: ProviderError) -> bool:
        """Only a clip that is returned is; one that is not known any more may have been."""
        return error.status == HTTPStatus.NOT_FOUND

    def result(self, reply: Reply) -> Result:
        """Read the clip's address from the last poll."""
        data = reply.object().get("data")
        url = data.get("video_url") if isinstance(data, dict) else None
        if not isinstance(url, str) or not url:
            raise BadReply("Jimeng finished without a clip. Is the model a video model?")
        return Result(url, ("video/mp4",), MAX_BYTES)


def _duration_s(order: Order) -> float:
    return next((s for s in FRAMES if s >= order.duration_s), max(FRAMES))
