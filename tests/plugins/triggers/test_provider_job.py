"""The trigger reads, waits, and fires one event; it cancels only when a person failed the task."""

import asyncio
import inspect
import json
import logging
import time
from types import SimpleNamespace

import pytest
from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance
from airflow.sdk.serde import deserialize, serialize

from dailies.triggers import patience, provider_job
from dailies.triggers.provider_job import ProviderJobTrigger
from include.providers import errors
from include.providers.transport import asynchronous
from tests.emulators.openai_videos import OpenaiVideos
from tests.plugins.jobs import connection, context, fired, operator, started

RUNNING_S = 60


@pytest.fixture
def deferred(fal):
    fal.settings["job_s"] = RUNNING_S
    return started(operator("sea", "shore"), context())


def done(fal):
    fal.settings["job_s"] = 0.0


def test_everything_init_takes_serialize_gives(deferred):
    path, kwargs = deferred.trigger.serialize()
    assert path == "dailies.triggers.provider_job.ProviderJobTrigger"
    assert set(kwargs) == set(inspect.signature(ProviderJobTrigger).parameters)
    again = ProviderJobTrigger(**deserialize(json.loads(json.dumps(serialize(kwargs)))))
    assert again.serialize() == (path, kwargs)


def test_what_is_stored_holds_no_secret_and_no_signed_url(deferred):
    stored = json.dumps(deferred.trigger.serialize())
    for secret in ("emulator-key", "Signature", "http://"):
        assert secret not in stored
    assert "emulator-key" not in repr(deferred.trigger)


def test_the_first_event_is_held_back_though_all_is_done(fal):
    fal.settings["job_s"] = RUNNING_S
    deferred = started(operator("sea", first_event_s=1.0), context())
    at = time.time()
    done(fal)
    fired(deferred)
    assert time.time() - at >= 0.9


def test_the_hold_is_fifteen_seconds_unless_a_test_says_otherwise():
    from dailies.operators.provider_job import ProviderJobOperator

    assert inspect.signature(ProviderJobOperator).parameters["first_event_s"].default >= 15


def test_one_poll_beyond_the_deadline_is_for_the_worker(fal, deferred):
    deferred.trigger.jobs[0]["deadline_at"] = time.time()
    deferred.trigger.jobs[1]["deadline_at"] = time.time() + 0.2
    assert fired(deferred)["kind"] == "settled"


def test_the_deadline_is_absolute(fal, deferred):
    """A triggerer started again an hour later does not wait another hour."""
    for job in deferred.trigger.jobs:
        job["deadline_at"] = time.time() - 1
    before = fal.stats()["requests"]["status"]
    assert fired(deferred)["kind"] == "settled"
    assert fal.stats()["requests"]["status"] == before


def test_it_resumes_early_when_more_may_be_ordered(fal, deferred):
    deferred.trigger.resume_at = time.time() + 0.3
    deferred.trigger.echo = {"booked": 2}
    assert fired(deferred) == {"kind": "resume", "booked": 2}


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"how": "unknown_status"}, "UnknownStatus"),
        ({"how": "html", "times": 0}, "BadReply"),
        ({"how": "malformed", "times": 0}, "BadReply"),
    ],
)
def test_what_is_not_understood_ends_the_wait_with_its_kind(fal, deferred, fault, kind):
    fal.misbehave("status", **fault)
    event = fired(deferred)
    assert event["kind"] == kind
    assert isinstance(errors.named(kind, event["message"]), errors.Fatal)


def test_a_refused_key_ends_the_wait(fal, deferred):
    fal.settings["key"] = "another"
    assert fired(deferred)["kind"] == "Fatal"


@pytest.mark.parametrize("how", ["500", "429", "cut_before"])
def test_passing_trouble_that_does_not_pass_ends_the_wait(fal, deferred, how, monkeypatch):
    monkeypatch.setattr(patience, "FORGIVEN_S", 0.3)
    fal.misbehave("status", how, times=0)
    before = time.time()
    event = fired(deferred)
    assert issubclass(type(errors.named(event["kind"], "")), errors.Retryable)
    assert time.time() - before >= 0.3
    assert fal.stats()["requests"]["status"] > patience.FORGIVEN


def test_retry_after_is_honoured(fal, deferred):
    fal.misbehave("status", "429", times=2, retry_after=1)
    done(fal)
    before = time.time()
    fired(deferred)
    assert time.time() - before >= 1


def test_a_hint_that_the_worker_was_given_is_honoured_by_the_trigger(fal):
    fal.settings["job_s"] = RUNNING_S
    fal.misbehave("status", "429", retry_after=1)
    begun = started(operator("sea"), context())
    done(fal)
    before = time.time()
    fired(begun)
    assert time.time() - before >= 0.8


def test_a_job_gone_at_the_service_is_for_the_worker(fal, deferred):
    fal.runs.clear()
    assert fired(deferred)["kind"] == "settled"


def test_a_connection_that_is_gone_is_an_event_not_an_exception(fal, deferred, monkeypatch):
    monkeypatch.delenv("AIRFLOW_CONN_DAILIES_CLIP")
    assert fired(deferred)["kind"] == "Fatal"


def test_a_bug_is_an_event_too(fal, deferred, monkeypatch):
    monkeypatch.setattr(provider_job, "next_poll_s", lambda *_, **__: 1 / 0)
    event = fired(deferred)
    assert event["kind"] == "Retryable"
    assert event["message"] == "The trigger failed: ZeroDivisionError."


def test_polling_slows_down_with_time_and_never_outruns_a_hint():
    pace = provider_job.next_poll_s
    early = [pace(2, elapsed_s=1) for _ in range(200)]
    late = [pace(2, elapsed_s=400) for _ in range(200)]
    assert 1.8 <= min(early) < max(early) <= 2.2
    assert 18 <= min(late) < max(late) <= 22
    assert max(pace(2, elapsed_s=1e6) for _ in range(200)) <= 33
    assert min(pace(2, elapsed_s=1, hint_s=9) for _ in range(200)) >= 9


async def test_two_triggers_of_the_same_jobs_do_no_harm(fal, deferred):
    """Airflow may run a trigger twice for a while when it moves it to another triggerer."""
    triggers = [ProviderJobTrigger(**deferred.trigger.serialize()[1]) for _ in range(2)]
    done(fal)
    events = await asyncio.gather(*(_events(trigger) for trigger in triggers))
    assert [len(fired) for fired in events] == [1, 1]
    assert fal.stats()["charged"] == 2
    await asynchronous.close()


async def _events(trigger):
    return [event async for event in trigger.run()]


@pytest.mark.parametrize(
    ("state", "cancelled"),
    [("failed", 2), ("deferred", 0), ("scheduled", 0), ("queued", 0), ("running", 0),
     ("success", 0), (None, 0), ("error", 0)],
)  # fmt: skip
async def test_jobs_are_cancelled_only_when_a_person_failed_the_task(
    fal, deferred, monkeypatch, state, cancelled
):
    _state(monkeypatch, state)
    trigger = _running(deferred)
    waiting = asyncio.create_task(_events(trigger))
    await asyncio.sleep(0.3)
    waiting.cancel("user-action")
    await asyncio.gather(waiting, return_exceptions=True)
    await trigger.on_kill()
    assert fal.stats().get("cancelled", 0) == cancelled
    await asynchronous.close()


async def test_jobs_that_another_run_waits_for_are_cancelled_by_the_last_to_leave(
    fal, deferred, monkeypatch
):
    _state(monkeypatch, "failed")
    again = started(operator("shore"), context(run_id="again"))
    await _running(deferred).on_kill()
    assert [run.cancelled for run in fal.runs.values()] == [True, False]
    await _running(again, run_id="again").on_kill()
    assert [run.cancelled for run in fal.runs.values()] == [True, True]
    await asynchronous.close()


async def test_being_cancelled_while_it_cancels_stops_nothing(fal, deferred, monkeypatch):
    """Airflow cancels a trigger again every second for as long as it has not ended."""
    _state(monkeypatch, "failed")
    fal.misbehave("cancel", "hold", times=2)
    killed = asyncio.create_task(_running(deferred).on_kill())
    await asyncio.sleep(0)
    while len(fal.held) < 2:
        killed.cancel("user-action")
        await asyncio.sleep(0.05)
    fal.release()
    await killed
    assert fal.stats()["cancelled"] == 2
    await asynchronous.close()


async def test_after_the_event_nothing_is_cancelled(fal, deferred, monkeypatch):
    _state(monkeypatch, "failed")
    trigger = _running(deferred)
    done(fal)
    await _events(trigger)
    fal.settings["job_s"] = RUNNING_S
    await trigger.on_kill()
    assert fal.stats().get("cancelled", 0) == 0
    await asynchronous.close()


async def test_a_cancel_that_fails_is_said_and_does_not_stop_the_others(
    fal, deferred, monkeypatch, caplog
):
    _state(monkeypatch, "failed")
    fal.misbehave("cancel", "500")
    with caplog.at_level(logging.WARNING):
        await _running(deferred).on_kill()
    assert fal.stats()["cancelled"] == 1
    await asynchronous.close()


async def test_a_key_that_is_gone_by_then_is_said_too(fal, deferred, monkeypatch, capfd):
    _state(monkeypatch, "failed")
    keyless = {**json.loads(connection(fal.url)), "password": ""}
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", json.dumps(keyless))
    await _running(deferred).on_kill()
    assert capfd.readouterr().out.count("was not cancelled: fal needs a key") == 2
    await asynchronous.close()


def test_many_jobs_of_many_shorts_share_a_client_and_each_end_is_seen_at_the_next_poll(
    fal, monkeypatch
):
    fal.settings["job_s"], shorts, shots = RUNNING_S, 4, 5
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", connection(fal.url, poll_interval_s=0.5))
    all_deferred = [
        started(operator(*(f"short {short} shot {shot}" for shot in range(shots))),
                context(run_id=f"run{short}"))
        for short in range(shorts)
    ]  # fmt: skip

    async def together():
        try:
            runs = (_events(ProviderJobTrigger(**d.trigger.serialize()[1])) for d in all_deferred)
            watched = asyncio.gather(*runs)
            while fal.requests["status"] < 2 * shorts * shots:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            done(fal)
            asked = fal.requests["status"]
            return await asyncio.wait_for(watched, 20), fal.requests["status"] - asked
        finally:
            await asynchronous.close()

    events, polls = asyncio.run(together())
    assert all(event.payload["kind"] == "settled" for (event,) in events)
    assert polls <= shorts * shots


def _running(deferred, run_id="run"):
    trigger = ProviderJobTrigger(**deferred.trigger.serialize()[1])
    trigger._task_instance = SimpleNamespace(
        dag_id="daily_batch", run_id=run_id, task_id="clips", map_index=0
    )
    return trigger


def _state(monkeypatch, state):
    def states(*, dag_id, map_index, task_ids, run_ids):
        assert (dag_id, map_index, task_ids) == ("daily_batch", 0, ["clips"])
        if state == "error":
            raise RuntimeError("no answer")
        return {run_ids[0]: {"clips_0": state}} if state else {}

    monkeypatch.setattr(RuntimeTaskInstance, "get_task_states", staticmethod(states))


def test_progress_is_told_in_steps_not_at_each_poll(fal, monkeypatch, capfd):
    with OpenaiVideos() as videos:
        extra = {"provider": "openai_videos", "model": "sora-2", "poll_interval_s": 0.02}
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", connection(videos.url, **extra))
        videos.settings["job_s"] = 4.0
        deferred = started(operator("sea"), context())
        capfd.readouterr()
        fired(deferred)
        polls = videos.stats()["requests"]["status"]
    told = [line for line in capfd.readouterr().out.splitlines() if " is running, " in line]
    assert 1 <= len(told) <= 10 < polls
    assert all(" for shot 1 at openai_videos is running, " in line for line in told)


async def test_an_interval_that_is_none_is_told_as_what_it_is(fal, monkeypatch):
    about = connection(fal.url, poll_interval_s="often")
    fal.settings["job_s"] = RUNNING_S
    deferred = await asyncio.to_thread(started, operator("sea"), context())
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", about)
    (event,) = [event.payload async for event in deferred.trigger.run()]
    assert event["kind"] == "Fatal"
    assert "poll_interval_s of the connection's extra is 'often'" in event["message"]
