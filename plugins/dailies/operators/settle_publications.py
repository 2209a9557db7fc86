"""Take a person's word for what became of unconfirmed publications."""

from typing import TYPE_CHECKING

from airflow.sdk.exceptions import AirflowFailException

from dailies.operators.stage import DocumentedOperator
from dailies.run import housekeeping_of

if TYPE_CHECKING:
    from airflow.sdk import Context


class SettlePublicationsOperator(DocumentedOperator):
    """Write down what a person saw at a platform of a publication that was left `unconfirmed`.

    What is public is published; what is not may be sent again, from the beginning: clear its
    publish_short. Anything but an unconfirmed publication is left as it is, and fails the task.
    """

    def execute(self, context: "Context") -> int:
        """Return how many were settled."""
        from dailies.hooks.ledger import ledger

        request, book, unknown = housekeeping_of(context), ledger().publications, []
        for each in () if request.dry_run else request.settle:
            if book.settle(each.short, each.target, public=each.public, url=each.url):
                said = "public" if each.public else "not public"
                self.log.info("%s on %s is settled: %s", each.short, each.target, said)
            else:
                unknown.append(f"{each.short} on {each.target}")
        if unknown:
            raise AirflowFailException(
                f"These are not unconfirmed: {', '.join(unknown)}. Check them in the report."
            )
        return 0 if request.dry_run else len(request.settle)
