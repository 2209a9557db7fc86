"""Tell a program: connection ``dailies_notify_webhook``.

Its host is the whole address, its password the secret the message is signed with (``whsec_…``).
"""

from typing import TYPE_CHECKING

from dailies.hooks.provider import base_url_of
from dailies.notifiers.channel import ChannelNotifier
from include.providers.errors import Fatal

if TYPE_CHECKING:
    from airflow.sdk import Connection


class ProgramNotifier(ChannelNotifier):
    """Tell a program by a signed webhook (Standard Webhooks)."""

    default_conn_id = "dailies_notify_webhook"

    def tell(self, connection: "Connection") -> None:
        """Send the message; it is tried three times."""
        from include.notifications.programs import tell_program

        url = base_url_of(connection)
        if not url:
            raise Fatal("It has no address. Set its host, with scheme and path.")
        tell_program(self.notification, url=url, secrets=connection.password or "")
