"""OpenAI's wire shape, shared by its services and by hosts compatible with it.

API reference: https://developers.openai.com/api/docs/guides/error-codes
"""

from http import HTTPStatus
from urllib.parse import urlsplit

from include.providers.errors import Fatal, ProviderError, Refused, Retryable
from include.providers.reading import MAX_SAID, faulty
from include.providers.values import Account, Json, Reply, Request, Setting

SETTINGS = (
    Setting("organization", "the organisation's id, where the key belongs to several"),
    Setting("project", "the project's id, where the key belongs to several"),
    Setting("spent_codes", "further error codes that mean: no credit left"),
)
"""What every service of this shape reads of a connection."""

REFUSED = ("moderation_blocked", "content_policy_violation")
SPENT = (
    "insufficient_quota",
    "credit_balance_exhausted",
    "billing_hard_limit_reached",
    "spend_limit_reached",
)
"""Told with HTTP 429 like too many requests, but waiting does not help. Which codes tell of a spend
limit is UNVERIFIED; the connection's ``spent_codes`` adds to them."""


def error_of(reply: Reply, who: str, account: Account) -> ProviderError | None:
    """Classify a reply; ``None`` where the HTTP status says all there is to say."""
    if reply.status < HTTPStatus.BAD_REQUEST:
        return None
    fault = faulty(reply)
    said = str(fault.get("message") or f"HTTP {reply.status}")[:MAX_SAID].rstrip(".")
    codes = {str(fault.get(name)) for name in ("code", "type") if fault.get(name)}
    if codes & set(REFUSED):
        return refused(who, said)
    if codes & spent_codes(account):
        return Fatal(f"{who} has no credit left: {said}. Check the account's balance and limits.")
    if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return Fatal(f"{who} refused the account: {said}. Check the key and what it may do.")
    if reply.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY):
        return Fatal(f"{who} cannot use the order: {said}. Change the order or the model.")
    busy = reply.status == HTTPStatus.CONFLICT
    return Retryable(f"{who} is busy with the same: {said}.") if busy else None


def refused(who: str, said: str) -> Refused:
    """Return the error for content that is not wanted."""
    return Refused(f"{who} refused the prompt: {said}. Edit the script and run again.")


def spent_codes(account: Account) -> set[str]:
    """Return the codes by which a service says that there is no money left."""
    return {*SPENT, *map(str, account.extra.get("spent_codes", ()))}


def request(account: Account, who: str, method: str, path: str, body: Json = None) -> Request:
    """Build a request; ``path`` is below ``/v1`` unless the connection's host has a path itself.

    Raises:
        Fatal: There is no key.
    """
    version = "" if urlsplit(account.base_url).path.strip("/") else "/v1"
    return Request(method, f"{version}{path}", json=body, secret_headers=headers(account, who))


def headers(account: Account, who: str) -> dict[str, str]:
    """Return what identifies the account.

    Raises:
        Fatal: There is no key.
    """
    if not account.secret:
        raise Fatal(f"{who} needs a key. Set the password of its connection.")
    named = {
        "openai-organization": account.extra.get("organization"),
        "openai-project": account.extra.get("project"),
    }
    own = {name: str(value) for name, value in named.items() if value}
    return {"authorization": f"Bearer {account.secret}", **own}
