"""The access token of an account: refreshed when it runs out, by one task at a time.

A service may give a new refresh token with each access token. The newest lies in the ledger,
sealed with what the connection holds: signing in anew there makes what lies here worthless.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from include.domain import digest_of
from include.ledger.tokens import Tokens
from include.providers.errors import Retryable
from include.providers.publishing import RemotePublisher, Token
from include.providers.transport import steps
from include.publishing.sealing import Seal

MARGIN_S = 120.0
"""An access token that runs out sooner than this is replaced before it is used."""
PATIENCE_S = 75.0


@dataclass(frozen=True)
class _Kept:
    token: Token
    expires_at: float
    sealed: str


class Access:
    """Access tokens of a publisher's account, in a worker."""

    def __init__(
        self,
        publisher: RemotePublisher,
        tokens: Tokens,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        first = publisher.first_token()
        basis = digest_of([publisher.account.secret, first.access, first.refresh])
        self._publisher, self._tokens, self._sleep = publisher, tokens, sleep
        self._seal = Seal(basis, "tokens")
        self._account = f"{publisher.identity[:150]}:{digest_of([basis, 'account'])[:16]}"
        self._first = first
        self.secrets: tuple[str, ...] = (first.access, first.refresh)

    def token(self, *, stale: str = "") -> str:
        """Return an access token; another than ``stale``, which was refused.

        Raises:
            Fatal: The account must be signed in to again, by a person.
            ProviderError: The service did not give one.
        """
        ends = time.monotonic() + PATIENCE_S
        while True:
            kept = self._kept()
            fresh = kept.expires_at - time.time() > MARGIN_S
            if kept.token.access and kept.token.access != stale and fresh:
                return self._known(kept.token)
            if self._tokens.begin(self._account, seen=kept.sealed):
                return self._known(self._refreshed(kept))
            if time.monotonic() > ends:
                raise Retryable(f"Another task has long been signing in at {self._publisher.name}.")
            self._sleep(0.5)

    def _kept(self) -> _Kept:
        sealed = self._tokens.sealed(self._account)
        value = self._seal.opened(sealed) if sealed else None
        if value is None:
            return self._begun(sealed)
        return _Kept(Token(value["access"], value["refresh"]), value["expires_at"], sealed)

    def _begun(self, sealed: str) -> _Kept:
        """What the connection holds, from now on; kept where that is an access token already."""
        first = self._first
        ends = time.time() + first.expires_in_s
        if first.access and self._tokens.begin(self._account, seen=sealed):
            value = {"access": first.access, "refresh": first.refresh, "expires_at": ends}
            sealed = self._seal.closed(value)
            self._tokens.end(self._account, sealed)
        return _Kept(first, ends, sealed)

    def _refreshed(self, kept: _Kept) -> Token:
        sealed = None
        publisher, what = self._publisher, f"Signing in at {self._publisher.name}"
        try:
            request = publisher.refresh(kept.token.refresh)
            reply = steps.exchange(publisher, request, what=what)
            secrets = (*self.secrets, kept.token.refresh)
            token = publisher.token(steps.check(publisher, reply, what=what, secrets=secrets))
            refresh = token.refresh or kept.token.refresh
            expires_at = time.time() + token.expires_in_s
            value = {"access": token.access, "refresh": refresh, "expires_at": expires_at}
            sealed = self._seal.closed(value)
        finally:
            self._tokens.end(self._account, sealed)
        return Token(token.access, refresh, token.expires_in_s)

    def _known(self, token: Token) -> str:
        self.secrets = tuple(dict.fromkeys((*self.secrets, token.access, token.refresh)))
        return token.access
