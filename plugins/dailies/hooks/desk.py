"""The desk of one task: its provider with ledger, store and limits."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from include.limits.budget import Budget
from include.ordering.desk import Desk

if TYPE_CHECKING:
    from dailies.hooks.provider import Service
    from include.ordering.asking import Asker, Rules, Stop
    from include.providers.base import JobProvider


def desk_for(
    service: "Service", asker: "Asker", rules: "Rules", *, run_usd: float | None, stop: "Stop"
) -> Desk:
    """Return the desk where a task's orders to ``service`` are settled.

    What the connection says of lost submissions goes before the task's rules.

    Raises:
        Fatal: A limit or the policy of the connection cannot be read.
        Retryable: Limits are set, and there is no Redis to keep them.
    """
    from dailies.hooks.ledger import day_budget_usd, ledger
    from dailies.hooks.limits import gate_of
    from dailies.hooks.media import media_store
    from include.ordering.asking import lost_submit_of
    from include.ordering.collecting import Collector
    from include.ordering.presenting import Presenter
    from include.ordering.submitting import Submitter

    provider, book, store = cast("JobProvider", service.provider), ledger(), media_store()
    policy = lost_submit_of(provider.account.extra, service.conn_id) or rules.lost_submit
    rules = replace(rules, budget=Budget(run_usd, day_budget_usd()), lost_submit=policy)
    return Desk(
        Submitter(
            provider, service.conn_id, book, gate_of(service), asker, rules, Presenter(store)
        ),
        Collector(provider, book, store, asker),
        stop=stop,
    )
