"""The way of one request through its redirects; both transports follow it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlencode, urljoin

from include.providers.errors import BadReply, Fatal
from include.providers.transport.caps import MAX_REDIRECTS
from include.providers.transport.reach import Reach, shown
from include.providers.values import Request, Unsigned

USER_AGENT = "dailies/0.1"
REDIRECTS = (301, 302, 303, 307, 308)
KEEPING_METHOD = (307, 308)

_BREAK = re.compile(r"[\r\n\x00]")


@dataclass(frozen=True)
class Hop:
    """One HTTP exchange: what is really sent."""

    method: str
    url: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    body: bytes | None = field(default=None, repr=False)
    number: int = 0


def first(request: Request, reach: Reach) -> Hop:
    """Return the first exchange of a request.

    Raises:
        Fatal: Its URL may not be asked, or a header could not be sent.
    """
    url = request.url if "://" in request.url else reach.own.rstrip("/") + request.url
    url = _with(url, request.params)
    reach.check(url)
    own = reach.is_own(url)
    headers = {"user-agent": USER_AGENT, "accept": "*/*", **request.headers}
    body = None
    if request.json is not None:
        body = json.dumps(request.json).encode()
        headers["content-type"] = "application/json"
    elif request.form:
        body = urlencode(request.form).encode()
        headers["content-type"] = "application/x-www-form-urlencoded"
    elif request.body:
        body = request.body
    if reach.is_trusted(url):
        headers |= request.secret_headers
    hop = Hop(request.method.upper(), url, headers, body)
    hop = _signed(hop, request) if own else hop
    for name, value in hop.headers.items():
        if _BREAK.search(name + value):
            raise Fatal(
                f"Header {name} would hold a line break. Correct the connection's password."
            )
    return hop


def following(hop: Hop, status: int, location: str, request: Request, reach: Reach) -> Hop | None:
    """Return the next exchange after a redirect, or ``None`` when the reply is no redirect.

    A call that may cost money is repeated only where the service says to repeat it as it is.

    Raises:
        BadReply: The redirect leads where requests may not go, or one too many.
    """
    if status not in REDIRECTS or not location or not request.follow:
        return None
    if hop.number >= MAX_REDIRECTS:
        raise BadReply(
            f"{shown(hop.url)} is the end of more than {MAX_REDIRECTS} redirects. "
            "Check the connection's host."
        )
    if request.sign:
        raise BadReply(
            f"{shown(hop.url)} answered a signed request with a redirect (HTTP {status}); its "
            "signature holds there only. Check the connection's host and scheme."
        )
    if hop.method != "GET" and status not in KEEPING_METHOD:
        raise BadReply(
            f"{shown(hop.url)} answered {hop.method} with a redirect (HTTP {status}). "
            "Check the connection's host and scheme."
        )
    try:
        url = reach.check(urljoin(hop.url, location))
    except ValueError:
        raise BadReply(f"{shown(hop.url)} redirects to what is no URL.") from None
    secret = {name.lower() for name in request.secret_headers}
    kept = hop.headers
    if not reach.is_trusted(url):
        kept = {name: value for name, value in kept.items() if name.lower() not in secret}
    return replace(hop, url=url, headers=kept, number=hop.number + 1)


def _signed(hop: Hop, request: Request) -> Hop:
    if not request.sign:
        return hop
    headers = {name.lower(): value for name, value in hop.headers.items()}
    unsigned = Unsigned(hop.method, hop.url, headers, hop.body or b"", datetime.now(UTC))
    signature = request.sign(unsigned)
    url = _with(hop.url, signature.params)
    return replace(hop, url=url, headers={**hop.headers, **signature.headers})


def _with(url: str, params: Mapping[str, str]) -> str:
    if not params:
        return url
    return url + ("&" if "?" in url else "?") + urlencode(params)
