"""Reading replies: what every provider of jobs asks of a JSON body."""

import base64
import binascii
import math
from collections.abc import Mapping
from typing import Any

from include.providers.errors import BadReply
from include.providers.values import Reply

MAX_SAID = 500
"""So much of a service's own words is passed on, in characters."""


def text_of(body: Mapping[str, Any], name: str, who: str) -> str:
    """Return a field that holds text.

    Raises:
        BadReply: There is no such field, or no text in it.
    """
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise BadReply(f"{who} answered without {name}. Check the connection's host.")
    return value


def number_of(body: Mapping[str, Any], name: str) -> float | None:
    """Return a field that counts something: finite and not negative, else ``None``."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def header_number(reply: Reply, name: str) -> float | None:
    """Return a header that is a finite number and not negative, else ``None``."""
    try:
        number = float(reply.headers.get(name, ""))
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def part(body: Any, name: str) -> dict[str, Any]:
    """Return an object inside a body; empty when there is none."""
    value = body.get(name) if isinstance(body, dict) else None
    return value if isinstance(value, dict) else {}


def parts(body: Any, name: str) -> list[dict[str, Any]]:
    """Return the objects of a list inside a body; empty when there is none."""
    value = body.get(name) if isinstance(body, dict) else None
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def timed(
    entries: list[dict[str, Any]], word: str, start: str, end: str
) -> tuple[tuple[str, float, float], ...]:
    """Return (word, start, end) of the entries that say all three, by the names of their fields."""
    found: list[tuple[str, float, float]] = []
    for entry in entries:
        start_s, end_s = number_of(entry, start), number_of(entry, end)
        if isinstance(entry.get(word), str) and start_s is not None and end_s is not None:
            found.append((entry[word], start_s, end_s))
    return tuple(found)


def bytes_of(encoded: str, who: str, *, max_bytes: int) -> bytes:
    """Return base64 decoded.

    Raises:
        BadReply: It is none, or of more than ``max_bytes`` bytes.
    """
    if len(encoded) * 3 // 4 > max_bytes + 2:
        raise BadReply(
            f"{who} answered with a file of more than {max_bytes} bytes. Order something smaller."
        )
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise BadReply(f"{who} answered with a file that is no base64. Clear the task.") from None


def faulty(reply: Reply) -> dict[str, Any]:
    """Return ``error`` of an error's body; empty when the body is something else."""
    return part(reply.object_or_empty(), "error")
