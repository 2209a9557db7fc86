"""How Google's long-running operations end that make videos.

API reference: https://cloud.google.com/apis/design/errors
"""

from typing import Any

from include.providers import reading
from include.providers.errors import Fatal, Lost, ProviderError, Refused

CANCELLED = 1
PASSING = (2, 4, 8, 10, 13, 14)
"""Codes of an operation's error: unknown, too late, exhausted, aborted, internal, unavailable."""


def failed(code: Any, said: str, who: str) -> ProviderError:
    """Classify the error that an operation ended with."""
    if code in PASSING:
        return Lost(f"{who} could not finish the order ({code}): {said}. A new order is needed.")
    return Fatal(f"{who} failed the order ({code}): {said}. Change the order or the account.")


def filtered(response: dict[str, Any], who: str) -> Refused | None:
    """Return what is wrong with a response whose videos were all held back for safety."""
    if not response.get("raiMediaFilteredCount") or reading.parts(response, "videos"):
        return None
    reasons = response.get("raiMediaFilteredReasons")
    said = "; ".join(map(str, reasons)) if isinstance(reasons, list) else ""
    return Refused(
        f"{who} filtered the clip for safety: {said or 'it does not say why'}. "
        "Edit the script and run again."
    )
