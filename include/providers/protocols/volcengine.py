"""Volcengine's signed APIs: how an action is called, and what its gateway says when it refuses."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from include.providers.errors import Fatal, ProviderError, RateLimited
from include.providers.signing.volcengine import signer_of
from include.providers.values import Account, Json, Reply, Request, Setting

SETTINGS = (
    Setting("login", "the access key"),
    Setting("password", "the secret key"),
    Setting("region", "where the service is, if not where its documentation says"),
    Setting("session_token", "of temporary keys"),
)
"""What signed calls read of a connection."""


def call(
    account: Account,
    action: str,
    version: str,
    body: Json,
    *,
    region: str,
    service: str,
    keep: Mapping[str, str] | None = None,
) -> Request:
    """Build the signed call of an action.

    Raises:
        Fatal: The connection lacks one of the two keys.
    """
    return Request(
        "POST",
        "/",
        json=body,
        params={"Action": action, "Version": version},
        sign=signer_of(account, region=region, service=service),
        keep=keep or {},
    )


def gateway_error(name: str, reply: Reply) -> ProviderError | None:
    """Classify what the gateway refused before the service saw it; ``None`` when it did not.

    Its words are not repeated: they may quote what was signed. Error names are unverified, so that
    beyond its code only the HTTP status counts.
    """
    fault = gateway_fault(reply)
    if not fault or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    code = str(fault.get("Code") or fault.get("CodeN") or "no code")[:100]
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(f"Volcengine's gateway takes no more calls of {name} now ({code}).")
    return coded(
        Fatal(
            f"Volcengine's gateway refused the call of {name} ({code}). Check both keys of the "
            "connection, what they may do, and this machine's clock."
        ),
        HTTPStatus.UNAUTHORIZED,
    )


def gateway_fault(reply: Reply) -> dict[str, Any]:
    """Return what the gateway says went wrong, empty when nothing did."""
    metadata = reply.object_or_empty().get("ResponseMetadata")
    fault = metadata.get("Error") if isinstance(metadata, dict) else None
    return fault if isinstance(fault, dict) else {}


def coded(error: ProviderError, status: int) -> ProviderError:
    """Give an error the HTTP status that the service's own code stands for."""
    error.status = status
    return error
