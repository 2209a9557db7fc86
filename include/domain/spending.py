"""What was spent, as written to ``reports/housekeeping-<date>.json``."""

from datetime import date, datetime

from include.domain.base import Model


class DaySpend(Model):
    """What a UTC day cost at a provider.

    ``sure_usd`` was charged as far as anyone knows; of ``doubtful_usd`` the reply was lost, in
    ``doubts`` of the ``orders``.
    """

    day: date
    provider: str
    orders: int
    doubts: int
    sure_usd: float
    doubtful_usd: float


class SpendReport(Model):
    """The spending since ``since``, by UTC day and provider."""

    written_at: datetime
    since: date
    days: tuple[DaySpend, ...]
    sure_usd: float
    doubtful_usd: float
