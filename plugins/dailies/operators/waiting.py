"""What an operator is deferred for: the jobs of its orders, or its turn to order."""

import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from dailies.triggers.provider_job import ProviderJobTrigger
from dailies.triggers.watched import watched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from include.ordering.asking import Later, Pending
    from include.providers.base import JobProvider, Provider

MARGIN_S = 300.0
"""Airflow's own timeout comes so much later than ours, which says more."""

log = logging.getLogger(__name__)


def waiting_for(
    pending: "Sequence[Pending]",
    later: "Sequence[Later]",
    *,
    provider: "Provider",
    conn_id: str,
    hold_s: float,
    since: float | None,
) -> tuple[ProviderJobTrigger, timedelta]:
    """Return the trigger that waits, and when Airflow is to give it up.

    Args:
        pending: The jobs under way.
        later: What has to wait before it can be ordered.
        provider: Whose jobs they are, or who is asked next.
        conn_id: Its connection.
        hold_s: Seconds for which an event is held back.
        since: Epoch seconds since when something has had to wait; ``None`` where nothing does.
    """
    now, jobs = time.time(), [watched(each, cast("JobProvider", provider)) for each in pending]
    for wait in later:
        log.info("Waiting %.0f s: %s", max(0.0, wait.at - now), wait.why)
    if jobs:
        log.info("Waiting in the triggerer for %d job(s) of %s", len(jobs), provider.name)
    resume_at = min((wait.at for wait in later), default=None)
    trigger = ProviderJobTrigger(
        stage=provider.stage,
        provider=provider.name,
        conn_id=conn_id,
        jobs=jobs,
        not_before=now + hold_s,
        resume_at=resume_at,
        echo={
            "stage": provider.stage,
            "provider": provider.name,
            "booked": sum(wait.booked for wait in later),
            "waiting_since": since,
        },
    )
    last = max([now, resume_at or now, *(job["deadline_at"] for job in jobs)])
    return trigger, timedelta(seconds=last - now + MARGIN_S)
