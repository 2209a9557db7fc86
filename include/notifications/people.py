"""Tell people, through Apprise: mail, chat, a phone, and a hundred other services.

Documentation: https://github.com/caronc/apprise. Its addresses hold tokens and passwords, so they
are never shown; its own log is kept silent.
"""

import logging
from collections.abc import Sequence
from functools import cache
from typing import Any

from include.domain.notification import Kind, Notification

LOOKS: dict[Kind, str] = {
    "review_requested": "info",
    "batch_finished": "success",
    "failure_budget_passed": "failure",
    "spend_passed": "warning",
}


def tell_people(notification: Notification, addresses: Sequence[str]) -> list[str]:
    """Send a notification to every Apprise address; return what went wrong, if anything.

    One address that fails keeps no other from being told.
    """
    troubles = []
    for number, address in enumerate(addresses, start=1):
        which = f"Address {number} of {len(addresses)}"
        service = _service(address)
        if service is None:
            troubles.append(f"{which} is none that Apprise knows. Correct the connection.")
        elif not _told(service, notification):
            troubles.append(f"{which} ({service.service_name}) did not take it.")
    return troubles


def _service(address: str) -> Any:
    apprise = _apprise()
    look = apprise.AppriseAsset(app_id="Dailies", app_desc="Dailies", async_mode=False)
    return apprise.Apprise.instantiate(address, asset=look)


def _told(service: Any, notification: Notification) -> bool:
    text = "\n".join(part for part in (notification.body, notification.link) if part)
    look = LOOKS[notification.kind]
    return bool(service.notify(body=text, title=notification.subject, notify_type=look))


@cache
def _apprise() -> Any:
    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    return apprise
