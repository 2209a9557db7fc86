"""One call through the official SDK, to OpenAI or to a host compatible with it, in a worker.

API reference: https://platform.openai.com/docs/api-reference

The SDK neither retries (that is the task's concern) nor follows redirects, reads no environment
variable, and a reply is bounded in time and size.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from include.providers.errors import BadReply, Fatal, ProviderError, Unreachable
from include.providers.protocols import openai as wire
from include.providers.reading import MAX_SAID, faulty
from include.providers.transport import mapping
from include.providers.transport.caps import Caps
from include.providers.values import Account, Reply

if TYPE_CHECKING:
    from openai import APIConnectionError, APIStatusError, OpenAI

BASE_URL = "https://api.openai.com"
NO_KEY = "none"
"""Sent where the connection has a host and no password: local servers want any key, or none."""


def call(account: Account, who: str, ask: Callable[["OpenAI"], Any], *, caps: Caps) -> Reply:
    """Make one paid call and return its reply.

    Args:
        account: Where, who, and with which key.
        who: The service's name, the subject of errors.
        ask: Makes the call with the SDK and returns its raw response:
            ``lambda sdk: sdk.chat.completions.with_raw_response.create(...)``.
        caps: Bounds of the exchange.

    Raises:
        ProviderError: As the service's documentation has it; no secret is in the message.
    """
    import openai

    try:
        with _client(account, who, caps) as sdk:
            raw = ask(sdk)
            return _reply(raw.http_response)
    except openai.APIStatusError as error:
        raise mapping.told(_of_status(error, who, account), account.secret) from None
    except openai.APIConnectionError as error:
        raise mapping.told(_of_way(error, who), account.secret) from None
    except openai.OpenAIError as error:
        said = f"{who} was not understood: {error}. Check the connection."
        raise mapping.told(BadReply(said), account.secret) from None


def base_url_of(account: Account) -> str:
    """Return the base URL; ``/v1`` is added unless the connection's host has a path itself."""
    base = (account.base_url or BASE_URL).rstrip("/")
    return base if urlsplit(base).path.strip("/") else f"{base}/v1"


def _client(account: Account, who: str, caps: Caps) -> "OpenAI":
    import httpx2
    import openai

    from include.providers.transport.capped import Capped

    if not (account.secret or account.base_url):
        raise Fatal(f"{who} needs a key. Set the password of its connection.")
    timeout = httpx2.Timeout(caps.read_s, connect=caps.connect_s)
    sdk = openai.OpenAI(
        api_key=account.secret or NO_KEY,
        base_url=base_url_of(account),
        max_retries=0,
        timeout=timeout,
        http_client=httpx2.Client(
            transport=Capped(caps), timeout=timeout, follow_redirects=False, trust_env=False
        ),
    )
    # the SDK takes what it is not given from the environment
    sdk.organization = account.extra.get("organization") or None
    sdk.project = account.extra.get("project") or None
    return sdk


def _reply(response: Any) -> Reply:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status_code, headers, response.content)


def _of_status(error: "APIStatusError", who: str, account: Account) -> ProviderError:
    reply = _reply(error.response)
    found = wire.error_of(reply, who, account) or _of_model(reply, who)
    found = found or mapping.default(reply, what=f"A call of {who}", known=False)
    found = found or BadReply(
        f"{who} answered with HTTP {reply.status}, which it does not explain."
    )
    found.status = found.status or reply.status
    return found


def _of_model(reply: Reply, who: str) -> ProviderError | None:
    if reply.status != HTTPStatus.NOT_FOUND:
        return None
    said = str(faulty(reply).get("message") or "HTTP 404")[:MAX_SAID].rstrip(".")
    return Fatal(
        f"{who} does not know what was asked for: {said}. Check the model and the host of the "
        "connection; a local server may have to pull the model first."
    )


def _of_way(error: "APIConnectionError", who: str) -> ProviderError:
    """Say what went wrong on the way; a reply that was refused by our own bounds says so itself."""
    import httpx2

    causes: list[BaseException] = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) and cause not in causes:
        causes.append(cause)
    ours = next((cause for cause in causes if isinstance(cause, ProviderError)), None)
    if ours:
        return ours
    unsent = any(isinstance(c, httpx2.ConnectError | httpx2.ConnectTimeout) for c in causes)
    if unsent:
        return Unreachable(
            f"{who} cannot be reached. Check the connection's host and the network.", sent=False
        )
    slow = any(isinstance(cause, httpx2.TimeoutException) for cause in causes)
    fact = "did not answer in time" if slow else "cut the connection"
    return Unreachable(f"{who} {fact}. Whether it did the work is unknown.", sent=True)
