"""What emulators share whose accounts sign in with OAuth: tokens that run out and may rotate."""

import secrets
import time
from typing import Any
from urllib.parse import parse_qsl

from tests.emulators.answers import Answer, Call


class Accounts:
    """One client, one account; settings of the emulator say how they are to be used."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings
        self._refresh = settings["refresh_token"]
        self._access: dict[str, float] = {}

    def token(self, call: Call) -> Answer:
        """Answer a refresh token grant."""
        if call.headers.get("content-type") != "application/x-www-form-urlencoded":
            return Answer(400, {"error": "invalid_request"})
        form, settings = dict(parse_qsl(call.body.decode())), self._settings
        client = form.get("client_id") or form.get("client_key")
        if (client, form.get("client_secret")) != (settings["client"], settings["secret"]):
            return Answer(401, {"error": "invalid_client"})
        if form.get("grant_type") != "refresh_token":
            return Answer(400, {"error": "unsupported_grant_type"})
        if form.get("refresh_token") != self._refresh:
            said = "Token has been expired or revoked."
            return Answer(400, {"error": "invalid_grant", "error_description": said})
        access = f"access-{secrets.token_hex(8)}"
        self._access[access] = time.time() + settings["access_s"]
        body = {"access_token": access, "expires_in": settings["access_s"], "token_type": "Bearer"}
        if settings["rotates"]:
            self._refresh = f"refresh-{secrets.token_hex(8)}"
            body["refresh_token"] = self._refresh
        return Answer(200, body)

    def knows(self, call: Call, scheme: str = "Bearer") -> bool:
        """Whether a call shows an access token that holds."""
        shown = call.headers.get("authorization", "").removeprefix(f"{scheme} ")
        return self._access.get(shown, 0) > time.time()

    def revoke(self) -> None:
        """Take every access token back."""
        self._access.clear()
