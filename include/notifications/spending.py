"""When somebody wants to know that a sum was passed."""

import math
from collections.abc import Mapping
from typing import Any

from include.providers.errors import Fatal


def threshold(extra: Mapping[str, Any], name: str) -> float | None:
    """Read a sum in USD of a connection's extra field; ``None`` when there is none.

    Raises:
        Fatal: It is no sum.
    """
    value = extra.get(name)
    if value in (None, ""):
        return None
    try:
        usd = float(value)
    except (TypeError, ValueError):
        usd = math.nan
    if not 0 <= usd < math.inf:
        raise Fatal(f"{name} of the connection's extra is {value!r}; give an amount in USD.")
    return usd
