"""Tell whoever wants to know, through every channel that has a connection."""

import logging
from typing import TYPE_CHECKING

from airflow.sdk import timezone

from dailies.notifiers.people import PeopleNotifier
from dailies.notifiers.programs import ProgramNotifier
from dailies.run import batch_of
from dailies.ui import addresses

if TYPE_CHECKING:
    from airflow.sdk import Context

    from dailies.notifiers.channel import ChannelNotifier
    from include.domain.notification import Notification

CHANNELS: "tuple[type[ChannelNotifier], ...]" = (PeopleNotifier, ProgramNotifier)

log = logging.getLogger(__name__)


def everybody(notification: "Notification") -> "list[ChannelNotifier]":
    """Return the notifiers that tell all channels, as Airflow wants to call them."""
    return [channel(notification) for channel in CHANNELS]


def tell_of_spending(context: "Context") -> None:
    """Tell the channels which want to know that the batch, or the day, has cost so much by now.

    Each is told once of each sum. Nothing that goes wrong here fails the task.
    """
    for channel in CHANNELS:
        try:
            _tell_of_spending(context, channel)
        except Exception as error:  # noqa: BLE001 - as for every notification
            log.warning("Nobody was told of the spending by %s. %s", channel.default_conn_id, error)


def _tell_of_spending(context: "Context", channel: "type[ChannelNotifier]") -> None:
    batch_over, day_over = channel.thresholds()
    if batch_over is None and day_over is None:
        return
    from dailies.hooks.ledger import ledger
    from include.notifications.messages import spend_passed

    book, batch, now = ledger(), batch_of(context), timezone.utcnow()
    days = book.spend.by_day(now.date())
    of_today = sum(day.sure_usd + day.doubtful_usd for day in days)
    sums = (
        (f"batch {batch}", book.spend.spent(batch=batch).usd, batch_over),
        (f"{now.date().isoformat()} (UTC)", of_today, day_over),
    )
    link = addresses.run(context["ti"].dag_id, context["run_id"])
    for what, usd, over in sums:
        if over is None or usd <= over:
            continue
        if book.told.first(f"{channel.__name__}: {what} over {over:g} USD"):
            channel(spend_passed(what, usd, over, at=now, link=link))(context)
