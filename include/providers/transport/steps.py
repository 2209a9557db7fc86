"""One step of a conversation with a platform."""

from dataclasses import replace

from include.providers.errors import Fatal
from include.providers.publishing import RemotePublisher
from include.providers.transport import mapping, sync
from include.providers.transport.caps import SLOWEST_BYTES_PER_S, Caps
from include.providers.transport.part import Part
from include.providers.transport.reach import Reach
from include.providers.values import Reply, Request

CAPS = Caps(connect_s=20.0, read_s=120.0, total_s=180.0)
"""After the last byte of a file a platform may take its time to answer."""


def reach_of(publisher: RemotePublisher) -> Reach:
    """Return where a publisher's requests may go.

    Raises:
        Fatal: Neither the connection nor the publisher says where the platform is.
    """
    own = publisher.account.base_url or publisher.base_url
    if not own:
        raise Fatal(f"{publisher.name} has no address. Set the host of its connection.")
    return Reach(own, publisher.hosts, publisher.trusted)


def exchange(
    publisher: RemotePublisher,
    request: Request,
    *,
    what: str,
    part: Part | None = None,
) -> Reply:
    """Send a request and return whatever is answered.

    Raises:
        ProviderError: Nothing was, or the request may not be sent.
    """
    total_s = CAPS.total_s + (len(part) / SLOWEST_BYTES_PER_S if part else 0.0)
    caps = replace(CAPS, total_s=total_s)
    return sync.send(request, reach_of(publisher), what=what, caps=caps, part=part)


def check(
    publisher: RemotePublisher, reply: Reply, *, what: str, secrets: tuple[str, ...] = ()
) -> Reply:
    """Return a reply when it is no error.

    Raises:
        ProviderError: As the publisher, or else the HTTP status, classifies it; without secrets.
    """
    error = publisher.error(reply) or mapping.default(reply, what=what, known=False)
    if not error:
        return reply
    error.status = error.status or reply.status
    raise mapping.told(error, publisher.account.secret, *secrets)
