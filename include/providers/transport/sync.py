"""HTTP in a worker, with requests."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from include.providers.base import RemoteProvider
from include.providers.errors import BadReply, Fatal, Unreachable
from include.providers.transport import mapping, route
from include.providers.transport.caps import Caps
from include.providers.transport.connecting import Anywhere, NoTlsError, PublicOnly
from include.providers.transport.deadline import Deadline
from include.providers.transport.part import Part
from include.providers.transport.reach import ANY, Reach, masked, shown
from include.providers.values import Account, Reply, Request

CHUNK_BYTES = 1 << 16

# They log whole URLs, and a URL's query may be a signature.
for name in ("urllib3.connection", "urllib3.connectionpool"):
    logging.getLogger(name).setLevel(logging.ERROR)


def reach_of(provider: RemoteProvider, others: tuple[str, ...] = ()) -> Reach:
    """Return where a provider's requests may go.

    Raises:
        Fatal: Neither the connection nor the provider says where the service is.
    """
    own = provider.account.base_url or provider.base_url
    if not own:
        raise Fatal(f"{provider.name} has no address. Set the host of its connection.")
    return Reach(own, others)


def ask(
    provider: RemoteProvider,
    request: Request,
    *,
    what: str,
    paid: bool = False,
    known: bool = False,
    caps: Caps | None = None,
) -> Reply:
    """Send a provider's request and return its reply.

    Args:
        provider: Whose account and error table are used.
        request: What to send.
        what: Subject of an error's message, such as "Submitting clip 3 to fal".
        paid: The call buys something.
        known: The call is about an accepted job.
        caps: Time and size bounds; by default as large as the provider's replies may be.

    Raises:
        ProviderError: As the provider, or else the HTTP status, classifies it.
    """
    caps = caps or Caps.of_size(provider.max_reply_bytes)
    reply = send(request, reach_of(provider), what=what, caps=caps)
    return mapping.check(provider, reply, what=what, paid=paid, known=known)


def fetch(request: Request, account: Account, *, what: str = "", caps: Caps | None = None) -> Reply:
    """Send a request that belongs to no job, such as for a feed; its host is its own.

    Redirects may lead to any public host; to a private one only when the request's own is.

    Raises:
        ProviderError: As the HTTP status classifies it.
    """
    what = what or f"Fetching {shown(request.url)}"
    own = request.url if "://" in request.url else account.base_url
    reach = Reach(_origin(own), (ANY,))
    reply = send(request, reach, what=what, caps=caps or Caps(max_bytes=16 << 20))
    error = mapping.default(reply, what=what, known=False)
    if error:
        error.args = (masked(str(error), account.secret),)
        raise error
    return reply


def send(
    request: Request, reach: Reach, *, what: str, caps: Caps, part: Part | None = None
) -> Reply:
    """Send a request through its redirects and return whatever is answered."""
    with exchange(request, reach, what=what, caps=caps, part=part) as response:
        body = b"".join(bounded(response, what=what, max_bytes=caps.max_bytes))
        return Reply(response.status_code, lower(response.headers), body)


@contextmanager
def exchange(
    request: Request, reach: Reach, *, what: str, caps: Caps, part: Part | None = None
) -> Iterator[Any]:
    """Open the response at the end of a request's redirects; its body is not read yet.

    ``part`` of a file is the body, streamed: never more of it than a buffer is in memory.
    Whatever is done with the response is done within ``caps.total_s`` of the beginning.
    """
    hop: route.Hop | None = route.first(request, reach)
    with _in_time(what, caps.total_s):
        while hop:
            reach.resolve(hop.url)
            with (
                _trouble(what),
                _session(reach, hop) as session,
                _answer(session, hop, caps, part) as got,
            ):
                location = got.headers.get("location", "")
                following = route.following(hop, got.status_code, location, request, reach)
                if not following:
                    yield got
            hop = following


def bounded(response: Any, *, what: str, max_bytes: int) -> Iterator[bytes]:
    """Yield the body's bytes.

    Raises:
        BadReply: There are more than ``max_bytes``.
        Unreachable: They stop in the middle.
    """
    if (length(response) or 0) > max_bytes:
        raise _too_large(what, max_bytes)
    got = 0
    # read1, not iter_content, which would wait for a whole chunk however slowly it drips in
    while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
        got += len(chunk)
        if got > max_bytes:
            raise _too_large(what, max_bytes)
        yield chunk


def length(response: Any) -> int | None:
    """Return what the response says its length is; ``None`` when it does not say."""
    said = response.headers.get("content-length", "").strip()
    return int(said) if said.isdecimal() else None


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers with their names in lower case."""
    return {name.lower(): value for name, value in headers.items()}


def _too_large(what: str, max_bytes: int) -> BadReply:
    return BadReply(f"{what} was answered with more than {max_bytes} bytes. Check the host.")


@contextmanager
def _session(reach: Reach, hop: route.Hop) -> Iterator[requests.Session]:
    """Open a session for one exchange: a paid call never rides on a connection gone stale."""
    with requests.Session() as session:
        # else ~/.netrc would replace our credentials
        session.trust_env = False
        own = reach.is_own(hop.url)
        for scheme in ("http://", "https://"):
            session.mount(scheme, Anywhere() if own else PublicOnly())
        if not (own and urlsplit(hop.url).hostname in ("127.0.0.1", "::1", "localhost")):
            session.proxies = dict(requests.utils.get_environ_proxies(hop.url))
        yield session


def _answer(
    session: requests.Session, hop: route.Hop, caps: Caps, part: Part | None
) -> requests.Response:
    body = hop.body if part is None else part.rewound()
    # The adapter alone: the session would look into redirects by itself.
    asked = requests.Request(hop.method, hop.url, headers=hop.headers, data=body)
    return session.get_adapter(hop.url).send(
        session.prepare_request(asked),
        stream=True,
        timeout=(caps.connect_s, caps.read_s),
        verify=os.environ.get("REQUESTS_CA_BUNDLE") or True,
        proxies=session.proxies,
    )


@contextmanager
def _in_time(what: str, total_s: float) -> Iterator[None]:
    with Deadline(total_s) as deadline:
        try:
            yield
        except Unreachable as error:
            if deadline.passed:
                raise _too_slow(what, sent=error.sent) from None
            raise
        if deadline.passed:  # an end of the body may have been our doing
            raise _too_slow(what, sent=True)


def _too_slow(what: str, *, sent: bool) -> Unreachable:
    return Unreachable(f"{what} took too long to answer in full.", sent=sent)


@contextmanager
def _trouble(what: str) -> Iterator[None]:
    """Turn what requests raises into our tree, without its URLs."""
    try:
        yield
    except requests.exceptions.SSLError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise Fatal(f"{what} failed: the host's certificate is not valid.") from None
        raise Unreachable(f"{what} failed: the TLS connection broke.", sent=True) from None
    except requests.exceptions.ConnectTimeout:
        raise Unreachable(f"{what} failed: the host does not answer.", sent=False) from None
    except requests.exceptions.ReadTimeout:
        raise Unreachable(f"{what} failed: no answer in time.", sent=True) from None
    except requests.exceptions.ConnectionError as error:
        reasons = _reasons(error)
        sent = "NewConnectionError" not in reasons
        said = "the connection was cut" if sent else "the host cannot be reached"
        said = "no TLS connection" if NoTlsError.__name__ in reasons else said
        raise Unreachable(f"{what} failed: {said}.", sent=sent) from None
    except ReadTimeoutError:
        raise Unreachable(f"{what} failed: the answer stopped coming.", sent=True) from None
    except HTTPError:
        raise Unreachable(f"{what} failed: the answer broke off.", sent=True) from None
    except requests.exceptions.RequestException as error:
        raise Fatal(f"{what} failed: {type(error).__name__}. Check the connection.") from None


def _reasons(error: BaseException) -> set[str]:
    """Return the class names along an exception's reasons, their base classes included."""
    names: set[str] = set()
    cause: Any = error
    while isinstance(cause, BaseException):
        names |= {kind.__name__ for kind in type(cause).__mro__}
        cause = getattr(cause, "reason", None) or (cause.args[0] if cause.args else None)
    return names


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
