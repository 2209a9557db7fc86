"""The platforms there are emulators of, and the accounts these know."""

from dataclasses import dataclass
from typing import Any

from tests.emulators.webhook_receiver import SECRET, WebhookReceiver
from tests.emulators.youtube import Youtube


@dataclass(frozen=True)
class Platform:
    """A platform; ``account`` are the fields of its connection."""

    name: str
    emulator: Any
    fields: dict[str, Any]
    least_steps: int
    routes: tuple[str, ...]

    def account(self, emulator):
        return {"base_url": emulator.url, **self.fields}


PLATFORMS = [
    Platform("webhook", WebhookReceiver, {"secret": SECRET}, 6, ("message",)),
    Platform(
        "youtube",
        Youtube,
        {
            "login": "emulator-client",
            "secret": "emulator-secret",
            "extra": {"refresh_token": "emulator-refresh", "chunk_kib": 256},
        },
        20,
        ("token", "start", "send", "query", "captions", "thumbnail", "videos"),
    ),
]
