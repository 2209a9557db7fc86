"""Tell people: connection ``dailies_notify``.

Its password is one Apprise address or more, with white space between them.
"""

from typing import TYPE_CHECKING

from dailies.notifiers.channel import ChannelNotifier
from include.providers.errors import Fatal

if TYPE_CHECKING:
    from airflow.sdk import Connection


class PeopleNotifier(ChannelNotifier):
    """Tell people by mail, chat or whatever else Apprise has an address for."""

    default_conn_id = "dailies_notify"

    def tell(self, connection: "Connection") -> None:
        """Tell every address; one that fails keeps no other from it."""
        from include.notifications.people import tell_people

        addresses = (connection.password or "").split()
        if not addresses:
            raise Fatal("It has no address. Set its password to one Apprise address or more.")
        if troubles := tell_people(self.notification, addresses):
            raise Fatal(" ".join(troubles))
