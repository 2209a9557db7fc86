"""HTTP in the triggerer, with httpx: one client for the process, never a blocking call."""

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import httpx

from include.providers.base import RemoteProvider
from include.providers.errors import BadReply, Unreachable
from include.providers.transport import mapping, route
from include.providers.transport.caps import Caps
from include.providers.transport.reach import Reach
from include.providers.transport.sync import lower, reach_of
from include.providers.values import Reply, Request

# They log whole URLs, and a URL's query may be a signature.
for name in ("httpx", "httpcore"):
    logging.getLogger(name).setLevel(logging.WARNING)

AT_ONCE = 50
"""Requests under way to one host at a time. More of them wait here and not in httpcore's own queue,
where each makes every other dearer: a loop that was held up for a moment would never catch up."""

LOCAL = {"all://127.0.0.1": None, "all://localhost": None, "all://[::1]": None}
UNLIMITED = httpx.Limits(max_connections=None, max_keepalive_connections=None)


@dataclass(frozen=True)
class _Line:
    """What all jobs of a triggerer share: a pool of connections, and whose turn it is at a host."""

    client: httpx.AsyncClient
    turns: defaultdict[str, asyncio.Semaphore]


_lines: WeakKeyDictionary[asyncio.AbstractEventLoop, _Line] = WeakKeyDictionary()


async def aask(
    provider: RemoteProvider,
    request: Request,
    *,
    what: str,
    known: bool = True,
    caps: Caps | None = None,
) -> Reply:
    """Do as ``ask``, without blocking the loop; only the connection's own host is asked.

    Raises:
        ProviderError: As the provider, or else the HTTP status, classifies it.
    """
    caps = caps or Caps.of_size(provider.max_reply_bytes)
    reach = reach_of(provider)
    try:
        async with _line().turns[reach.own], asyncio.timeout(caps.total_s):
            reply = await _send(request, reach, what=what, caps=caps)
    except TimeoutError:
        raise Unreachable(f"{what} took too long to answer in full.", sent=True) from None
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        raise Unreachable(f"{what} failed: the host cannot be reached.", sent=False) from None
    except httpx.HTTPError as error:
        if isinstance(error.__context__, httpx.InvalidURL):
            # httpx looks into redirects that it is not to follow
            said = f"{what} was answered with a redirect to what is no URL. Check the host."
            raise BadReply(said) from None
        said = f"{what} failed: the connection was cut ({type(error).__name__})."
        raise Unreachable(said, sent=True) from None
    return mapping.check(provider, reply, what=what, paid=False, known=known)


async def _send(request: Request, reach: Reach, *, what: str, caps: Caps) -> Reply:
    hop = route.first(request, reach)
    timeout = httpx.Timeout(caps.read_s, connect=caps.connect_s, pool=caps.total_s)
    while True:
        stream = _line().client.stream(
            hop.method, hop.url, headers=hop.headers, content=hop.body, timeout=timeout
        )
        async with stream as response:
            location = response.headers.get("location", "")
            following = route.following(hop, response.status_code, location, request, reach)
            if not following:
                body = await _bounded(response, what=what, max_bytes=caps.max_bytes)
                return Reply(response.status_code, lower(response.headers), body)
        hop = following


async def _bounded(response: httpx.Response, *, what: str, max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > max_bytes:
            raise BadReply(f"{what} was answered with more than {max_bytes} bytes. Check the host.")
    return bytes(body)


def _line() -> _Line:
    """Return what this loop's requests share."""
    loop = asyncio.get_running_loop()
    line = _lines.get(loop)
    if line is None or line.client.is_closed:
        client = httpx.AsyncClient(follow_redirects=False, limits=UNLIMITED, mounts=LOCAL)
        line = _Line(client, defaultdict(lambda: asyncio.Semaphore(AT_ONCE)))
        _lines[loop] = line
    return line


async def close() -> None:
    """Close this loop's client, where a loop ends before its process does."""
    line = _lines.pop(asyncio.get_running_loop(), None)
    if line:
        await line.client.aclose()
