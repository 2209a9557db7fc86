"""Orders are fulfilled once and paid once, through a real HTTP service, ledger and store."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import av
import pytest

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from include.providers import errors
from tests.emulators.fal import Fal
from tests.plugins.jobs import connection, context, finished, fired, operator, started

ROOT = Path(__file__).resolve().parents[3]


def book():
    return ledger().orders


def digest_of(prompt):
    return operator(prompt).digests()[0]


def test_clips_that_are_done_at_once_need_no_deferral(fal):
    results = operator("sea", "shore").execute(context())
    assert [r.order.prompt for r in results] == ["sea", "shore"]
    assert [r.cost_usd for r in results] == [0.25, 0.25]
    with av.open(str(media_store().local(results[0].media))) as clip:
        assert clip.streams.video[0].frames > 0
    assert results[0].media.digest != results[1].media.digest
    assert fal.stats()["charged"] == 2


def test_a_job_that_takes_time_is_waited_for_in_the_triggerer(fal):
    fal.settings["job_s"] = 60
    task, ctx = operator("sea", "shore", "foam"), context()
    deferred = started(task, ctx)
    fal.settings["job_s"] = 0
    assert deferred.method_name == "execute_complete"
    assert len(deferred.trigger.jobs) == 3
    assert deferred.timeout.total_seconds() > 3600
    event = fired(deferred)
    assert event["kind"] == "settled"
    assert len(task.execute_complete(ctx, event)) == 3
    assert fal.stats()["charged"] == 3


def test_what_is_in_the_store_costs_nothing_again(fal):
    operator("sea").execute(context())
    (again,) = operator("sea").execute(context(try_number=2))
    assert (again.reused, again.cost_usd) == (True, 0.25)
    (other,) = operator("sea").execute(context(run_id="other"))
    assert (other.reused, other.cost_usd) == (True, 0.0)
    assert fal.stats()["charged"] == 1


def test_the_same_order_twice_in_a_short_is_one_order(fal):
    assert len(operator("sea", "sea").execute(context())) == 2
    assert fal.stats()["charged"] == 1


def test_a_cleared_task_attaches_to_the_job_it_had(fal):
    fal.settings["job_s"] = 60
    started(operator("sea"), context())
    fal.settings["job_s"] = 0
    assert finished(operator("sea"), context(max_tries=3, try_number=2))
    assert fal.stats()["charged"] == 1


def test_a_run_deleted_and_run_again_attaches_too(fal):
    fal.settings["job_s"] = 60
    started(operator("sea"), context(run_id="deleted"))
    fal.settings["job_s"] = 0
    assert finished(operator("sea"), context(run_id="again"))
    assert fal.stats()["charged"] == 1


def test_a_file_lost_from_the_store_is_fetched_again_not_paid_again(fal):
    (first,) = operator("sea").execute(context())
    media_store().local(first.media).unlink()
    (again,) = operator("sea").execute(context(try_number=2))
    assert again.media == first.media
    assert fal.stats()["charged"] == 1


def test_a_file_lost_from_the_store_and_at_the_service_is_ordered_anew(fal):
    (first,) = operator("sea").execute(context())
    media_store().local(first.media).unlink()
    fal.runs.clear()
    operator("sea").execute(context(try_number=2))
    assert fal.stats()["submitted"] == 2
    assert ledger().spend.spent(batch="run").usd == 0.50


def test_a_budget_stops_before_the_call_and_leaves_a_dead_letter(fal):
    with pytest.raises(errors.OverBudget, match=r"shot 3 would cost about 0.25 USD"):
        finished(operator("sea", "shore", "foam"), context(budget_usd=0.60))
    assert fal.stats()["charged"] == 2
    (letter,) = ledger().letters.all()
    assert (letter.error_kind, letter.origin.order["prompt"]) == ("OverBudget", "foam")


def test_a_budget_cannot_be_kept_without_a_price(fal, monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", connection(fal.url, price_usd=None))
    with pytest.raises(errors.OverBudget, match="no known price"):
        operator("sea").execute(context(budget_usd=1))
    assert fal.stats()["charged"] == 0


def test_too_many_requests_is_waited_for_in_the_triggerer(fal):
    fal.misbehave("submit", "429", retry_after=1)
    task, ctx = operator("sea", "shore"), context()
    before = time.time()
    deferred = started(task, ctx)
    assert deferred.trigger.jobs == []
    event = fired(deferred)
    assert (event["kind"], time.time() - before >= 1) == ("resume", True)
    assert len(task.execute_complete(ctx, event)) == 2
    assert fal.stats()["requests"]["submit"] == 3


@pytest.mark.parametrize("hint", ["99999999999", "1e300"])
def test_a_service_that_wants_years_is_asked_again_within_the_hour(fal, hint):
    fal.misbehave("submit", "429", retry_after=hint)
    deferred = started(operator("sea"), context())
    assert deferred.trigger.resume_at - time.time() <= errors.LONGEST_HINT_S


def test_a_refusal_stops_buying_and_saves_what_was_bought(fal):
    fal.settings["job_s"] = 0.3
    task, ctx = operator("sea", "shore", "foam"), context()
    fal.faults.append({"on": "submit", "how": "none", "times": 1})
    fal.misbehave("submit", "refused")
    with pytest.raises(errors.Refused, match="shot 2"):
        finished(task, ctx)
    assert fal.stats()["prompts"] == ["sea"]
    assert finished(operator("sea"), context())[0].reused
    (letter,) = ledger().letters.all()
    assert (letter.origin.order["prompt"], letter.latest.state) == ("shore", "refused")


def test_an_order_lost_too_often_waits_for_a_person(fal):
    fal.misbehave("status", "gone", times=0)
    for number in (1, 2, 3):
        with pytest.raises(errors.Lost):
            finished(operator("sea", max_losses=3), context(try_number=number, max_tries=9))
    with pytest.raises(errors.Fatal, match="lost 3 times"):
        finished(operator("sea", max_losses=3), context(try_number=4, max_tries=9))
    assert fal.stats()["charged"] == 3
    fal.faults.clear()
    assert finished(operator("sea", max_losses=3), context(try_number=5, max_tries=13))


def test_a_job_past_its_deadline_is_cancelled_and_ordered_anew(fal, monkeypatch):
    from include.providers.clip.fal import Fal

    fal.settings["job_s"] = 60
    monkeypatch.setattr(Fal, "deadline_s", 0.5)
    with pytest.raises(errors.Lost, match="was given up"):
        finished(operator("sea"), context())
    assert fal.stats()["cancelled"] == 1


def test_trouble_is_not_forgiven_past_the_deadline(fal, monkeypatch):
    from include.providers.clip.fal import Fal

    fal.settings["job_s"] = 60
    monkeypatch.setattr(Fal, "deadline_s", 1.5)
    task, ctx = operator("sea"), context()
    fal.faults.append({"on": "status", "how": "none", "times": 1})
    fal.misbehave("status", "500", times=0)
    with pytest.raises(errors.Retryable, match="HTTP 500"):
        finished(task, ctx)
    fal.faults.clear()
    fal.settings["job_s"] = 0
    assert finished(operator("sea"), context(try_number=2))
    assert fal.stats()["charged"] == 1


@pytest.mark.parametrize("policy", ["resubmit", "fail", "ask"])
def test_a_lost_reply_is_decided_by_policy_and_the_doubt_is_counted(fal, policy):
    task = operator("sea", lost_submit_policy=policy)
    fal.misbehave("submit", "cut_after")
    with pytest.raises(errors.Unreachable):
        task.execute(context())
    retry = context(try_number=2)
    if policy == "resubmit":
        assert task.execute(retry)
        assert fal.stats()["charged"] == 2
        spent = ledger().spend.spent(batch="run")
        assert (spent.usd, spent.doubtful_usd) == (0.50, 0.25)
        return
    with pytest.raises(errors.Fatal, match="may or may not have reached fal"):
        task.execute(retry)
    assert fal.stats()["charged"] == 1
    assert [entry.doubt for entry in book().doubts("run")] == [True]
    cleared = context(try_number=3, max_tries=5)
    if policy == "ask":
        assert task.execute(cleared)
    else:
        with pytest.raises(errors.Fatal):
            task.execute(cleared)


def test_the_connection_decides_about_lost_replies_before_the_task_does(fal, monkeypatch):
    lost = connection(fal.url, lost_submit_policy="fail")
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", lost)
    fal.misbehave("submit", "cut_after")
    with pytest.raises(errors.Unreachable):
        operator("sea").execute(context())
    with pytest.raises(errors.Fatal, match="lost_submit_policy is 'fail'"):
        operator("sea").execute(context(try_number=2))
    assert fal.stats()["charged"] == 1


def test_a_policy_that_is_none_is_refused_before_anything_is_ordered(fal, monkeypatch):
    unknown = connection(fal.url, lost_submit_policy="perhaps")
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", unknown)
    with pytest.raises(errors.Fatal, match=r"dailies_clip is 'perhaps'. Choose one of: resubmit"):
        operator("sea").execute(context())
    assert fal.stats()["requests"] == {}


def test_a_submission_killed_under_a_policy_that_forbids_another_is_a_doubt(fal):
    command = [sys.executable, "-m", "tests.plugins.operators.killed"]
    command += ["include.ledger.orders.Orders.accepted", "sea"]
    assert subprocess.run(command, cwd=ROOT, env=_env(), check=False).returncode == -9
    with pytest.raises(errors.Fatal, match="may or may not have reached fal"):
        operator("sea", lost_submit_policy="fail").execute(context(try_number=2))
    assert [entry.order_digest for entry in book().doubts("run")] == [digest_of("sea")]


def test_a_host_that_is_down_is_no_doubt(fal, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", connection(url))
    with pytest.raises(errors.Unreachable) as caught:
        operator("sea").execute(context())
    assert not caught.value.sent
    assert book().doubts("run") == []
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", connection(fal.url))
    assert operator("sea").execute(context(try_number=2))
    assert fal.stats()["charged"] == 1


def test_a_submission_under_way_elsewhere_is_waited_for(fal):
    fal.misbehave("submit", "slow", seconds=1.0)
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.plugins.operators.killed", "", "sea"], cwd=ROOT, env=_env()
    )
    while not fal.stats()["requests"].get("submit"):
        time.sleep(0.02)
    task, ctx = operator("sea", lease_s=2.0), context(run_id="other")
    assert started(task, ctx).trigger.jobs == []
    assert child.wait(20) == 0
    assert finished(task, ctx)
    assert fal.stats()["charged"] == 1


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.parametrize(
    ("killed_at", "charged", "doubtful_usd"),
    [
        ("include.ledger.orders.Orders.claim", 1, 0),
        ("include.ledger.orders.Orders.accepted", 2, 0.25),
        ("include.ordering.collecting.Collector.look", 1, 0),
        ("include.ordering.collecting.download", 1, 0),
        ("os.fsync", 1, 0),
        ("include.storage.media.MediaStore.put", 1, 0),
        ("include.ledger.orders.Orders.succeeded", 1, 0),
    ],
)
def test_a_worker_killed_anywhere_pays_once_but_for_the_one_window(
    fal, killed_at, charged, doubtful_usd
):
    """Killed after the request left and before the reply was written down: the policy decides."""
    command = [sys.executable, "-m", "tests.plugins.operators.killed", killed_at, "sea"]
    assert subprocess.run(command, cwd=ROOT, env=_env(), check=False).returncode == -9
    assert (media_store().find(digest_of("sea")) is None) is ("succeeded" not in killed_at)
    (result,) = finished(operator("sea"), context(try_number=2))
    assert media_store().local(result.media)
    assert fal.stats()["charged"] == charged
    assert ledger().spend.spent(batch="run").doubtful_usd == doubtful_usd
    assert book().latest(digest_of("sea")).state == "succeeded"


def test_killed_by_a_person_between_two_orders_cancels_what_was_ordered(fal):
    fal.settings["job_s"] = 60
    task = operator("sea", "shore")
    answer = fal.answer

    def answer_and_kill(route, call, fault):
        task.on_kill()
        return answer(route, call, fault)

    fal.answer = answer_and_kill
    with pytest.raises(errors.Retryable, match="stopped from outside"):
        task.execute(context(state="failed"))
    assert fal.stats()["prompts"] == ["sea"]
    assert fal.stats()["cancelled"] == 1


def test_failed_by_a_person_just_before_it_defers_cancels_what_was_ordered(fal):
    """Airflow would refuse to defer it, and no trigger would ever know of its jobs."""
    fal.settings["job_s"] = 60
    with pytest.raises(errors.Retryable, match="stopped from outside"):
        operator("sea", "shore").execute(context(state="failed"))
    assert fal.stats()["cancelled"] == 2


def test_killed_while_it_collects_ends_before_the_next_download(fal):
    fal.settings["job_s"] = 60
    deferred = started(operator("sea", "shore"), context())
    fal.settings["job_s"] = 0
    event, task = fired(deferred), operator("sea", "shore")
    answer = fal.answer

    def answer_and_kill(route, call, fault):
        task.on_kill()
        return answer(route, call, fault)

    fal.answer = answer_and_kill
    with pytest.raises(errors.Retryable, match="stopped from outside"):
        task.execute_complete(context(state="restarting"), event)
    assert fal.stats()["requests"]["file"] == 1
    assert fal.stats().get("cancelled", 0) == 0


def test_a_job_that_another_run_waits_for_survives_the_failing_of_its_own(fal):
    fal.settings["job_s"] = 60
    started(operator("sea", "shore"), context(run_id="first"))
    started(operator("shore"), context(run_id="second"))
    with pytest.raises(errors.Retryable, match="stopped from outside"):
        operator("sea", "shore").execute(context(run_id="first", try_number=2, state="failed"))
    assert [run.cancelled for run in fal.runs.values()] == [True, False]
    fal.settings["job_s"] = 0
    assert finished(operator("shore"), context(run_id="second"))
    assert fal.stats()["charged"] == 2


def test_killed_by_a_clear_cancels_nothing(fal):
    fal.settings["job_s"] = 60
    task = operator("sea")
    task.on_kill()
    with pytest.raises(errors.Retryable):
        task.execute(context(state="running"))
    assert fal.stats().get("cancelled", 0) == 0


@pytest.mark.parametrize("told", [True, False])
def test_a_job_that_failed_is_not_paid_where_the_service_does_not_bill_it(fal, told):
    """fal: what ended in a server error is free, told by the status or by the result."""
    fal.misbehave("job", "fails", error_type="runner_server_error", status=503, told=told)
    with pytest.raises(errors.Lost):
        operator("sea").execute(context())
    assert ledger().spend.spent(batch="run").usd == 0
    assert operator("sea").execute(context(try_number=2))
    assert ledger().spend.spent(batch="run").usd == 0.25


def test_a_job_that_failed_is_paid_where_the_service_may_bill_it(fal):
    fal.misbehave("job", "fails", error_type="content_policy_violation", status=422)
    with pytest.raises(errors.Refused):
        operator("sea").execute(context())
    assert ledger().spend.spent(batch="run").usd == 0.25


def test_a_clip_that_was_made_is_paid_whatever_becomes_of_its_file(fal):
    fal.misbehave("file", "gone", status=410)
    with pytest.raises(errors.Lost):
        operator("sea").execute(context())
    assert ledger().spend.spent(batch="run").usd == 0.25


def test_retries_exhausted_leave_a_dead_letter_and_a_later_success_takes_it_out(fal):
    fal.misbehave("submit", "500", times=3)
    for number in (1, 2, 3):
        assert ledger().letters.all() == []
        with pytest.raises(errors.Retryable):
            operator("sea").execute(context(try_number=number))
    (letter,) = ledger().letters.all()
    assert "HTTP 500" in letter.error
    operator("sea").execute(context(try_number=4, max_tries=6))
    assert ledger().letters.all() == []


def test_a_trigger_that_gave_up_leaves_the_job_to_the_next_try(fal):
    fal.settings["job_s"] = 60
    task, ctx = operator("sea"), context()
    deferred = started(task, ctx)
    fal.settings["job_s"] = 0
    fal.misbehave("status", "unknown_status")
    event = fired(deferred)
    assert event["kind"] == "UnknownStatus"
    with pytest.raises(errors.UnknownStatus, match="LEVITATING"):
        task.execute_complete(ctx, event)
    assert finished(operator("sea"), context(max_tries=5, try_number=2))
    assert fal.stats()["charged"] == 1


def test_events_need_nothing_but_themselves(fal):
    fal.settings["job_s"] = 60
    deferred = started(operator("sea"), context())
    fal.settings["job_s"] = 0
    event = fired(deferred)
    assert operator("sea").execute_complete(context(), event)


def test_an_unknown_policy_is_refused_when_the_dag_is_read():
    with pytest.raises(ValueError, match="'perhaps'"):
        operator("sea", lost_submit_policy="perhaps")


def _env():
    return {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'plugins'}"}


@pytest.mark.parametrize(
    ("extra", "charged"),
    [
        ({"input": {"cfg_scale": 0.7}}, 2),
        ({"durations": [10]}, 2),
        ({"price_usd": 0.5, "rate": None, "poll_interval_s": 0.1}, 1),
    ],
    ids=str,
)
def test_an_order_is_another_one_where_the_connection_asks_for_another_result(
    fal, monkeypatch, extra, charged
):
    operator("sea").execute(context())
    monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", connection(fal.url, **extra))
    operator("sea").execute(context(run_id="other"))
    assert fal.stats()["charged"] == charged


def test_what_one_host_made_is_not_taken_for_what_another_would(fal, monkeypatch):
    operator("sea").execute(context())
    with Fal() as other:
        other.settings["job_s"] = 0.0
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_CLIP", connection(other.url))
        operator("sea").execute(context(run_id="other"))
        assert other.stats()["charged"] == 1
