"""The only place that talks HTTP: in a worker with requests, in the triggerer with httpx.

Both send a ``Request`` and return a ``Reply``, under the same rules: bounded time and size, at most
three redirects, each checked; the connection's own host, or those a provider names for results;
never a private address unless the connection itself is one; no secret in a log or an error.
"""

from include.providers.transport.asynchronous import aask
from include.providers.transport.caps import Caps
from include.providers.transport.download import Download, download
from include.providers.transport.mapping import progress_of
from include.providers.transport.sync import ask, fetch

__all__ = ["Caps", "Download", "aask", "ask", "download", "fetch", "progress_of"]
