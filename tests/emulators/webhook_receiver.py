"""A receiver of Standard Webhooks: verifies each message, drops what it has seen, counts the rest.

Routes: message. Settings: ``secret``, ``secrets`` (all that are valid now), ``tolerance_s``.
"""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from tests.emulators.answers import Answer, Call
from tests.emulators.server import Emulator, main

SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


class WebhookReceiver(Emulator):
    """Somebody's own address."""

    def defaults(self) -> dict[str, Any]:
        return {"secrets": [SECRET], "tolerance_s": 300}

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.events: dict[str, dict[str, Any]] = {}

    def stats(self) -> dict[str, Any]:
        told = [event["data"].get("description", "") for event in self.events.values()]
        counted = {"public": len(self.events), "events": list(self.events)}
        return {**super().stats(), **counted, "descriptions": told}

    def route(self, call: Call) -> str:
        return "message"

    def answer(self, route: str, call: Call, fault: dict[str, Any]) -> Answer:
        if call.method != "POST":
            return Answer(405, {"detail": "Method Not Allowed"})
        if wrong := self.wrong(call.headers, call.body):
            return Answer(401, {"detail": wrong})
        body = json.loads(call.body)
        if sorted(body) != ["data", "timestamp", "type"]:
            return Answer(400, {"detail": "type, timestamp and data are expected"})
        with self.lock:
            seen = call.headers["webhook-id"] in self.events
            self.totals["duplicates"] += seen
            self.events.setdefault(call.headers["webhook-id"], body)
        return Answer(204)

    def wrong(self, headers: dict[str, str], body: bytes) -> str:
        """Say what is wrong with a message; "" when it is genuine."""
        if missing := [name for name in HEADERS if not headers.get(name)]:
            return f"no {missing[0]}"
        message_id, timestamp, signatures = (headers[name] for name in HEADERS)
        if "." in message_id or not timestamp.isdecimal():
            return "malformed"
        if abs(time.time() - int(timestamp)) > self.settings["tolerance_s"]:
            return "out of time"
        content = f"{message_id}.{timestamp}.".encode() + body
        given = [each.removeprefix("v1,") for each in signatures.split() if each[:3] == "v1,"]
        for secret in self.settings["secrets"]:
            key = base64.b64decode(secret.removeprefix("whsec_"))
            own = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
            if any(hmac.compare_digest(own, each) for each in given):
                return ""
        return "no signature fits"


if __name__ == "__main__":
    main(WebhookReceiver)
