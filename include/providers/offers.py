"""What a service offers and takes, where its connection says so.

``durations`` in seconds; ``input`` for whatever else the service takes, where ``null`` leaves out
what we would send.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from include.providers.errors import Fatal
from include.providers.values import Account


def duration_s(account: Account, wanted_s: float, offered_s: Iterable[float]) -> float:
    """Return the shortest duration on offer that is long enough, else the longest.

    Raises:
        Fatal: ``durations`` of the connection is no list of seconds.
    """
    durations = account.extra.get("durations", offered_s)
    try:
        offered = sorted(float(seconds) for seconds in durations)
        return next((seconds for seconds in offered if seconds >= wanted_s), offered[-1])
    except (TypeError, ValueError, IndexError):
        raise Fatal(
            f"durations of the connection is {durations!r}. Give a list of seconds."
        ) from None


def merged(ours: Mapping[str, Any], *theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Return our fields under the connection's and the order's, less those set to ``None``."""
    fields: dict[str, Any] = dict(ours)
    for more in theirs:
        fields |= more
    return {name: value for name, value in fields.items() if value is not None}


def is_wide(aspect: str) -> bool:
    """Whether an aspect such as "16:9" is wider than high."""
    width, _, height = aspect.partition(":")
    return width.isdecimal() and height.isdecimal() and int(width) > int(height)
