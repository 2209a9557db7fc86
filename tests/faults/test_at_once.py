"""Jobs that are done at once, or just after they were first asked after, fail no task.

Airflow fails a task whose trigger fires while its worker is still leaving.
"""

import pytest

from tests.faults.batch import CLIPS, SHOTS
from tests.waiting import eventually

pytestmark = [pytest.mark.faults, pytest.mark.integration, pytest.mark.slow]

TOPICS = 20
QUICK_S = 2.0
"""Over by the trigger's first poll, if not by the worker's."""


def test_many_jobs_done_at_once_or_just_later_need_no_second_try(batches, fal):
    fal.settings["job_s"] = QUICK_S
    quick = batches.start(*(f"Quick {number}" for number in range(TOPICS)))
    eventually(lambda: len(quick.rows()) == TOPICS * SHOTS, what="everything being ordered")
    fal.settings["job_s"] = 0
    at_once = batches.start(*(f"At once {number}" for number in range(TOPICS)))
    for batch in (quick, at_once):
        eventually(lambda batch=batch: done(batch), what="all clips being there")
        assert batch.tries() == {1}
        assert len(batch.taken(fal)) == TOPICS * SHOTS
        assert batch.states() == ["succeeded"] * TOPICS * SHOTS
    assert any("Trigger fired event" in log for log in quick.logs())


def done(batch):
    states = {task["state"] for task in batch.tasks(CLIPS)}
    assert not states & {"failed", "up_for_retry", "upstream_failed"}
    return states == {"success"}
