"""Publishing in Airflow: skipped, sent, or deferred until there is something to do again."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from airflow.sdk.exceptions import AirflowSkipException

from dailies.hooks.ledger import ledger
from dailies.hooks.media import media_store
from dailies.operators.publish_short import PublishShortOperator
from include.providers.errors import Fatal, Retryable
from include.publishing.talking import Stopped
from tests.emulators.webhook_receiver import SECRET, WebhookReceiver
from tests.include.publishing.world import made_short
from tests.plugins.jobs import TOPIC, context, fired, started


def operator(short, decision="approve", **review):
    return PublishShortOperator(
        task_id="publish_short",
        topic=TOPIC,
        short=short.model_dump(mode="json"),
        review={"decision": decision, "by": "policy", **review},
    )


@pytest.fixture
def short(data):
    return made_short(media_store(), b"video")


@pytest.fixture
def receiver(monkeypatch):
    with WebhookReceiver() as emulator:
        fields = {"conn_type": "http", "host": emulator.url, "password": SECRET}
        monkeypatch.setenv("AIRFLOW_CONN_DAILIES_WEBHOOK", json.dumps(fields))
        yield emulator


def test_a_rejected_short_is_skipped_and_the_ledger_knows_that_it_is_decided(short):
    ledger().shorts.record_short("run", "t1", state="rendered", edit_digest="e" * 64)
    assert ledger().shorts.undecided() == ["e" * 64]
    with pytest.raises(AirflowSkipException, match="not approved"):
        operator(short, "reject").execute(context())
    assert ledger().shorts.shorts("run")[0]["state"] == "rejected"
    assert ledger().shorts.undecided() == []


def test_an_approved_short_goes_to_every_target_of_the_run(short, receiver):
    told = operator(short).execute(context(targets=["folder", "webhook"]))
    assert told["topic_id"] == "t1"
    found = {each["target"]: each["state"] for each in told["publications"]}
    assert found == {"folder": "published", "webhook": "published"}
    assert receiver.stats()["public"] == 1
    assert ledger().shorts.shorts("run")[0]["state"] == "published"


def test_what_was_rendered_anew_after_its_approval_is_not_published_unseen(short, receiver):
    anew = short.model_copy(update={"edit_digest": "2" * 64})
    task = operator(anew, by="Ana", edit_digest=short.edit_digest)
    with pytest.raises(Fatal, match="anew after Ana approved it"):
        task.execute(context(targets=["folder", "webhook"]))
    assert receiver.stats()["public"] == 0
    assert ledger().publications.of("run/t1") == []
    task = operator(anew, by="Ana", edit_digest=anew.edit_digest)
    assert task.execute(context(targets=["webhook"]))["publications"][0]["state"] == "published"


def test_while_a_target_waits_no_worker_is_held_and_the_others_are_done(
    short, receiver, monkeypatch
):
    receiver.misbehave("message", "500")
    monkeypatch.setattr("include.providers.publish.webhook.WAITS_S", (1.0,) * 9)
    monkeypatch.setattr("include.publishing.talking.SLEPT_THROUGH_S", 0.0)
    monkeypatch.setattr("dailies.operators.publish_short.FIRST_EVENT_S", 0.0)
    task, ctx = operator(short), context(targets=["webhook", "folder"])
    deferred = started(task, ctx)
    states = {held.target: held.state for held in ledger().publications.of("run/t1")}
    assert states == {"folder": "published", "webhook": "waiting"}
    event = fired(deferred)
    assert event == {"kind": "resume"}
    told = task.execute_complete(ctx, event)
    assert [each["state"] for each in told["publications"]] == ["published", "published"]
    assert receiver.stats()["public"] == 1


def test_no_secret_is_in_the_trigger_or_its_event(short, receiver):
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    deferred = started(operator(short), context(targets=["webhook"], publish_at=later))
    assert deferred.timeout > timedelta(hours=1)
    told = json.dumps(deferred.trigger.serialize())
    assert SECRET not in told
    assert receiver.url not in told


def test_one_in_trouble_fails_the_task_when_the_others_are_through(short, receiver):
    receiver.misbehave("message", "gone", status=404)
    with pytest.raises(Fatal, match="HTTP 404"):
        operator(short).execute(context(targets=["webhook", "folder"]))
    states = {held.target: held.state for held in ledger().publications.of("run/t1")}
    assert states == {"folder": "published", "webhook": "failed"}


def test_told_to_end_it_ends_before_the_next_step(short, receiver):
    task = operator(short)
    task.on_kill()
    with pytest.raises(Stopped):
        task.execute(context(targets=["webhook"]))
    assert receiver.stats()["public"] == 0


def test_a_trigger_that_failed_is_tried_again(short):
    with pytest.raises(Retryable, match="broke"):
        operator(short).execute_complete(context(), {"kind": "Retryable", "message": "it broke"})
