"""The refresh token grant of OAuth 2.0.

API reference: https://www.rfc-editor.org/rfc/rfc6749#section-6
"""

from http import HTTPStatus

from include.providers.errors import Fatal, ProviderError
from include.providers.publishing import Token
from include.providers.reading import MAX_SAID, number_of, text_of
from include.providers.values import Reply

SHORTEST_S = 3600.0
"""What a token holds where the service does not say."""


def token_of(reply: Reply, who: str) -> Token:
    """Read an access token, and the next refresh token where there is one.

    Raises:
        BadReply: There is no access token.
    """
    body = reply.object()
    lasts_s = number_of(body, "expires_in")
    refresh = body.get("refresh_token")
    return Token(
        text_of(body, "access_token", who),
        refresh if isinstance(refresh, str) else "",
        SHORTEST_S if lasts_s is None else lasts_s,
    )


def error_of(reply: Reply, who: str) -> ProviderError | None:
    """Classify the refusal of a grant, ``{"error": "invalid_grant", …}``; ``None`` for others."""
    body = reply.object_or_empty()
    code = body.get("error")
    if not isinstance(code, str) or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    said = str(body.get("error_description") or code)[:MAX_SAID].rstrip(".")
    if code in ("invalid_client", "unauthorized_client"):
        return Fatal(f"{who} does not know the OAuth client: {said}. Check login and password.")
    return Fatal(
        f"{who} gives no access token any more ({code}): {said}. Sign in again, and put the new "
        "refresh_token into the connection's extra."
    )
