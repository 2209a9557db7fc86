"""Volcengine Ark's error shape: ``{"error": {code, message, type}}``.

API reference: https://www.volcengine.com/docs/82379/1299023

Codes other than AuthenticationError are reported, not confirmed; an unknown one is classified by
its HTTP status.
"""

from http import HTTPStatus
from typing import Any

from include.providers import reading
from include.providers.errors import Fatal, Lost, ProviderError, RateLimited, Refused, Retryable
from include.providers.values import Reply

WRONG = ("ModelNotOpen", "InvalidEndpointOrModel", "InvalidParameter", "MissingParameter")
LIMITED = ("RateLimitExceeded", "QuotaExceeded")
TROUBLE = ("InternalServiceError", "ServerOverloaded")


def error_of(reply: Reply) -> ProviderError | None:
    """Classify a reply by its code; where there is none, the HTTP status decides."""
    if reply.status < HTTPStatus.BAD_REQUEST:
        return None
    kind, said = fault_of(reply.object_or_empty())
    if error := _classify(kind, said):
        return error
    if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return Fatal(f"Ark refused the account ({kind}). Check the key and the balance.")
    if reply.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY):
        return Fatal(f"Ark cannot use the order ({kind}): {said}.")
    return None


def ended(kind: str, said: str) -> ProviderError:
    """Classify the code of a task that is over: asking it again would change nothing."""
    error = _classify(kind, said)
    if error is None or isinstance(error, Retryable):
        return Lost(f"Ark could not finish ({kind}): {said}. A new order is needed.")
    return error


def fault_of(body: dict[str, Any]) -> tuple[str, str]:
    """Return code and message of what went wrong, as far as they are told."""
    fault = reading.part(body, "error")
    return str(fault.get("code") or "no code"), str(fault.get("message") or "no reason given")


def _classify(kind: str, said: str) -> ProviderError | None:
    family = kind.partition(".")[0]
    if "SensitiveContent" in family:
        if family.startswith("Output"):
            return Lost(f"Ark withheld what it made ({kind}): {said}. A new order is needed.")
        return Refused(f"Ark refused the content ({kind}): {said}. Edit the script and run again.")
    if family in LIMITED:
        return RateLimited(f"Ark takes no more now ({kind}): {said}")
    if family in TROUBLE:
        return Retryable(f"Ark has trouble ({kind}): {said}")
    if family in WRONG:
        return Fatal(f"Ark cannot use the order ({kind}): {said}. Check the model and the order.")
    return None
