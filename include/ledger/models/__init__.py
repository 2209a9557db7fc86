"""The ledger's tables; ``migrations`` makes them."""

from include.ledger.models.base import Base
from include.ledger.models.memory import (
    FootageRow,
    RateRow,
    RememberedBatchRow,
    RememberedKeyRow,
    RememberedRow,
)
from include.ledger.models.orders import JobRow, SpendRow, TopicRow, WaitRow
from include.ledger.models.shorts import (
    PublicationRow,
    QuotaRow,
    ShortRow,
    TakeRow,
    TokenRow,
    ToldRow,
)

__all__ = [
    "Base",
    "FootageRow",
    "JobRow",
    "PublicationRow",
    "QuotaRow",
    "RateRow",
    "RememberedBatchRow",
    "RememberedKeyRow",
    "RememberedRow",
    "ShortRow",
    "SpendRow",
    "TakeRow",
    "TokenRow",
    "ToldRow",
    "TopicRow",
    "WaitRow",
]
