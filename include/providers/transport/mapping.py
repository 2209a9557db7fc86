"""From a reply to the error tree, where the provider itself has nothing more precise to say."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from include.providers.base import JobProvider, RemoteProvider
from include.providers.errors import (
    LONGEST_MESSAGE,
    BadReply,
    Fatal,
    Lost,
    ProviderError,
    RateLimited,
    Retryable,
    Unreachable,
)
from include.providers.reading import header_number
from include.providers.transport.reach import masked
from include.providers.values import Progress, Reply
from include.text.printable import on_a_line

BETWEEN = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT)
"""Told by whatever stands before the service, which may have got the request all the same."""
PASSING = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY)
_DOUBLED = re.compile(r"([.!?。…])\.(?=\s|$)")

GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


def check(provider: RemoteProvider, reply: Reply, *, what: str, paid: bool, known: bool) -> Reply:
    """Return the reply when it is no error.

    Args:
        provider: Asked first: its documentation knows best.
        reply: What came back.
        what: The subject of the message.
        paid: The call buys something, so a server error may leave its fate open.
        known: The call is about a job the service has accepted, so "not found" means lost.

    Raises:
        ProviderError: It is one; never with a secret or a URL's query in its message.
    """
    error = provider.error(reply) or default(reply, what=what, known=known)
    if not error:
        return reply
    error.status = error.status or reply.status
    raise told(_open(provider, error) if paid else error, provider.account.secret)


def progress_of(provider: JobProvider, reply: Reply) -> Progress:
    """Read a poll's reply; what the service says of the job is masked like an error.

    Raises:
        ProviderError: As ``progress`` of the provider.
    """
    try:
        found = provider.progress(reply)
    except ProviderError as error:
        raise told(error, provider.account.secret) from None
    if found.error:
        told(found.error, provider.account.secret)
    return replace(found, detail=_fit(found.detail, provider.account.secret))


def told(error: ProviderError, *secrets: str) -> ProviderError:
    """Return an error with its message fit for a log, the ledger and the report."""
    error.args = (_fit(str(error), *secrets),)
    return error


def _fit(said: str, *secrets: str) -> str:
    """Return words that may be the service's own, on a line and without secrets."""
    line = on_a_line(masked(said, *secrets), longest=LONGEST_MESSAGE)
    return _DOUBLED.sub(r"\1", line)


def _open(provider: RemoteProvider, error: ProviderError) -> ProviderError:
    """Return the error of a paid call; ``Unreachable`` where it does not say what was bought.

    What comes from in between never says. A server error of the service itself says so only where
    the service promises not to charge for it; 503 is by its definition not handled.
    """
    status = error.status or 0
    broke = status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.SERVICE_UNAVAILABLE
    charged = broke and not provider.server_errors_are_free
    if type(error) is not Retryable or not (charged or status in BETWEEN):
        return error
    said = f"{str(error).rstrip('.')}. Whether the order was taken is unknown."
    unsure = Unreachable(said, sent=True, retry_after_s=error.retry_after_s)
    unsure.status = status
    return unsure


def default(reply: Reply, *, what: str, known: bool) -> ProviderError | None:
    """Classify a reply by its HTTP status alone."""
    status = reply.status
    said = f"{what} was answered with HTTP {status}"
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    if status < HTTPStatus.BAD_REQUEST:
        return BadReply(f"{said}, a redirect that leads nowhere. Check the connection's host.")
    return _passing(reply, said) or _lasting(status, said, known=known)


def _passing(reply: Reply, said: str) -> ProviderError | None:
    status, hint = reply.status, retry_after_s(reply)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(f"{said}: too many requests.", retry_after_s=hint)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in PASSING:
        return Retryable(f"{said}.", retry_after_s=hint)
    return None


def _lasting(status: int, said: str, *, known: bool) -> ProviderError:
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return Fatal(f"{said}. Check the connection's password and what the account may do.")
    if status in GONE and known:
        return Lost(f"{said}: the job is not known any more. A new order is needed.")
    return Fatal(f"{said}. Check the order, the model and the connection's host.")


def retry_after_s(reply: Reply) -> float | None:
    """Read ``Retry-After``, in seconds or as an HTTP date; ``None`` when there is none to read.

    ``Retry-After-Ms``, which some services send beside it, is the more precise.
    """
    precise_ms = header_number(reply, "retry-after-ms")
    if precise_ms is not None:
        return precise_ms / 1000
    seconds = header_number(reply, "retry-after")
    return _until_s(reply.headers.get("retry-after", "")) if seconds is None else seconds


def _until_s(date: str) -> float | None:
    try:
        at = parsedate_to_datetime(date)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return max(0.0, (at - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):
        return None
