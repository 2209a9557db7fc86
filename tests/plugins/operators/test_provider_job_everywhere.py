"""The same operator and the same trigger for every service."""

import json
import logging

import pytest

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from tests.plugins.jobs import context, fired, operator_at, started
from tests.plugins.services import SERVICES
from tests.plugins.services.service import PRICE_USD

POLLED = pytest.mark.parametrize("service", [s for s in SERVICES if not s.at_once], ids=str)
AT_ONCE = pytest.mark.parametrize("service", [s for s in SERVICES if s.at_once], ids=str)


@POLLED
def test_jobs_that_take_time_are_waited_for_in_the_triggerer_and_paid_once(
    service, emulator, caplog
):
    emulator.settings |= {"queue_s": 0.1, "job_s": 60}
    task, ctx = operator_at(service, "sea", "shore"), context()
    with caplog.at_level(logging.DEBUG):
        deferred = started(task, ctx)
        emulator.settings["job_s"] = 0
        event = fired(deferred)
        assert event["kind"] == "settled"
        first, other = task.execute_complete(ctx, event)
    assert first.media.digest != other.media.digest
    assert emulator.stats()["charged"] == 2
    assert ledger().spend.spent(batch="run").usd == 2 * PRICE_USD
    told = caplog.text + json.dumps(deferred.trigger.serialize()[1])
    assert "emulator-key" not in told
    again = operator_at(service, "sea", "shore").execute(context(max_tries=3, try_number=2))
    assert all(result.reused for result in again)
    assert emulator.stats()["charged"] == 2


@POLLED
def test_a_cleared_task_attaches_to_the_jobs_it_had(service, emulator):
    emulator.settings["job_s"] = 60
    started(operator_at(service), context())
    task, ctx = operator_at(service), context(max_tries=3, try_number=2)
    deferred = started(task, ctx)
    emulator.settings["job_s"] = 0
    assert task.execute_complete(ctx, fired(deferred))
    assert emulator.stats()["charged"] == 1


@AT_ONCE
def test_what_is_answered_at_once_needs_no_deferral(service, emulator):
    first, other = operator_at(service, "sea", "shore").execute(context())
    assert media_store().local(first.media).read_bytes().startswith(b"\x89PNG")
    assert first.media.digest != other.media.digest
    again = operator_at(service, "sea", "shore").execute(context(try_number=2))
    assert all(result.reused for result in again)
    assert emulator.stats()["charged"] == 2
