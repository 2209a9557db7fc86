"""The platforms there are emulators of, and the accounts these know."""

from dataclasses import dataclass, field
from typing import Any

from tests.emulators.instagram import Instagram
from tests.emulators.tiktok import Tiktok
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
    settings: dict[str, Any] = field(default_factory=dict)

    def reset(self, emulator):
        """Put an emulator back to how it is at first."""
        emulator.settings = {**emulator.defaults(), **self.settings}
        emulator.reset()

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
    Platform(
        "tiktok",
        Tiktok,
        {
            "login": "emulator-client",
            "secret": "emulator-secret",
            "extra": {"refresh_token": "emulator-refresh", "chunk_bytes": 250_000},
        },
        12,
        # a token whose answer got lost is test_tiktok's: there it takes a person
        ("creator", "init", "upload", "status"),
        {"min_chunk": 250_000},
    ),
    Platform(
        "instagram",
        Instagram,
        {"login": "17841400000000000", "secret": "emulator-token"},
        12,
        ("limit", "create", "upload", "container", "publish", "permalink"),
    ),
]
