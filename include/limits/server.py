"""Asking Redis, with its failures in our terms."""

from collections.abc import Callable
from typing import TypeVar

from include.providers.errors import Retryable

T = TypeVar("T")


def asked(question: Callable[[], T]) -> T:
    """Return what Redis answers.

    Raises:
        Retryable: It does not; without it, limits that are set cannot be kept.
    """
    from redis.exceptions import RedisError

    try:
        return question()
    except RedisError as error:
        raise Retryable(
            f"Redis, which keeps this connection's limits, does not answer ({type(error).__name__})"
            ". Start it or correct redis_default, or remove rate and breaker from the connection."
        ) from None
