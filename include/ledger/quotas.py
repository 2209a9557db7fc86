"""What is left of a platform's daily quotas, planned before anything is called."""

from collections.abc import Mapping

from include.ledger.database import reading, writing_alone
from include.ledger.models import QuotaRow


class Quotas:
    """The quotas of a ledger; ``url`` is its database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def book(
        self,
        account: str,
        costs: Mapping[str, int],
        *,
        limits: Mapping[str, int],
        days: Mapping[str, str],
    ) -> str:
        """Book units of several buckets, all of them or none.

        Args:
            account: Whose quota it is.
            costs: Units by bucket.
            limits: Units a day, by bucket.
            days: The day (``2026-11-22``) it now is for each bucket.

        Returns:
            The bucket that has too little left today; "" when all was booked.
        """
        with writing_alone(self._url) as session:
            rows = []
            for bucket, units in costs.items():
                key = (account, bucket, days[bucket])
                row = session.get(QuotaRow, key) or QuotaRow(
                    account=account, bucket=bucket, day=days[bucket], used=0
                )
                if row.used + units > limits[bucket]:
                    return bucket
                rows.append((row, units))
            for row, units in rows:
                row.used += units
                session.add(row)
            return ""

    def used(self, account: str, bucket: str, day: str) -> int:
        """Return how much of a bucket is booked on a day."""
        with reading(self._url) as session:
            row = session.get(QuotaRow, (account, bucket, day))
            return row.used if row else 0
