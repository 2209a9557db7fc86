"""What can go wrong with a provider, as one tree.

::

    ProviderError
    ├── Retryable            passing trouble: wait, then ask again
    │   ├── RateLimited      the provider said how fast we may ask
    │   │   └── QuotaSpent   no more of it for a day, or until a known time
    │   └── Unreachable      no answer that counts; whether the request arrived is unknown
    ├── Refused              the content is not wanted; asking again changes nothing
    ├── Fatal                a person must act: credentials, balance, a malformed order
    │   ├── UnknownStatus    the provider said a word we do not know
    │   ├── BadReply         the reply is not what the protocol promises
    │   ├── OverBudget       the call would cost more than the budget allows
    │   ├── Unmatched        a stock has nothing that fits
    │   └── Unconfirmed      it may be public, and nobody but a person can find out
    └── Lost                 the job or its result is gone at the provider

Every message says subject, fact and remedy.
"""

from include.domain import Usage

LONGEST_MESSAGE = 1000
"""Longest message that is told or written down, in characters: it may quote a service."""

LONGEST_HINT_S = 3600.0
"""A provider that wants to be left alone for longer is asked again after so long all the same."""


class ProviderError(Exception):
    """Root of the tree; never raised itself.

    ``status`` is the HTTP status it came with, if any; a provider whose service says HTTP 200 to
    everything sets the one its own code stands for, as it decides what becomes of the job.
    ``usage`` is what a model had taken by then, where that is known.
    """

    status: int | None = None
    usage: Usage | None = None


class Retryable(ProviderError):
    """Trouble that passes by itself.

    ``retry_after_s`` is the provider's hint, if it gave one, as far as it is believed.
    """

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = None if retry_after_s is None else min(retry_after_s, LONGEST_HINT_S)


class RateLimited(Retryable):
    """Kept apart from its parent because it says nothing bad about the provider's health."""


class QuotaSpent(RateLimited):
    """A quota is used up. ``retry_after_s`` is when there is more of it: known, so not bounded."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unreachable(Retryable):
    """Trouble on the way, or within. ``sent`` is true when the request may have been taken.

    Kept apart because a paid call that may have arrived must not simply be repeated.
    """

    def __init__(self, message: str, *, sent: bool, retry_after_s: float | None = None) -> None:
        super().__init__(message, retry_after_s=retry_after_s)
        self.sent = sent


class Refused(ProviderError):
    """The provider judged the content. A decision, not a failure: never retried."""


class Fatal(ProviderError):
    """Retrying cannot help and may cost: wrong key, empty balance, malformed order."""


class UnknownStatus(Fatal):
    """A status outside the documented ones; treating it as "still running" would hang forever."""


class BadReply(Fatal):
    """A reply without what the protocol promises: HTML instead of JSON, a missing field."""


class OverBudget(Fatal):
    """Raised before the call, so nothing has been spent."""


class Unmatched(Fatal):
    """A stock has nothing that fits the shot: no trouble, but another must be asked."""


class Unconfirmed(Fatal):
    """A publication that was sent and cannot be looked up: nothing is sent before it is settled."""


class Lost(ProviderError):
    """The provider no longer knows the job, or its result has expired. A new order is needed."""


def named(kind: str, message: str, *, retry_after_s: float | None = None) -> ProviderError:
    """Return an error by its class name, as it comes back from a trigger or the ledger."""
    found = next((c for c in _tree(ProviderError) if c.__name__ == kind), Fatal)
    if issubclass(found, Unreachable):
        return found(message, sent=True, retry_after_s=retry_after_s)
    if issubclass(found, Retryable):
        return found(message, retry_after_s=retry_after_s)
    return found(message)


def _tree(root: type[ProviderError]) -> list[type[ProviderError]]:
    return [root, *(kind for child in root.__subclasses__() for kind in _tree(child))]
