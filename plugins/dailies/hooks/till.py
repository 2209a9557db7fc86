"""The till of one task: where it pays for calls that are answered while it waits."""

from typing import TYPE_CHECKING

from dailies.run import asker_of, batch_of, request_of

if TYPE_CHECKING:
    from airflow.sdk import Context

    from dailies.hooks.provider import Service
    from include.ordering.paying import Till

LEASE_S = 900.0
"""Longer than any answer takes; another try of the same task does not wait for it."""


def till_for(service: "Service", context: "Context", *, topic_id: str) -> "Till":
    """Return the till of a task for a service, with the run's budget and the day's.

    Raises:
        Fatal: A limit or the policy of the connection cannot be read.
    """
    from dailies.hooks.ledger import day_budget_usd, ledger
    from dailies.hooks.media import media_store
    from include.limits.budget import Budget
    from include.ordering.asking import Rules, lost_submit_of
    from include.ordering.paying import Till

    policy = lost_submit_of(service.provider.account.extra, service.conn_id) or "resubmit"
    budget = Budget(request_of(context).budget_usd, day_budget_usd())
    return Till(
        ledger=ledger(),
        store=media_store(),
        asker=asker_of(context, batch=batch_of(context), topic_id=topic_id),
        rules=Rules(budget=budget, lost_submit=policy, lease_s=LEASE_S),
        conn_id=service.conn_id,
    )
