"""A service's daily quotas, booked before anything is called."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from include.ledger.quotas import Quotas
from include.providers.errors import QuotaSpent
from include.providers.quotas import Metered


def book(provider: Metered, quotas: Quotas, costs: Mapping[str, int]) -> None:
    """Book what a step costs, all of it or nothing.

    Raises:
        QuotaSpent: There is too little left today; it is more at the platform's next midnight.
        Fatal: The connection's quota is none.
    """
    if not costs:
        return
    zones = {name: ZoneInfo(provider.quotas[name].zone) for name in costs}
    today = {name: datetime.now(zone).date() for name, zone in zones.items()}
    missing = quotas.book(
        provider.identity,
        costs,
        limits=provider.limits_a_day(costs),
        days={name: day.isoformat() for name, day in today.items()},
    )
    if missing:
        midnight = datetime.combine(
            today[missing] + timedelta(days=1), datetime.min.time(), zones[missing]
        )
        raise QuotaSpent(
            f"Today's {missing} of {provider.name} are used up or promised.",
            retry_after_s=(midnight - datetime.now(UTC)).total_seconds(),
        )
