"""What the notifiers share: a connection, and that telling never fails a task."""

from typing import TYPE_CHECKING, Any, ClassVar

from airflow.sdk import BaseHook, BaseNotifier
from airflow.sdk.exceptions import AirflowNotFoundException

from include.notifications.spending import threshold

if TYPE_CHECKING:
    from airflow.sdk import Connection, Context

    from include.domain.notification import Notification


class ChannelNotifier(BaseNotifier):
    """Tell of something through a connection; without that connection, nobody.

    Extra field ``kinds`` of the connection lists what is told, everything without it. Whatever goes
    wrong is logged as a warning.

    :param notification: What is told.
    :param conn_id: The connection; by default the channel's own.
    """

    default_conn_id: ClassVar[str]

    def __init__(self, notification: "Notification", *, conn_id: str = "") -> None:
        super().__init__()
        self.notification = notification
        self.conn_id = conn_id or self.default_conn_id

    @classmethod
    def connection(cls, conn_id: str = "") -> "Connection | None":
        """Return the channel's connection; ``None`` when there is none."""
        try:
            found: Connection = BaseHook.get_connection(conn_id or cls.default_conn_id)
        except AirflowNotFoundException:
            return None
        return found

    @classmethod
    def thresholds(cls) -> tuple[float | None, float | None]:
        """Return the sums in USD, of a batch and of a day, beyond which this channel is told."""
        connection = cls.connection()
        extra: dict[str, Any] = connection.extra_dejson if connection else {}
        return threshold(extra, "batch_over_usd"), threshold(extra, "day_over_usd")

    def notify(self, context: "Context") -> None:  # noqa: ARG002
        """Tell, if there is a connection that wants to be told."""
        try:
            connection = self.connection(self.conn_id)
            if connection and self._wanted(connection):
                self.tell(connection)
                self.log.info("Told %s: %s", self.conn_id, self.notification.subject)
        except Exception as error:  # noqa: BLE001 - nothing that goes wrong here is the task's
            self.log.warning("Not everybody was told by %s. %s", self.conn_id, self._said(error))

    def tell(self, connection: "Connection") -> None:
        """Tell through the connection.

        Raises:
            ProviderError: Somebody was not told; the message shows no secret.
        """
        raise NotImplementedError

    def _wanted(self, connection: "Connection") -> bool:
        kinds = connection.extra_dejson.get("kinds")
        return not kinds or self.notification.kind in kinds

    def _said(self, error: Exception) -> str:
        """An error of a library's may hold an address with its password."""
        from include.providers.errors import ProviderError

        return str(error) if isinstance(error, ProviderError) else type(error).__name__
