"""Report what was spent."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import timezone

from dailies.operators.stage import DocumentedOperator
from dailies.run import housekeeping_of
from include.domain.housekeeping import DAG_ID

if TYPE_CHECKING:
    from airflow.sdk import Context


class ReportSpendOperator(DocumentedOperator):
    """Tell what each day and provider cost, sure and in doubt, and write it to a file.

    The file is `reports/housekeeping-<date>.json`, days in UTC; a second run of the day writes it
    anew. In doubt is what a provider may have charged for an order whose reply was lost.
    """

    def execute(self, context: "Context") -> dict[str, Any]:
        """Return the report's sums and its path."""
        from dailies.hooks.ledger import ledger
        from include.domain.spending import SpendReport
        from include.reporting.writing import save_report
        from include.settings import Settings

        at = timezone.utcnow()
        since = at.date() - timedelta(days=housekeeping_of(context).report_days - 1)
        days = ledger().spend.by_day(since)
        report = SpendReport(
            written_at=at,
            since=since,
            days=days,
            sure_usd=round(sum(day.sure_usd for day in days), 6),
            doubtful_usd=round(sum(day.doubtful_usd for day in days), 6),
        )
        for day in days:
            self.log.info(
                "%s %s: %.2f USD for %d orders, and %.2f USD in doubt for %d",
                day.day,
                day.provider,
                day.sure_usd,
                day.orders - day.doubts,
                day.doubtful_usd,
                day.doubts,
            )
        path = save_report(report, Settings.from_env().reports, f"{DAG_ID}-{at:%Y-%m-%d}")
        self.log.info(
            "Since %s: %.2f USD, and %.2f USD in doubt. The report is at %s",
            since,
            report.sure_usd,
            report.doubtful_usd,
            path,
        )
        return {
            "path": str(path),
            "sure_usd": report.sure_usd,
            "doubtful_usd": report.doubtful_usd,
        }
