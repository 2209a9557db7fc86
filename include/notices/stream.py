"""Passing on which job has ended, through a Redis stream that the whole installation shares.

A stream rather than publish and subscribe: who comes late, or was cut off, reads on where it was.
"""

from typing import Any

STREAM = "dailies:notices"
START = "0"
KEPT = 2_000
"""About so many notices are kept for readers that come late."""

KEPT_S = 86_400
"""A stream that nobody adds to any more goes after so many seconds."""

BLOCK_S = 15.0
"""Longest that a reader waits for news in one call."""


def subject(stage: str, provider: str, job_id: str) -> str:
    """Return what a job is called in the stream."""
    return f"{stage}/{provider}/{job_id}"


async def tell(redis: Any, about: str) -> None:
    """Tell whoever waits for it that a job has ended.

    Raises:
        RedisError: It cannot be told.
    """
    async with redis.pipeline(transaction=True) as pipe:
        pipe.xadd(STREAM, {"about": about}, maxlen=KEPT, approximate=True)
        pipe.expire(STREAM, KEPT_S)
        await pipe.execute()


async def heard(redis: Any, last: str) -> tuple[str, list[str]]:
    """Return the subjects told since entry ``last``, and the entry to go on from.

    Waits up to ``BLOCK_S`` seconds for the first; ``redis`` decodes its replies.

    Raises:
        RedisError: The stream cannot be read.
    """
    streams = await redis.xread({STREAM: last}, count=KEPT, block=int(BLOCK_S * 1000))
    entries = [entry for _, entries in streams or () for entry in entries]
    return entries[-1][0] if entries else last, [told.get("about", "") for _, told in entries]
