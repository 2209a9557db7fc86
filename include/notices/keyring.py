"""The keys that services sign their notices with, fetched rarely however much is sent to us."""

import asyncio
import time
from dataclasses import dataclass, replace

from include.providers.errors import BadReply, Retryable
from include.providers.notices import NoKeyFits, Notice, NotifyingProvider
from include.providers.transport import Caps, fetch
from include.providers.values import Reply, Request

KEPT_S = 86_400.0
"""Keys are not used for longer; fal allows a day."""

AGAIN_S = 60.0
"""Keys are not asked for more often, whether they come, or fit, or not."""

CAPS = Caps(connect_s=4.0, read_s=4.0, total_s=8.0, max_bytes=1 << 16)
"""A service gives up a delivery after about 15 s."""


@dataclass(frozen=True)
class _Held:
    """Keys, when they came and when they were last asked for, in seconds of a monotonic clock."""

    reply: Reply | None = None
    at_s: float = float("-inf")
    tried_at_s: float = float("-inf")


class Keyring:
    """Tells genuine notices from others; one for each event loop."""

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        self._fetching = asyncio.Lock()

    async def job_id(self, provider: NotifyingProvider, notice: Notice) -> str:
        """Return the job that a notice says has ended.

        Raises:
            NotGenuine: It is not the service's.
            ProviderError: The keys that would prove it cannot be had.
        """
        try:
            return provider.told(notice, await self._keys(provider, KEPT_S))
        except (NoKeyFits, BadReply):
            return provider.told(notice, await self._keys(provider, AGAIN_S))

    async def _keys(self, provider: NotifyingProvider, max_age_s: float) -> Reply:
        asked = provider.keys()
        if known := self._known(asked.url, max_age_s):  # without queueing behind a slow fetch
            return known
        async with self._fetching:
            if known := self._known(asked.url, max_age_s):
                return known
            return await self._fetch(provider, asked)

    def _known(self, url: str, max_age_s: float) -> Reply | None:
        held = self._held.get(url, _Held())
        return held.reply if time.monotonic() - held.at_s < max_age_s else None

    async def _fetch(self, provider: NotifyingProvider, asked: Request) -> Reply:
        now, held = time.monotonic(), self._held.get(asked.url, _Held())
        if now - held.tried_at_s < AGAIN_S:
            raise Retryable(f"The keys of {provider.name} could not be had a moment ago.")
        self._held[asked.url] = replace(held, tried_at_s=now)
        what = f"Fetching the keys of {provider.name}"
        reply = await asyncio.to_thread(fetch, asked, provider.account, what=what, caps=CAPS)
        self._held[asked.url] = _Held(reply, now, now)
        return reply
