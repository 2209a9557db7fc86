"""The platforms there are emulators of, and the accounts these know."""

from dataclasses import dataclass
from typing import Any

from tests.emulators.webhook_receiver import SECRET, WebhookReceiver


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
]
