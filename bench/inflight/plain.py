"""What the triggerer is compared with: a plain asyncio poller of the same jobs, at the same pace.

Run it with ``python -m bench.inflight.plain <url> <key> <interval_s>`` and give it the service's
list of runs, one line of JSON. It polls each with httpx until it is done, and then prints when it
noticed that, by id. It classifies nothing, bounds nothing, forgives nothing.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass
from typing import Any

import httpx

from include.ordering.pacing import next_poll_s

AT_ONCE = 50
"""As many as the triggerer; more would only make a poller dearer that was held up for a moment."""


@dataclass(frozen=True)
class Poller:
    """What all jobs share."""

    client: httpx.AsyncClient
    turns: asyncio.Semaphore
    interval_s: float

    async def poll(self, run: dict[str, Any]) -> tuple[str, float]:
        """Poll one run until it is done; return its id and when that was noticed."""
        while True:
            await asyncio.sleep(next_poll_s(self.interval_s, elapsed_s=time.time() - run["at"]))
            async with self.turns:
                reply = await self.client.get(run["path"])
            if reply.json()["status"] == "COMPLETED":
                return run["id"], time.time()


async def poll_all(url: str, key: str, interval_s: float, runs: list[Any]) -> dict[str, float]:
    """Poll all runs, each in a task of its own, through one client."""
    headers = {"authorization": f"Key {key}"}
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(
        base_url=url, headers=headers, limits=limits, timeout=60.0, trust_env=False
    ) as client:
        poller = Poller(client, asyncio.Semaphore(AT_ONCE), interval_s)
        return dict(await asyncio.gather(*map(poller.poll, runs)))


def main(argv: list[str]) -> None:
    """Poll what standard input lists."""
    url, key, interval_s = argv
    runs = json.loads(sys.stdin.readline())
    noticed = asyncio.run(poll_all(url, key, float(interval_s), runs))
    print(json.dumps(noticed), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
